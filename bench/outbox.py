"""The outbox: throughput of small messages, and recovery after a worker was killed."""

import os
import signal
import time
from collections.abc import Iterator, Mapping

from django.db import connections, transaction
from django.test.utils import override_settings
from django.utils import timezone

from bench.figure import Figure
from core.leases import LEASE
from core.models import OutboxMessage
from core.outbox import Handler, enqueue, run_due

MESSAGES = 200


def _do_nothing(_object_id: int) -> None:
    """Do nothing, successfully."""


def _kill_worker(_object_id: int) -> None:
    """Kill the worker, as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


HANDLERS: Mapping[str, Handler] = {"bench.nothing": _do_nothing, "bench.die": _kill_worker}


def measure_outbox() -> Iterator[Figure]:
    """Yield the throughput, and the recovery after kill -9 during a message."""
    with override_settings(OUTBOX_IMMEDIATE=False):
        yield measure_throughput()
        yield measure_recovery()


def measure_throughput() -> Figure:
    """Enqueue small messages, each in its own transaction, then handle them."""
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


def measure_recovery() -> Figure:
    """Kill a worker during a message; its lease is ended instead of waited for."""
    message = enqueue("bench.die", 1)
    _run_killed_worker()
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


def _run_killed_worker() -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        run_due()
        os._exit(1)
    _pid, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("the worker was not killed")
