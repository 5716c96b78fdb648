"""Workers that are killed while they seal; a program of its own, started by a test.

For each place in the work it forks a worker that is killed there by SIGKILL, then another that
finds the lease over and finishes. Prints as JSON how many seals each of the killed ones left. It
renders nothing itself: Pango keeps a thread, and a process with threads cannot be forked.
"""

import json
import os
import signal
import sys
from unittest.mock import patch

import django

django.setup()

from django.utils import timezone  # noqa: E402 - after the setup

from core.models import OutboxMessage  # noqa: E402
from core.outbox import run_due  # noqa: E402
from files import storage as files  # noqa: E402
from signing import tasks  # noqa: E402
from signing.actions import issuing  # noqa: E402
from signing.models import IssuedFile  # noqa: E402
from signing.tasks import seals  # noqa: E402

SEAL = "signing.seal"


def die(*_args, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(work):
    def then_die(*args, **options):
        work(*args, **options)
        die()

    return then_die


# Where the worker dies: what is replaced by its death, or followed by it.
POINTS = {
    "before the final is rendered": (seals, "render_final_pdf", die),
    "before it is signed": (seals, "seal_pdf", die),
    "while the file is written": (os, "fsync", die),
    "after the file, before its row": (files, "_sync_folder", die),
    "after the row, before the audit trail": (issuing, "append_audit_entry", die),
    "after the audit trail, before the commit": (issuing, "schedule_timestamp", die),
}
COMMITTED = "after the commit, before the outbox knows"


def worker(point):
    """Does one piece of work and is killed at `point`."""
    if point == COMMITTED:
        handlers = {**tasks.HANDLERS, SEAL: die_after(tasks.HANDLERS[SEAL])}
        with patch.object(tasks, "HANDLERS", handlers):
            run_due(limit=1)
    else:
        owner, name, death = POINTS[point]
        with patch.object(owner, name, death):
            run_due(limit=1)


def next_worker(written):
    """Tells how many seals there are, and finishes what is due."""
    with os.fdopen(written, "w") as pipe:
        pipe.write(str(IssuedFile.objects.count()))
    OutboxMessage.objects.exclude(leased_until=None).update(leased_until=timezone.now())
    assert run_due(limit=1) == 1


def forked(work, *args):
    """Runs `work` in a process of its own; returns how that ended."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work(*args)
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main():
    told = {}
    for sealed, point in enumerate([*POINTS, COMMITTED]):
        if forked(worker, point) != -signal.SIGKILL:
            sys.exit(f"the worker was not killed {point}")
        read, written = os.pipe()
        if forked(next_worker, written) != 0:
            sys.exit(f"nobody finished the work of the one killed {point}")
        os.close(written)
        with os.fdopen(read) as pipe:
            told[point] = int(pipe.read()) - sealed
    print(json.dumps(told))


if __name__ == "__main__":
    main()
