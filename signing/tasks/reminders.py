"""Outbox handler of the reminder before the last day to sign."""

from collections.abc import Mapping

from agreements.models import Document
from core.outbox import Handler
from signing.actions.reminding import remind_before_deadline


def remind_before_last_day(document_id: int) -> None:
    """Remind those who are next to sign, in the last days before the deadline; idempotent."""
    remind_before_deadline(document=Document.objects.get(pk=document_id))


HANDLERS: Mapping[str, Handler] = {
    "signing.remind_signatories": remind_before_last_day,
}
