"""The outbox: how fast small messages pass, and what becomes of one whose worker is killed."""

import os
import signal
import time
from collections.abc import Iterator, Mapping

from django.db import connections, transaction
from django.test.utils import override_settings
from django.utils import timezone

from bench.figure import Figure
from core.models import OutboxMessage
from core.outbox import LEASE, Handler, enqueue, run_due

MESSAGES = 200


def _nothing(_object_id: int) -> None:
    """Do nothing, successfully."""


def _die(_object_id: int) -> None:
    """Kill the worker, as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


HANDLERS: Mapping[str, Handler] = {"bench.nothing": _nothing, "bench.die": _die}


def outbox() -> Iterator[Figure]:
    """Measure throughput, then recovery from kill -9 in the middle of a message."""
    with override_settings(OUTBOX_IMMEDIATE=False):
        yield throughput()
        yield recovery()


def throughput() -> Figure:
    """Write small messages, each in its own transaction, then do them."""
    begin = time.monotonic()
    for number in range(MESSAGES):
        with transaction.atomic():
            enqueue("bench.nothing", number)
    written = time.monotonic() - begin
    begin = time.monotonic()
    done = 0
    while passed := run_due():
        done += passed
    seconds = time.monotonic() - begin
    return Figure(
        name="outbox",
        value=done / seconds,
        unit="messages/s",
        note=f"{done} done; {MESSAGES / written:.0f} a second written, a transaction each",
    )


def recovery() -> Figure:
    """Kill a worker in the middle of its message; the lease is cut short instead of waited for."""
    message = enqueue("bench.die", 1)
    _in_a_worker_that_dies()
    early = run_due()
    OutboxMessage.objects.filter(pk=message.pk).update(
        kind="bench.nothing", leased_until=timezone.now()
    )
    late = run_due()
    message.refresh_from_db()
    return Figure(
        name="outbox, killed worker's message",
        value=LEASE.total_seconds(),
        unit="s until retried",
        note=f"{early} done before its lease ended, {late} after, attempt {message.attempts}",
    )


def _in_a_worker_that_dies() -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        run_due()
        os._exit(1)
    _pid, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("the worker was not killed")
