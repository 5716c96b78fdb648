"""manage.py run_outbox: the background worker that processes the outbox."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from core.outbox import run_due
from core.process_memory import exceeds_memory, restart_process

logger = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# Temporary errors: the server is down or starting, the file is locked, the disk is full.
UNAVAILABLE = (OperationalError, InterfaceError)
FIRST_WAIT, LONGEST_WAIT = 1, 30  # seconds


class Outage:
    """An outage of the database, with exponential backoff; logs its beginning and its end once."""

    def __init__(self) -> None:
        self.wait = 0

    def extend(self, error: Exception) -> int:
        """Return how many seconds to wait before the next attempt: 1, 2, 4 … at most 30."""
        if not self.wait:
            cause = " ".join(str(error).split())
            logger.error("The database cannot be used, the worker waits for it: %s", cause)
        self.wait = min(max(FIRST_WAIT, 2 * self.wait), LONGEST_WAIT)
        return self.wait

    def end(self) -> None:
        """End the outage: the next one starts with the shortest wait again."""
        if self.wait:
            logger.warning("The database is back, the worker goes on.")
        self.wait = 0


class Command(BaseCommand):
    """Processes due messages, polling every few seconds until it receives a stop signal.

    Between two messages it restarts its process when that exceeds OUTBOX_MOST_MB. An outage of the
    database ends it only with --once.
    """

    help = "Process the outbox: prints, e-mail and seals. Stop it with SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument("--pause", type=float, default=2, help="seconds between two polls")

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[Any, Any]:
        """Skip the checks of models, which fail on a locked SQLite file ("no JSONFields")."""
        return {**super().get_check_kwargs(options), "app_configs": []}

    def handle(self, *args: Any, once: bool, pause: float, **options: Any) -> None:
        stopped = threading.Event()
        if not once:
            for number in STOP_SIGNALS:
                signal.signal(number, lambda *_received: stopped.set())
            # Delivers signals that arrived during a restart.
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        is_large = has_worked = False
        outage = Outage()

        def must_stop() -> bool:
            nonlocal is_large, has_worked
            # Called before each message; only from the second call on has it worked.
            is_large = has_worked and not once and exceeds_memory(settings.OUTBOX_MOST_MB)
            has_worked = True
            return is_large or stopped.is_set()

        while True:
            has_worked = False
            wait = self._run_round(must_stop, None if once else outage)
            if is_large:
                # Signals blocked from here on reach the restarted process.
                signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
            if once or stopped.is_set():
                break
            if is_large:
                self.stdout.flush()
                restart_process()
            if stopped.wait(wait or pause):
                break  # not another round, which would only log that the database is back

    def _run_round(self, is_stopped: Callable[[], bool], outage: Outage | None) -> int:
        """Process due messages; return how long to wait for the database, 0 if it is available.

        A message whose processing an outage interrupts is processed again when its lease expires.
        """
        try:
            done = run_due(is_stopped=is_stopped)
            if outage is not None:
                close_old_connections()
                outage.end()
        except UNAVAILABLE as error:
            if outage is None:
                raise
            connections.close_all()
            return outage.extend(error)
        if done:
            self.stdout.write(f"{done} done")
        return 0
