"""Background work of the agreements: each kind of outbox message, and what does it.

Every handler is safe to run again, as happens after a worker was killed.
"""

from collections.abc import Mapping

from agreements.tasks import archives, batches, printing, reminders, scans, seals
from core.outbox import Handler

HANDLERS: Mapping[str, Handler] = {
    **archives.HANDLERS,
    **batches.HANDLERS,
    **printing.HANDLERS,
    **reminders.HANDLERS,
    **scans.HANDLERS,
    **seals.HANDLERS,
}
