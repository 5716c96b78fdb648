"""The worker: a process for each lane, which starts afresh when it has grown or was killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.emails import enqueue_email
from core.models import OutboxMessage
from core.outbox import enqueue
from tests.signing.test_dying_workers import environment

pytestmark = pytest.mark.both_databases

LETTERS = 3
PATIENCE = 60


@contextmanager
def run_worker(*options, **variables):
    """Runs a worker whose handlers are those of tests.support.handlers, besides the portal's."""
    started = {**environment(), "DJANGO_SETTINGS_MODULE": "tests.support.worker_settings"}
    worker = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "run_outbox", *options],
        cwd=settings.BASE_DIR,
        env={**started, "LOG_LEVEL": "INFO", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield worker
    finally:
        worker.kill()
        worker.communicate()


PAUSE = 60  # seconds


def stop(worker):
    """Tells a worker to stop; returns what it still said, on stdout and stderr."""
    worker.send_signal(signal.SIGTERM)
    told = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
    return told


def wait_until(is_so):
    """Waits for something that another process does."""
    end = time.monotonic() + PATIENCE
    while not (found := is_so()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def is_done(message):
    return OutboxMessage.objects.filter(pk=message.pk).exclude(done_at=None).exists()


def children(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def is_running(pid):
    """Whether there is such a process; of one that has ended its parent may not know yet."""
    command = Path(f"/proc/{pid}/cmdline")
    return command.exists() and bool(command.read_bytes())


def list_open_transactions():
    """What holds a transaction while it does nothing in it; PostgreSQL would end it."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query FROM pg_stat_activity"
            " WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
        )
        return cursor.fetchall()


@pytest.fixture(autouse=True)
def _work_of_our_own(settings):
    settings.OUTBOX_HANDLERS = {
        **settings.OUTBOX_HANDLERS,
        "test": "tests.support.handlers.HANDLERS",
    }
    settings.OUTBOX_IMMEDIATE = False


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_has_grown_starts_afresh_and_loses_nothing(tmp_path):
    for number in range(LETTERS):
        enqueue_email(to=f"{number}@rembug.example", subject="Surat", text="Isi")
    # With a limit below what Python itself holds, every piece of work is one too many.
    with run_worker(OUTBOX_MOST_MB="1", EMAIL_URL=f"filemail:///{tmp_path}") as worker:
        told = [worker.stdout.readline() for _letter in range(LETTERS)]
        rest, log = stop(worker)
    assert told == [f"{message} done\n" for message in OutboxMessage.objects.order_by("pk")]
    assert (rest, log.count("has grown and starts afresh")) == ("", LETTERS)
    assert not OutboxMessage.objects.filter(done_at=None).exists()
    letters = "".join(file.read_text() for file in tmp_path.iterdir())
    assert [letters.count(f"To: {number}@rembug.example") for number in range(LETTERS)] == [1] * 3


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_hangs_does_not_hold_up_a_document():
    with socket.create_server(("127.0.0.1", 0)) as mail_server:
        mail_server.settimeout(PATIENCE)
        for number in range(LETTERS):
            enqueue_email(to=f"{number}@rembug.example", subject="Surat", text="Isi")
        address = f"smtp://127.0.0.1:{mail_server.getsockname()[1]}"
        with run_worker(EMAIL_URL=address) as worker:
            silent, _address = mail_server.accept()  # and never a word
            with silent:
                document = enqueue("test.note", 7)
                wait_until(lambda: is_done(document))
                # A letter is given up after ten seconds: none has been yet.
                assert not OutboxMessage.objects.exclude(last_error="").exists()
                worker.kill()
                worker.wait(PATIENCE)


@pytest.mark.django_db(transaction=True)
def test_an_idle_worker_begins_before_its_pause_is_over():
    enqueue("test.note", 1)
    with run_worker("--lane", "documents", "--pause", str(PAUSE)) as worker:
        assert worker.stdout.readline() == "test.note 1 done\n"
        time.sleep(0.5)  # it has nothing to do, and waits
        waits = []
        for number in (2, 3):
            message = enqueue("test.note", number)
            assert worker.stdout.readline() == f"test.note {number} done\n"
            message.refresh_from_db()
            waits.append((message.done_at - message.created_at).total_seconds())
        assert max(waits) < PAUSE / 2
        assert stop(worker)[0] == ""


@pytest.mark.django_db(transaction=True)
def test_the_work_of_a_killed_process_is_done_by_the_next_when_its_lease_ends():
    message = enqueue("test.wait", 60)
    with run_worker("--lane", "documents") as worker:
        wait_until(lambda: OutboxMessage.objects.filter(pk=message.pk, attempts=1).exists())
        wait_until(lambda: not list_open_transactions())  # while it works, for a minute
        [child] = children(worker.pid)
        os.kill(child, signal.SIGKILL)
        OutboxMessage.objects.update(kind="test.note", leased_until=timezone.now())
        wait_until(lambda: is_done(message))
        _said, log = stop(worker)
    message.refresh_from_db()
    assert message.attempts == 2
    assert "The worker for documents ended with -9 and is started again" in log


@pytest.mark.django_db(transaction=True)
def test_no_process_is_left_when_the_first_one_is_killed():
    message = enqueue("test.wait", 1)
    with run_worker() as worker:
        wait_until(lambda: OutboxMessage.objects.filter(pk=message.pk, attempts=1).exists())
        left = children(worker.pid)
        assert len(left) == 3
        worker.kill()
        worker.wait(PATIENCE)
        wait_until(lambda: not any(is_running(child) for child in left))
    assert is_done(message)  # what was in hand is finished first
