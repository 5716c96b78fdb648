"""The outbox: messages a second by 1, 2 and 4 workers, waiting times, an idle worker's CPU.

On the benchmark's SQLite database, and on PostgreSQL if its programs are installed.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.db import connection, connections, transaction
from django.test.utils import override_settings
from django.utils import timezone

from bench.figure import Figure
from bench.process import list_children, run_process, wait_until
from core.leases import LEASE
from core.models import OutboxMessage
from core.outbox import Handler, enqueue, run_due

MESSAGES = 200
WORKERS = (1, 2, 4)
WAKE_UPS = 8
MOST_SECONDS_TO_WAKE = 1.0
IDLE_SECONDS = 4


def _do_nothing(_object_id: int) -> None:
    """Do nothing, successfully."""


def _kill_worker(_object_id: int) -> None:
    """Kill the worker, as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


HANDLERS: Mapping[str, Handler] = {"bench.nothing": _do_nothing, "bench.die": _kill_worker}


def measure_outbox() -> Iterator[Figure]:
    """Yield the figures of both databases, and the recovery after kill -9 during a message."""
    yield from measure_engine()
    with override_settings(OUTBOX_IMMEDIATE=False):
        yield measure_recovery()
    yield from _measure_on_postgresql()


def measure_engine() -> Iterator[Figure]:
    """Yield throughput, wake-up and idle CPU on the present database."""
    with override_settings(OUTBOX_IMMEDIATE=False):
        for workers in WORKERS:
            yield measure_throughput(workers)
        yield from measure_waiting()


def measure_throughput(workers: int) -> Figure:
    """Enqueue small messages, then let some processes handle them."""
    begin = time.monotonic()
    for number in range(MESSAGES):
        with transaction.atomic():
            enqueue("bench.nothing", number)
    written = time.monotonic() - begin
    begin = time.monotonic()
    children = [_start_child(_handle_all) for _worker in range(workers)]
    if any(_wait_for(child) for child in children):
        raise RuntimeError("a worker failed")
    seconds = time.monotonic() - begin
    attempts = set(
        OutboxMessage.objects.order_by("-pk").values_list("attempts", flat=True)[:MESSAGES]
    )
    if attempts != {1}:
        raise RuntimeError(f"some messages had {attempts} attempts")
    return Figure(
        name=f"outbox, {connection.vendor}, workers: {workers}",
        value=MESSAGES / seconds,
        unit="messages/s",
        note=f"{MESSAGES / written:.0f} a second written, a transaction each",
    )


def _handle_all() -> None:
    while run_due(lane="documents"):
        pass


def measure_waiting() -> Iterator[Figure]:
    """Yield how soon an idle worker begins, and how much CPU it uses while it waits."""
    waits = []
    with run_process("manage.py", "run_outbox", "--lane", "documents") as worker:
        for number in range(WAKE_UPS + 1):
            message = enqueue("bench.nothing", number)
            wait_until(lambda pk=message.pk: _is_done(pk))  # type: ignore[misc]
            message.refresh_from_db()
            if message.done_at:
                waits.append((message.done_at - message.created_at).total_seconds())
            time.sleep(0.4)  # until it waits again
        [child] = list_children(worker.pid)
        before = _read_cpu_seconds(child)
        time.sleep(IDLE_SECONDS)
        used = _read_cpu_seconds(child) - before
    yield Figure(
        name=f"outbox, {connection.vendor}, from commit to done",
        value=max(waits[1:]),  # before the first it was started
        unit="s",
        limit=MOST_SECONDS_TO_WAKE,
        note=f"the longest of {WAKE_UPS} by an idle worker",
    )
    yield Figure(
        name=f"outbox, {connection.vendor}, idle worker",
        value=1000 * used / IDLE_SECONDS,
        unit="ms of CPU a second",
    )


def _is_done(pk: int) -> bool:
    return OutboxMessage.objects.filter(pk=pk, done_at__isnull=False).exists()


def _read_cpu_seconds(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def measure_recovery() -> Figure:
    """Kill a worker during a message; its lease is ended instead of waited for."""
    message = enqueue("bench.die", 1)
    if _wait_for(_start_child(_handle_all)) != -signal.SIGKILL:
        raise RuntimeError("the worker was not killed")
    early = run_due(lane="documents")
    OutboxMessage.objects.filter(pk=message.pk).update(
        kind="bench.nothing", leased_until=timezone.now()
    )
    late = run_due(lane="documents")
    message.refresh_from_db()
    return Figure(
        name="outbox, killed worker's message",
        value=LEASE.total_seconds(),
        unit="s until retried",
        note=f"{early} done before its lease ended, {late} after, attempt {message.attempts}",
    )


def _start_child(work: Callable[[], object]) -> int:
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def _wait_for(child: int) -> int:
    """Wait until a child process has ended; return its exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _measure_on_postgresql() -> Iterator[Figure]:
    """Yield the figures of a process whose database is a new PostgreSQL cluster."""
    if shutil.which("pg_virtualenv") is None:
        return
    url = "postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE"
    alone = f'BENCH_DATABASE_URL="{url}" {sys.executable} -m bench.outbox_alone'
    measured = subprocess.run(
        ["pg_virtualenv", "-t", "sh", "-c", alone],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    for line in measured.stdout.splitlines():
        if line.startswith("{"):
            yield Figure(**json.loads(line))
