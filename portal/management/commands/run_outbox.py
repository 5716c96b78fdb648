"""manage.py run_outbox: the worker that does what the outbox holds."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from core.memory import has_outgrown, start_afresh
from core.outbox import run_due

TOLD_TO_STOP = (signal.SIGTERM, signal.SIGINT)


class Command(BaseCommand):
    """Does due work, looking again every few seconds until it is told to stop.

    Between two pieces of work it starts afresh when it has outgrown OUTBOX_MOST_MB.
    """

    help = "Do the background work: prints, later mail and seals. Stop it with SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument("--pause", type=float, default=2, help="seconds between two looks")

    def handle(self, *args: Any, once: bool, pause: float, **options: Any) -> None:
        stopped = threading.Event()
        if not once:
            for number in TOLD_TO_STOP:
                signal.signal(number, lambda *_received: stopped.set())
            # What came while it started afresh has waited for this.
            signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD_TO_STOP)
        is_large = has_worked = False

        def may_not_go_on() -> bool:
            nonlocal is_large, has_worked
            # Asked before each piece of work, and so for the second time after the first.
            is_large = has_worked and not once and has_outgrown(settings.OUTBOX_MOST_MB)
            has_worked = True
            return is_large or stopped.is_set()

        while True:
            has_worked = False
            done = run_due(is_stopped=may_not_go_on)
            if done:
                self.stdout.write(f"{done} done")
            if is_large:
                # From here on a signal waits for the new process; one that came before is heeded.
                signal.pthread_sigmask(signal.SIG_BLOCK, TOLD_TO_STOP)
            if once or stopped.is_set():
                break
            if is_large:
                self.stdout.flush()
                start_afresh()
            close_old_connections()
            stopped.wait(pause)
