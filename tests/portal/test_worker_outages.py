"""The worker outlives its database: it waits while none can be used, says so, and goes on."""

import logging
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import ExitStack, closing, contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone
from psycopg import sql

from core.emails import enqueue_email
from core.models import OutboxMessage
from core.outbox_worker import Outage
from tests.signing.test_dying_workers import environment

pytestmark = pytest.mark.both_databases

# Seconds after which a worker that says nothing is killed, so that the test fails and ends.
PATIENCE = 90
WAITS = "ERROR core.outbox_worker: The database cannot be used, the worker for mail waits"
GOES_ON = "WARNING core.outbox_worker: The database is back, the worker for mail goes on."


@contextmanager
def no_database():
    """Meanwhile the worker's database is locked (SQLite), or closed to everybody (PostgreSQL)."""
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(there["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
        return
    connection.close()  # whoever is in it cannot close a database
    keys = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    to_server = {key: there[name] for key, name in keys.items()}
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format
    name = sql.Identifier(there["NAME"])
    with psycopg.connect(dbname="postgres", autocommit=True, **to_server) as server:
        server.execute(allow(name, sql.SQL("false")))
        try:
            server.execute(
                "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = %s",
                [there["NAME"]],
            )
            yield
        finally:
            server.execute(allow(name, sql.SQL("true")))


def command(*options):
    """What starts a worker for mail on this test's database; it does not wait long for a lock."""
    started = {**environment(), "DJANGO_SETTINGS_MODULE": "tests.support.worker_settings"}
    if connection.vendor == "sqlite":
        started["DATABASE_URL"] += "?timeout=1"
    return {
        "args": [sys.executable, "-u", "manage.py", "run_outbox", "--lane", "mail", *options],
        "cwd": settings.BASE_DIR,
        "env": {**started, "LOG_LEVEL": "WARNING"},
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }


@pytest.fixture
def start_worker(tmp_path):
    """Starts a worker that ends with the test; its letters go to a folder or a mail server."""
    with ExitStack() as running:

        def start(mail=f"filemail:///{tmp_path}"):
            given = command()
            given["env"]["EMAIL_URL"] = mail
            worker = running.enter_context(subprocess.Popen(**given))
            running.callback(worker.kill)
            watch = threading.Timer(PATIENCE, worker.kill)
            running.callback(watch.cancel)
            watch.start()
            return worker

        yield start


def post(number=1):
    enqueue_email(to=f"{number}@rembug.example", subject="Surat", text="Isi")
    return OutboxMessage.objects.latest("pk")


def read_until(stream, wanted):
    """Waits until the worker has said something."""
    said = []
    for line in iter(stream.readline, ""):
        said.append(line)
        if wanted in line:
            return
    pytest.fail(f"{wanted!r} was never said, but:\n{''.join(said)}")


def stop(worker):
    """Tells a worker to stop; returns what it still said on stderr, and how it ended."""
    worker.send_signal(signal.SIGTERM)
    _said, errors = worker.communicate(timeout=PATIENCE)
    return errors, worker.returncode


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_starts_in_an_outage_does_its_work_afterwards(start_worker, tmp_path):
    first = post(1)
    with no_database():
        worker = start_worker()
        assert WAITS in worker.stderr.readline()
    assert worker.stdout.readline() == f"{first} done\n"
    second = post(2)
    assert worker.stdout.readline() == f"{second} done\n"
    errors, code = stop(worker)
    assert ([line.endswith(GOES_ON) for line in errors.splitlines()], code) == ([True], 0)
    letters = "".join(file.read_text() for file in tmp_path.iterdir())
    assert [letters.count(f"To: {number}@rembug.example") for number in (1, 2)] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_what_a_worker_had_in_hand_in_an_outage_comes_back_by_its_lease(start_worker):
    with socket.create_server(("127.0.0.1", 0)) as mail_server:
        mail_server.settimeout(PATIENCE)
        first = post(1)
        worker = start_worker(f"smtp://127.0.0.1:{mail_server.getsockname()[1]}")
        in_hand, _address = mail_server.accept()
        with no_database():
            in_hand.close()
            read_until(worker.stderr, WAITS)
        read_until(worker.stderr, GOES_ON)
        first.refresh_from_db()
        assert (first.attempts, first.done_at, first.last_error) == (1, None, "")
        assert first.leased_until is not None
        second = post(2)
        mail_server.accept()[0].close()
        OutboxMessage.objects.filter(pk=first.pk).update(leased_until=timezone.now())
        mail_server.accept()[0].close()
        _errors, code = stop(worker)
    attempts = OutboxMessage.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")
    assert (code, [message.attempts for message in attempts]) == (0, [2, 1])


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_waits_for_its_database_stops_when_told_to(start_worker):
    post()
    with no_database():
        worker = start_worker()
        read_until(worker.stderr, WAITS)
        assert stop(worker) == ("", 0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_looks_once_fails_aloud_in_an_outage():
    post()
    with no_database():
        ended = subprocess.run(**command("--once"), timeout=PATIENCE, check=False)
    assert ended.returncode != 0
    assert "OperationalError" in ended.stderr


def test_an_outage_is_said_once_and_waited_for_longer_and_longer(caplog):
    outage = Outage("mail")
    with caplog.at_level(logging.WARNING):
        waits = [outage.extend(OperationalError("locked\n")) for _round in range(7)]
        outage.end()
        outage.end()
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert caplog.messages[0].endswith(": locked")
    assert outage.extend(OperationalError("locked")) == 1
