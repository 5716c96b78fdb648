"""Mail leaves by the outbox: an answer never waits for a mail server, nor tells by its time."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from core.models import OutgoingMail
from core.outbox import enqueue


@transaction.atomic
def post_mail(*, to: str, subject: str, text: str) -> OutgoingMail:
    """Write a letter into the outbox of the present transaction; the worker carries it away.

    A letter without an address goes nowhere. It is written all the same where an answer must take
    as long for somebody who is not known here as for somebody who is.
    """
    mail = OutgoingMail.objects.create(to=to, subject=" ".join(subject.split()), text=text)
    enqueue("core.send_mail", mail.pk)
    return mail


def send_mail(mail_id: int) -> None:
    """Send one letter; its words, which may hold a personal link, are forgotten afterwards."""
    mail = OutgoingMail.objects.get(pk=mail_id)
    if mail.sent_at is not None:
        return
    if mail.to:
        EmailMessage(subject=mail.subject, body=mail.text, to=[mail.to]).send()
    mail.sent_at = timezone.now()
    mail.text = ""
    mail.save(update_fields=["sent_at", "text"])
