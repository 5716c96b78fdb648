"""E-mails around signing on a screen: the one-time code before, and the receipt after.

Written in the city's language, whatever language the reader of the page has chosen.
"""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import Document
from core.canonical import format_fingerprint
from core.emails import Email
from signing.models import Signature


def build_code_email(document: Document, code: str) -> Email:
    """Build the e-mail with a one-time code.

    The subject contains the code, so that it can be read on the lock screen of a phone.
    """
    with override(settings.LANGUAGE_CODE):
        facts = {"code": code, "title": _format_title(document)}
        return Email(
            _("%(code)s is your code to sign") % facts,
            _(
                "Your code to sign “%(title)s” is:\n\n%(code)s\n\n"
                "It is valid for 15 minutes. Do not share it. If you did not ask for it, tell the"
                " secretariat: somebody else has your link."
            )
            % facts,
        )


def build_receipt_email(signature: Signature) -> Email:
    """Build the receipt for a person who has signed."""
    document = signature.signatory.document
    with override(settings.LANGUAGE_CODE):
        facts = {
            "title": _format_title(document),
            "name": signature.name,
            "receipt": signature.receipt,
            "moment": date_format(timezone.localtime(signature.signed_at), "l, j F Y, H.i"),
            "fingerprint": format_fingerprint(signature.content_sha256),
            "url": f"{settings.PUBLIC_URL}/verifikasi/{document.verification_code}/",
        }
        return Email(
            _("Receipt %(receipt)s: you signed") % facts,
            _(
                "“%(title)s” was signed by %(name)s.\n\n"
                "Receipt: %(receipt)s\nTime: %(moment)s WIB\n"
                "Fingerprint of the text: %(fingerprint)s\n\n"
                "Anybody can check the document here:\n%(url)s\n\n"
                "If it was not you who signed, tell the secretariat at once."
            )
            % facts,
        )


def _format_title(document: Document) -> str:
    return f"{document.title} {document.number}".strip()
