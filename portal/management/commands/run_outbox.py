"""manage.py run_outbox: the worker that does what the outbox holds."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from core.outbox import run_due


class Command(BaseCommand):
    """Does due work, looking again every few seconds until it is told to stop."""

    help = "Do the background work: prints, later mail and seals. Stop it with SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument("--pause", type=float, default=2, help="seconds between two looks")

    def handle(self, *args: Any, once: bool, pause: float, **options: Any) -> None:
        stopped = threading.Event()
        if not once:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_received: stopped.set())
        while True:
            done = run_due(is_stopped=stopped.is_set)
            if done:
                self.stdout.write(f"{done} done")
            if once or stopped.is_set():
                break
            close_old_connections()
            stopped.wait(pause)
