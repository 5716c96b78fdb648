"""manage.py run_outbox: the worker that does what the outbox holds."""

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

TOLD_TO_STOP = (signal.SIGTERM, signal.SIGINT)
# Causes that pass: the server is away or starting, the file is locked, the disk is full.
AWAY = (OperationalError, InterfaceError)
FIRST_WAIT, LONGEST_WAIT = 1, 30  # seconds


class Outage:
    """The waiting for a database that cannot be used; logs once that it begins and that it ends."""

    def __init__(self) -> None:
        self.wait = 0

    def prolong(self, error: Exception) -> int:
        """Return how many seconds to wait before the next try: 1, 2, 4 … and never above 30."""
        if not self.wait:
            cause = " ".join(str(error).split())
            logger.error("The database cannot be used, the worker waits for it: %s", cause)
        self.wait = min(max(FIRST_WAIT, 2 * self.wait), LONGEST_WAIT)
        return self.wait

    def end(self) -> None:
        """Have the next outage begin with a short wait again."""
        if self.wait:
            logger.warning("The database is back, the worker goes on.")
        self.wait = 0


class Command(BaseCommand):
    """Does due work, looking again every few seconds until it is told to stop.

    Between two pieces of work it starts afresh when it has outgrown OUTBOX_MOST_MB. An outage of
    the database ends it with --once only.
    """

    help = "Do the background work: prints, later mail and seals. Stop it with SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument("--pause", type=float, default=2, help="seconds between two looks")

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[Any, Any]:
        """Leave out the models: their check fails on a locked SQLite file ("no JSONFields")."""
        return {**super().get_check_kwargs(options), "app_configs": []}

    def handle(self, *args: Any, once: bool, pause: float, **options: Any) -> None:
        stopped = threading.Event()
        if not once:
            for number in TOLD_TO_STOP:
                signal.signal(number, lambda *_received: stopped.set())
            # What came while it started afresh has waited for this.
            signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD_TO_STOP)
        is_large = has_worked = False
        outage = Outage()

        def may_not_go_on() -> bool:
            nonlocal is_large, has_worked
            # Asked before each piece of work, and so for the second time after the first.
            is_large = has_worked and not once and exceeds_memory(settings.OUTBOX_MOST_MB)
            has_worked = True
            return is_large or stopped.is_set()

        while True:
            has_worked = False
            wait = self._run_round(may_not_go_on, None if once else outage)
            if is_large:
                # From here on a signal waits for the new process; one that came before is heeded.
                signal.pthread_sigmask(signal.SIG_BLOCK, TOLD_TO_STOP)
            if once or stopped.is_set():
                break
            if is_large:
                self.stdout.flush()
                restart_process()
            if stopped.wait(wait or pause):
                break  # without a round that would look at nothing and call the database back

    def _run_round(self, is_stopped: Callable[[], bool], outage: Outage | None) -> int:
        """Do what is due; return how long to wait for the database, 0 when it can be used.

        What was in hand keeps its lease in an outage, and comes back when that ends.
        """
        try:
            done = run_due(is_stopped=is_stopped)
            if outage is not None:
                close_old_connections()
                outage.end()
        except AWAY as error:
            if outage is None:
                raise
            connections.close_all()
            return outage.prolong(error)
        if done:
            self.stdout.write(f"{done} done")
        return 0
