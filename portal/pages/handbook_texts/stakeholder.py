"""The guide for stakeholders: check in, contribute, answer and sign on a phone."""

from django.utils.translation import gettext_lazy as _

from portal.pages.handbook_texts.shapes import Guide, Step

STAKEHOLDER = Guide(
    "pemangku-kepentingan",
    _("For stakeholders"),
    _(
        "You need no account. The link from WhatsApp, or the QR code in the room, opens one page"
        " for one task. A contribution is voluntary, and nobody asks you for money here."
    ),
    (
        Step(
            "pemangku-hadir",
            _("Check in on your phone"),
            _(
                "Scan the QR code at the door or on the screen, type three letters of your name,"
                " and tap “I am here” or “Online”. If your name is not there, add yourself. One"
                " phone can check in several people, and what was a mistake you undo at once."
            ),
            _("A name that was found, with the buttons to check in, on a phone"),
        ),
        Step(
            "pemangku-tautan",
            _("Open your link"),
            _(
                "Tap the link in the message, or scan the QR code in the room with your phone. The"
                " page says for which organisation you write, and for which meeting."
            ),
            _("The contribution page on a phone"),
        ),
        Step(
            "pemangku-isi",
            _("Write your role or contribution"),
            _(
                "Write it in your own words; that one box is enough. If you know more, open the"
                " details: how many, where, from when until when."
            ),
            _("The contribution page, filled in"),
        ),
        Step(
            "pemangku-tanda-terima",
            _("Keep your receipt"),
            _(
                "You get a reference such as KOM-2021-0009 and a link of your own. Send the link to"
                " yourself: with it you can change your text until the forum has taken it up."
            ),
            _("The receipt with reference and link"),
        ),
        Step(
            "pemangku-keputusan",
            _("See what became of it"),
            _(
                "The same link later says what the forum decided, with the reason, and where your"
                " contribution stands in the berita acara."
            ),
            _("The page of a contribution that was taken up"),
        ),
        Step(
            "pemangku-notulen",
            _("Say whether the minutes are right"),
            _(
                "After the meeting you may get a link to its minutes. Agree, propose a correction,"
                " or object, within the days that the page names. The facilitator answers, and you"
                " read the answer by the same link."
            ),
            _("The minutes with the three answers, on a phone"),
        ),
        Step(
            "pemangku-tinjau",
            _("Comment on the draft"),
            _(
                "Before a text is fixed you may get a link to read it. Write under each part what"
                " should be different. The secretariat answers every comment, and you read the"
                " answer by the same link."
            ),
            _("A clause of the draft with a box for comments, on a phone"),
        ),
        Step(
            "pemangku-diminta",
            _("You are asked to sign"),
            _(
                "The link, or the QR code that you were handed, opens one document for you alone."
                " Opening it signs nothing. Read first: your organisation's contributions are at"
                " the top, then comes every page."
            ),
            _("What is to be signed, on a phone"),
        ),
        Step(
            "pemangku-tanda-tangan",
            _("Sign with your finger"),
            _(
                "Tick that you agree, draw your signature in the box, press Sign. If you cannot"
                " draw, type your name. If you do not want to sign, decline with a reason: the"
                " link is just below. With an electronic certificate you can sign the sealed file"
                " afterwards."
            ),
            _("The words of consent above the box for the signature"),
        ),
        Step(
            "pemangku-tanda-terima-naskah",
            _("Keep the receipt of your signature"),
            _(
                "You get a number that begins with TT. The same link later gives you the sealed"
                " document with all signatures. You can also withdraw your signature there: the"
                " withdrawal is shown beside the signature, and nothing is deleted."
            ),
            _("The receipt of a signature, on a phone"),
        ),
        Step(
            "pemangku-akun",
            _("With an account"),
            _(
                "Representatives who are invited by e-mail see everything of their organisation in"
                " one place: invitations, contributions, and what is still to be done."
            ),
            _("My tasks of a company's representative"),
        ),
    ),
)
