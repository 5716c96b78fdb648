"""Renewal of leases: while a handler works, a thread keeps its message for this worker.

So a lease may be short, and the message of a killed worker is soon taken up by another.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from core.models import OutboxMessage

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
# Three renewals may fail or come late before the lease ends.
RENEW_EVERY = LEASE / 4
# A handler that takes longer hangs: its message is left to another worker.
LONGEST_WORK = timedelta(hours=6)


@contextmanager
def renew_lease(message: OutboxMessage) -> Iterator[None]:
    """Renew the lease of a claimed message every few seconds during the block."""
    ended = threading.Event()
    threading.Thread(target=_renew_until, args=(ended, message), daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def _renew_until(ended: threading.Event, message: OutboxMessage) -> None:
    end = time.monotonic() + LONGEST_WORK.total_seconds()
    mine = OutboxMessage.objects.filter(pk=message.pk, lease=message.lease, done_at=None)
    try:
        while not ended.wait(RENEW_EVERY.total_seconds()) and time.monotonic() < end:
            try:
                if not mine.update(leased_until=timezone.now() + LEASE):
                    return  # another worker has it, since this one was cut off for too long
            except (DatabaseError, InterfaceError) as error:
                logger.warning("The lease of %s could not be renewed: %s", message, error)
                connection.close()
    finally:
        connection.close()
