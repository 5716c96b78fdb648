"""Background tasks of the agreements: the handler of each kind of outbox message.

Every handler is idempotent, since a message runs again after a worker was killed.
"""

from collections.abc import Mapping

from agreements.tasks import batches, printing
from core.outbox import Handler

HANDLERS: Mapping[str, Handler] = {**batches.HANDLERS, **printing.HANDLERS}
