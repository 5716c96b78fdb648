"""Background work of the agreements: each kind of outbox message, and what does it.

Every handler is safe to run again, as happens after a worker was killed.
"""

from collections.abc import Mapping
from importlib import import_module

from agreements.tasks import archives, batches, printing, reminders, scans
from core.outbox import Handler


def _when_needed(kind: str) -> Handler:
    """Return a handler of `seals`, which is read when something is to be sealed.

    What signs takes twenty megabytes, and most of the day a worker only prints.
    """

    def work(object_id: int) -> None:
        import_module("agreements.tasks.seals").HANDLERS[kind](object_id)

    return work


SEALING = ("agreements.seal", "agreements.close_seal", "agreements.upgrade_seal")
HANDLERS: Mapping[str, Handler] = {
    **archives.HANDLERS,
    **batches.HANDLERS,
    **printing.HANDLERS,
    **reminders.HANDLERS,
    **scans.HANDLERS,
    **{kind: _when_needed(kind) for kind in SEALING},
}
