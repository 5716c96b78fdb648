"""E-mails: what is written to people, and how it leaves.

They leave by the outbox: an answer never waits for a mail server, nor tells by its time.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from core.models import OutgoingEmail
from core.outbox import enqueue

# More than any mail program shows of a subject; the letter itself says it whole.
LONGEST_SUBJECT = 200
# A mobile number after the country's 62: an 8, then 8 to 11 digits.
MOBILE = re.compile(r"8\d{8,11}")


@dataclass(frozen=True, slots=True)
class Email:
    """A subject and a plain text, which may also be shared by WhatsApp.

    Where it carries a link, the last line of the text is its address.
    """

    subject: str
    text: str

    @property
    def mailto(self) -> str:
        """An address that opens the sender's own mail program."""
        return f"mailto:?subject={quote(self.subject)}&body={quote(self.text)}"

    def build_whatsapp_url(self, phone: str = "") -> str:
        """Return the address that opens WhatsApp with the text, to a number where one is known."""
        return f"https://wa.me/{format_whatsapp_number(phone)}?text={quote(self.text)}"


def format_whatsapp_number(phone: str) -> str:
    """Return an Indonesian mobile number as WhatsApp wants it (62812…), "" for any other.

    Without a number WhatsApp lets the sender choose the receiver.
    """
    digits = re.sub(r"\D", "", phone)
    for prefix in ("00620", "0062", "620", "62", "0"):
        if digits.startswith(prefix):
            digits = digits.removeprefix(prefix)
            break
    return f"62{digits}" if MOBILE.fullmatch(digits) else ""


@transaction.atomic
def enqueue_email(*, to: str, subject: str, text: str) -> OutgoingEmail:
    """Write a letter into the outbox of the present transaction; the worker carries it away.

    A letter without an address goes nowhere. It is written all the same where an answer must take
    as long for somebody who is not known here as for somebody who is.
    """
    mail = OutgoingEmail.objects.create(to=to, subject=" ".join(subject.split()), text=text)
    enqueue("core.send_email", mail.pk)
    return mail


def send_email(mail_id: int) -> None:
    """Send one letter; its words, which may hold a personal link, are forgotten afterwards."""
    mail = OutgoingEmail.objects.get(pk=mail_id)
    if mail.sent_at is not None:
        return
    if mail.to:
        EmailMessage(subject=shorten_subject(mail.subject), body=mail.text, to=[mail.to]).send()
    mail.sent_at = timezone.now()
    mail.text = ""
    mail.save(update_fields=["sent_at", "text"])


def shorten_subject(subject: str) -> str:
    """Return a subject that a mail program can show, ended behind a word where it is too long."""
    if len(subject) <= LONGEST_SUBJECT:
        return subject
    begun = subject[: LONGEST_SUBJECT - len(" …")]
    return f"{begun.rpartition(' ')[0] or begun} …"
