"""E-mails, by which the portal sends its notifications: saved here, sent through the outbox.

So no page waits for a mail server, and the time of an answer does not reveal whether an e-mail was
sent. There are no other notifications: no push, no SMS. The texts are in each app's `emails`; what
waits for a user on the portal's own pages is the to-do list (core.todo).
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from core.models import OutgoingEmail
from core.outbox import enqueue

# More than any mail program shows of a subject; the text has it in full.
LONGEST_SUBJECT = 200
# A mobile number after the country code 62: an 8, then 8 to 11 digits.
MOBILE = re.compile(r"8\d{8,11}")


@dataclass(frozen=True, slots=True)
class Email:
    """The subject and plain text of an e-mail, which may also be shared by WhatsApp.

    If it has a link, its address is the last line of the text.
    """

    subject: str
    text: str

    @property
    def mailto(self) -> str:
        """The mailto: URL, which opens the user's own mail program."""
        return f"mailto:?subject={quote(self.subject)}&body={quote(self.text)}"

    def build_whatsapp_url(self, phone: str = "") -> str:
        """Return the URL that opens WhatsApp with the text, and with a recipient if given."""
        return f"https://wa.me/{format_whatsapp_number(phone)}?text={quote(self.text)}"


def format_whatsapp_number(phone: str) -> str:
    """Return an Indonesian mobile number in WhatsApp's format (62812…); "" for any other.

    Without a number WhatsApp lets the user choose the recipient.
    """
    digits = re.sub(r"\D", "", phone)
    for prefix in ("00620", "0062", "620", "62", "0"):
        if digits.startswith(prefix):
            digits = digits.removeprefix(prefix)
            break
    return f"62{digits}" if MOBILE.fullmatch(digits) else ""


@dataclass(frozen=True, slots=True)
class TextAttachment:
    """A text file that goes with an e-mail: its name, media type and content."""

    name: str
    media_type: str
    text: str


NO_ATTACHMENT = TextAttachment("", "", "")
# Mailers that write e-mails down in place of sending them.
UNSENT_BACKENDS = ("filebased.EmailBackend", "console.EmailBackend", "dummy.EmailBackend")


def has_mail_server() -> bool:
    """Tell whether e-mails leave the portal; without a mail server they are only written down."""
    backend: str = settings.MAILERS["default"]["BACKEND"]
    return not backend.endswith(UNSENT_BACKENDS)


@transaction.atomic
def enqueue_email(
    *, to: str, subject: str, text: str, attachment: TextAttachment = NO_ATTACHMENT
) -> OutgoingEmail:
    """Save an e-mail and enqueue it in the present transaction; the worker sends it.

    An e-mail with an empty `to` is not sent. Callers enqueue one where the answer must take as long
    for an unknown address as for a known one.
    """
    mail = OutgoingEmail.objects.create(
        to=to,
        subject=" ".join(subject.split()),
        text=text,
        attachment_name=attachment.name,
        attachment_type=attachment.media_type,
        attachment=attachment.text,
    )
    enqueue("core.send_email", mail.pk)
    return mail


def send_email(mail_id: int) -> None:
    """Send an e-mail once; its text, which may have a personal link, is erased afterwards."""
    mail = OutgoingEmail.objects.get(pk=mail_id)
    if mail.sent_at is not None:
        return
    if mail.to:
        message = EmailMessage(subject=shorten_subject(mail.subject), body=mail.text, to=[mail.to])
        if mail.attachment_name:
            message.attach(mail.attachment_name, mail.attachment, mail.attachment_type)
        message.send()
    mail.sent_at = timezone.now()
    mail.text = mail.attachment = ""
    mail.save(update_fields=["sent_at", "text", "attachment"])


def shorten_subject(subject: str) -> str:
    """Return the subject, cut at a word if it is too long for a mail program."""
    if len(subject) <= LONGEST_SUBJECT:
        return subject
    beginning = subject[: LONGEST_SUBJECT - len(" …")]
    return f"{beginning.rpartition(' ')[0] or beginning} …"
