"""Background work of the agreements: each kind of outbox message, and what does it.

Every handler is safe to run again, as happens after a worker was killed.
"""

from collections.abc import Mapping

from agreements.tasks import batches, printing
from core.outbox import Handler

HANDLERS: Mapping[str, Handler] = {**batches.HANDLERS, **printing.HANDLERS}
