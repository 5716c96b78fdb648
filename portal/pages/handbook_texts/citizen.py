"""The guide for citizens: reading and verifying what was agreed."""

from django.utils.translation import gettext_lazy as _

from portal.pages.handbook_texts.shapes import Guide, Step

CITIZEN = Guide(
    "pemeriksa",
    _("For everybody who checks a document"),
    _("Anybody can find out whether a paper or a file is genuine, without an account."),
    (
        Step(
            "warga-kode",
            _("Check a paper"),
            _(
                "Scan the QR code on any page, or type the code beside it. Compare number, names"
                " and sentences with your paper: a QR code can be copied onto another text."
            ),
            _("The page where a code or a file is checked"),
        ),
        Step(
            "warga-berkas",
            _("Check a file"),
            _(
                "Choose the PDF. Its fingerprint is computed on your device and compared. An"
                " unknown file is uploaded only if you agree, and the answer says what was"
                " changed in it."
            ),
            _("The result that a file is the sealed original"),
        ),
    ),
)
