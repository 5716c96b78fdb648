"""The outbox worker: serves one lane until it is told to stop or has grown too large."""

import logging
import os
import signal
import time
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from core.duties import enqueue_due_duties
from core.outbox import claim_message, find_next_due_at, handle_message
from core.outbox_wakeup import STOP_INTERVAL, WakeUp
from core.process_memory import exceeds_memory

logger = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# Temporary errors: the server is down or starting, the file is locked, the disk is full.
UNAVAILABLE = (OperationalError, InterfaceError)
FIRST_WAIT, LONGEST_WAIT = 1, 30  # seconds
LOOK_FOR_DUTIES_EVERY = 30  # seconds


class Outage:
    """An outage of the database, with exponential backoff; logs its beginning and its end once."""

    def __init__(self, lane: str) -> None:
        self.lane = lane
        self.wait = 0

    def extend(self, error: Exception) -> int:
        """Return how many seconds to wait before the next attempt: 1, 2, 4 … at most 30."""
        if not self.wait:
            cause = " ".join(str(error).split())
            logger.error(
                "The database cannot be used, the worker for %s waits for it: %s", self.lane, cause
            )
        self.wait = min(max(FIRST_WAIT, 2 * self.wait), LONGEST_WAIT)
        return self.wait

    def end(self) -> None:
        """End the outage: the next one starts with the shortest wait again."""
        if self.wait:
            logger.warning("The database is back, the worker for %s goes on.", self.lane)
        self.wait = 0


class LaneWorker:
    """Handles the messages of one lane in this process, until it is told to stop.

    It also ends when it uses more memory than OUTBOX_MOST_MB, between two messages, and when the
    process that started it is gone.
    """

    def __init__(
        self, lane: str, *, parent: int, pause: float, write: Callable[[str], object]
    ) -> None:
        self.lane, self.parent, self.pause, self.write = lane, parent, pause, write
        # No threading.Event: a signal handler that sets one, while the same thread is about to wait
        # for it, waits for the lock of the event for ever.
        self._is_stopped = False
        self._has_worked = False
        self._duties_at = 0.0

    def run(self) -> None:
        """Serve the lane; an outage of the database is waited for.

        A message whose processing an outage interrupts is processed again when its lease ends.
        """
        for number in STOP_SIGNALS:
            signal.signal(number, lambda *_received: self._stop())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        wake_up, outage = WakeUp(self.lane), Outage(self.lane)
        while not self._must_end():
            try:
                self._enqueue_duties()
                message = claim_message(self.lane)
                outage.end()
                if message is None:
                    self._wait(wake_up)
                    continue
                self._has_worked = True
                if handle_message(message):
                    self.write(f"{message} done")
            except UNAVAILABLE as error:
                connections.close_all()
                self._wait_for_database(outage.extend(error))
            if exceeds_memory(settings.OUTBOX_MOST_MB):
                logger.info("The worker for %s has grown and starts afresh", self.lane)
                return

    def _stop(self) -> None:
        self._is_stopped = True

    def _must_end(self) -> bool:
        return self._is_stopped or os.getppid() != self.parent

    def _wait_for_database(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._must_end() and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, STOP_INTERVAL))

    def _enqueue_duties(self) -> None:
        if time.monotonic() >= self._duties_at:
            enqueue_due_duties()
            self._duties_at = time.monotonic() + LOOK_FOR_DUTIES_EVERY

    def _wait(self, wake_up: WakeUp) -> None:
        """Wait for the next message: at most the pause, and until one is due that is known."""
        if self._has_worked:
            close_old_connections()
            self._has_worked = False
        due_at = find_next_due_at(self.lane)
        left = (due_at - timezone.now()).total_seconds() if due_at else self.pause
        wake_up.wait(min(self.pause, max(0.0, left)), self._must_end)
