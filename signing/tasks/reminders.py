"""Background work of collecting signatures: the reminder before the last day."""

from collections.abc import Mapping

from agreements.models import Document
from core.outbox import Handler
from signing.actions.reminding import remind_before_deadline


def remind_before_last_day(document_id: int) -> None:
    """Remind those who have not signed, in the last days of signing; safe to run again."""
    remind_before_deadline(document=Document.objects.get(pk=document_id))


HANDLERS: Mapping[str, Handler] = {
    "signing.remind_signatories": remind_before_last_day,
}
