"""Outbox handlers of signing, by kind of message.

Every handler is idempotent, since a killed worker's message is handled again.
"""

from collections.abc import Mapping
from importlib import import_module

from core.outbox import Handler
from signing.tasks import archives, printing, reminders, scans


def _load_when_needed(kind: str) -> Handler:
    """Return a handler of `seals` that imports the module at its first use.

    The signing libraries take twenty megabytes, and a worker seldom needs them.
    """

    def run_handler(object_id: int) -> None:
        import_module("signing.tasks.seals").HANDLERS[kind](object_id)

    return run_handler


SEALING = ("signing.seal", "signing.close_seal", "signing.upgrade_seal")
HANDLERS: Mapping[str, Handler] = {
    **archives.HANDLERS,
    **printing.HANDLERS,
    **reminders.HANDLERS,
    **scans.HANDLERS,
    **{kind: _load_when_needed(kind) for kind in SEALING},
}
