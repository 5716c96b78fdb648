"""Workers that are killed while they make an export; a program of its own, started by a test.

As tests.support.dying_worker: for each place in the work it forks a worker that is killed there by
SIGKILL, then another that finds the lease over and finishes.
"""

import signal
import sys
from unittest.mock import patch

from tests.support.dying_worker import die, die_after, forked  # sets Django up

from django.utils import timezone  # isort: skip

from core.models import OutboxMessage
from core.outbox import run_due
from portal import export_jobs, tasks

# Where the worker dies: what is replaced by its death.
POINTS = {
    "before the rows are read": (tasks, "open_export", die),
    "after the first rows": (tasks, "_build_report", lambda *_args: die),
    "after the file, before its row": (export_jobs, "_lock_job", die),
}
COMMITTED = "after the commit, before the outbox knows"


def work_until(point):
    """Does one piece of work and is killed at `point`."""
    if point == COMMITTED:
        handlers = {kind: die_after(handler) for kind, handler in tasks.HANDLERS.items()}
        with patch.object(tasks, "HANDLERS", handlers):
            run_due(limit=1)
    else:
        owner, name, death = POINTS[point]
        with patch.object(owner, name, death):
            run_due(limit=1)


def finish():
    """Finishes what the killed worker left."""
    OutboxMessage.objects.exclude(leased_until=None).update(leased_until=timezone.now())
    assert run_due(limit=1) == 1


def main():
    for point in (*POINTS, COMMITTED):
        if forked(work_until, point) != -signal.SIGKILL:
            sys.exit(f"the worker was not killed {point}")
        if forked(finish) != 0:
            sys.exit(f"nobody finished the work of the one killed {point}")


if __name__ == "__main__":
    main()
