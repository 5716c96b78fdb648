"""manage.py run_outbox: the background worker that processes the outbox."""

import logging
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.child_processes import ChildProcesses
from core.duties import enqueue_due_duties
from core.models import OutboxLane
from core.outbox import run_due
from core.outbox_worker import UNAVAILABLE, LaneWorker
from signing.actions.portal_seal import find_seal_difference

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Serves every lane of the outbox, each by a process of its own, until a stop signal.

    A process that exceeds OUTBOX_MOST_MB, or was killed, is replaced. An outage of the database
    ends the command only with --once.
    """

    help = "Process the outbox: prints, e-mail and seals. Stop it with SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument(
            "--lane",
            action="append",
            choices=OutboxLane.values,
            help="serve this lane only; may be given several times, default all",
        )
        parser.add_argument(
            "--pause", type=float, default=5, help="seconds after which it looks in any case"
        )

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[Any, Any]:
        """Skip the checks of models, which fail on a locked SQLite file ("no JSONFields")."""
        return {**super().get_check_kwargs(options), "app_configs": []}

    def handle(
        self, *args: Any, once: bool, lane: list[str] | None, pause: float, **options: Any
    ) -> None:
        lanes = list(dict.fromkeys(lane or OutboxLane.values))
        if once:
            enqueue_due_duties()
            self.stdout.write(f"{sum(run_due(lane=each) for each in lanes)} done")
            return
        self._check_seal()
        parent, write = os.getpid(), self.stdout.write

        def serve(name: str) -> None:
            LaneWorker(name, parent=parent, pause=pause, write=write).run()

        ChildProcesses(lanes, serve).run()

    def _check_seal(self) -> None:
        """Log a seal's key that is not the portal's; the other work goes on."""
        try:
            difference = find_seal_difference()
        except UNAVAILABLE:
            return  # sealing checks it again
        if difference:
            logger.error("%s", difference)
