"""A meeting's page that 200 people keep open while four note-takers write in its room.

The server is Granian with two web workers. Every client asks for the page every five seconds with
the ETag that it has; every note-taker saves a line a second in the room, twice now and then,
and asks what the others wrote. The database is SQLite, or that of BENCH_DATABASE_URL.
"""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape

from django.db import connection
from django.test import Client

from bench.desks import HTMX
from bench.figure import Figure
from bench.pages import FACILITATOR, PAGE
from bench.server import Browser, Server, run_server
from bench.stage import MEETING, make_client
from core.process_memory import read_resident_mb
from meetings.models import LogEntry
from stakeholders.models import User

CLIENTS, EVERY = 200, 5.0  # seconds
WRITERS, PAUSE = 4, 1.0  # seconds
SECONDS = 60.0
QUIET_SECONDS = 20.0
POLL_MS = 2.0
# The goal is 110, as for the pages alone (part web): each of eight threads adds three megabytes.
WEB_MB = 140
WEB_WORKERS = 2
ROOM = f"/rapat/{MEETING}/ruang/"
SHOWN_VERSION = re.compile(r"kabar/\?versi=(\d+)")
# One line of so many is sent twice with the same key, as by a double click.
TWICE = 5


@dataclass
class Meantime:
    """What clients and writers did together: answers by status, what was sent, what went wrong."""

    answers: Counter[int] = field(default_factory=Counter)
    sent: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    waited_ms: list[float] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)


class PollingClient:
    """A visitor who has the page open."""

    def __init__(self, port: int) -> None:
        self.browser = Browser(port)
        self.etag = ""

    def fetch_page(self) -> int:
        """Ask for the page unless it is the one known; return the status."""
        headers = {"Accept-Encoding": "gzip"}
        if self.etag:
            headers["If-None-Match"] = self.etag
        status, answered, _body = self.browser.fetch("GET", PAGE, headers=headers)
        assert status in (200, 304), status
        self.etag = answered["ETag"]
        return status


def measure_polling() -> Iterator[Figure]:
    """Yield the CPU of a poll when nothing is new, errors, lines lost or doubled, and memory."""
    email = User.objects.get(email__startswith=f"{FACILITATOR}@").email
    writers = [make_client(email) for _writer in range(WRITERS)]
    connection.close()
    with run_server(WEB_WORKERS) as server:
        readers = [PollingClient(server.port) for _client in range(CLIENTS)]
        for reader in readers:
            reader.fetch_page()
            # The first would be idle for longer than a server waits while the last one asks.
            reader.browser.connection.close()
        quiet = _run(server, readers, [], QUIET_SECONDS)
        busy = _run(server, readers, writers, SECONDS)
        memory = max(read_resident_mb(worker) for worker in server.workers)
    yield from _report(*quiet, *busy)
    yield Figure(name="web worker, polled", value=memory, unit="MB", limit=WEB_MB)


def _run(
    server: Server, readers: list[PollingClient], clients: list[Client], seconds: float
) -> tuple[Meantime, float]:
    """Let readers poll and clients write for some time; return what they did and the CPU seconds.

    The readers begin one after the other, spread over the time between two polls.
    """
    done = Meantime()
    work: list[Callable[[], None]] = [
        *(_build_reader(done, each, number) for number, each in enumerate(readers)),
        *(_build_writer(done, server.port, each, n) for n, each in enumerate(clients)),
    ]
    threads = [threading.Thread(target=each) for each in work]
    begin = server.read_cpu_seconds()
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    done.is_over.set()
    for thread in threads:
        thread.join()
    return done, server.read_cpu_seconds() - begin


def _build_reader(done: Meantime, reader: PollingClient, number: int) -> Callable[[], None]:
    def read() -> None:
        wait = number * EVERY / CLIENTS
        while not done.is_over.wait(max(0.0, wait)):
            begin = time.monotonic()
            try:
                done.answers[reader.fetch_page()] += 1
            except (AssertionError, OSError, http.client.HTTPException) as error:
                done.failures.append(f"a poll: {error!r}")
            took = time.monotonic() - begin
            done.waited_ms.append(took * 1000)
            wait = EVERY - took

    return read


def _build_writer(done: Meantime, port: int, client: Client, writer: int) -> Callable[[], None]:
    def write() -> None:
        browser = Browser(port, client)
        _status, _headers, body = browser.fetch("GET", ROOM)
        form, version = _read_form(body.decode()), _read_version(body)
        number = 0
        while not done.is_over.wait(PAUSE):
            number += 1
            line = f"Baris {number} dari penulis {writer} (contoh)"
            fields = {**form, "text": f"P: {line}"}
            done.sent.append(line)
            try:
                for _press in range(2 if number % TWICE == 0 else 1):
                    status, _headers, body = browser.fetch("POST", ROOM, fields, HTMX)
                    assert status == 200, status
                form |= _read_form(body.decode())
                status, _headers, body = browser.fetch(
                    "GET", f"{ROOM}kabar/?versi={version}", headers=HTMX
                )
                assert status == 200, status
                version = _read_version(body)
            except (AssertionError, OSError, http.client.HTTPException) as error:
                done.failures.append(f"a line: {error!r}")

    return write


def _read_version(body: bytes) -> str:
    """Return the version of the room that a page or its news show."""
    found = SHOWN_VERSION.search(body.decode())
    assert found, body[:200]
    return found[1]


def _read_form(page: str) -> dict[str, str]:
    """Return the hidden fields of the form for the next entry."""
    found = {}
    for name in ("csrfmiddlewaretoken", "idempotency_key"):
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        value = re.search(r'value="([^"]*)"', tag[0]) if tag else None
        if value:
            found[name] = unescape(value[1])
    return found


def _report(
    quiet: Meantime, quiet_seconds: float, busy: Meantime, busy_seconds: float
) -> Iterator[Figure]:
    kept = Counter(
        LogEntry.objects.filter(meeting__reference=MEETING, text__in=busy.sent).values_list(
            "text", flat=True
        )
    )
    sent = Counter(busy.sent)
    failures = [*quiet.failures, *busy.failures]
    polls = sum(quiet.answers.values())
    ordered = sorted(busy.waited_ms)
    yield Figure(
        name="poll of the meeting's page, nothing new",
        value=quiet_seconds * 1000 / polls,
        unit="ms of CPU",
        limit=POLL_MS,
        note=f"{CLIENTS} clients, {polls} polls, {quiet.answers[304]} answered 304,"
        f" on {connection.vendor}",
    )
    yield Figure(
        name="polls that were not answered 304 although nothing was new",
        value=polls - quiet.answers[304],
        limit=0,
    )
    yield Figure(
        name=f"errors of {CLIENTS} clients and {WRITERS} writers",
        value=len(failures),
        limit=0,
        note="; ".join(sorted(set(failures)))[:200],
    )
    yield Figure(
        name="lines of the log lost or doubled",
        value=sum((sent - kept).values()) + sum((kept - sent).values()),
        limit=0,
        note=f"{len(busy.sent)} written in {SECONDS:.0f} s, every {TWICE}th sent twice",
    )
    yield Figure(
        name="poll of the meeting's page while its log is written",
        value=busy_seconds * 1000 / max(1, sum(busy.answers.values())),
        unit="ms of CPU",
        note=f"{busy.answers[200]} new pages, {busy.answers[304]} known; half within"
        f" {ordered[len(ordered) // 2]:.0f} ms, 95 of 100 within"
        f" {ordered[len(ordered) * 95 // 100]:.0f} ms; the writers' CPU is in it",
    )
