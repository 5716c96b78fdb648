"""Downloads beside the health check: two of each kind at a time, from a real server and workers.

The server is Granian with two web workers, and `manage.py run_outbox` makes what is asked for, as
an office runs them.
"""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from statistics import median

from django.test import Client

from agreements.actions.printing import request_meeting_print
from agreements.models import PrintJob
from agreements.tasks.printing import make_print
from bench.figure import Figure
from bench.process import run_process
from bench.server import Browser, Server, run_server
from bench.signing import SECRETARY
from bench.stage import MEETING, copy_row
from core.exports import FORMATS
from core.process_memory import read_resident_mb
from meetings.models import Meeting
from pledges.models import Pledge
from signing.actions.archiving import request_archive
from signing.models import ArchiveJob
from signing.tasks.archives import pack_archive
from stakeholders.models import User

HEALTH_MS = 100
# The goal is 110, as for the pages alone (part web); eight threads that write workbooks take 128.
WEB_MB = 140
CPU_SECONDS = 0.2
DIRECT_ROUNDS = 10
LISTED = 3_000  # pledges; with fewer a file would be done before the next is asked for
SAMPLES = 200
PAUSE = 0.05  # seconds between two samples
WEB_WORKERS = 2
SORTS = [f"{way}{key}" for key in ("nomor", "organisasi", "status", "nilai") for way in ("", "-")]


@dataclass
class Downloads:
    """What the downloading clients did: files by kind, and what went wrong."""

    files: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)


def measure_downloads(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield the time of the health check, the memory of the web workers and the CPU of a file."""
    _add_pledges()
    secretary = browsers[SECRETARY]
    prints, archives = _make_files()
    outbox = ("manage.py", "run_outbox", "--pause", "0.05")
    with run_server(WEB_WORKERS) as server, run_process(*outbox):
        port, workers = server.port, server.workers
        yield from _measure_direct_files(server, secretary)
        alone = _sample_health(port)
        done = Downloads()
        clients = [
            *(_build_direct_client(port, secretary, each) for each in FORMATS),
            *(_build_prepared_client(port, secretary, each) for each in FORMATS),
            *(_build_file_client(port, secretary, "print", each) for each in prints),
            *(_build_file_client(port, secretary, "archive", each) for each in archives),
        ]
        threads = [threading.Thread(target=_repeat, args=(done, *each)) for each in clients]
        for thread in threads:
            thread.start()
        beside = _sample_health(port)
        memory = max(read_resident_mb(worker) for worker in workers)
        done.is_over.set()
        for thread in threads:
            thread.join()
    yield from _report(alone, beside, memory, done)


def _report(
    alone: list[float], beside: list[float], memory: float, done: Downloads
) -> Iterator[Figure]:
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(done.files.items()))
    ordered = sorted(beside)
    yield Figure(
        name="health check beside two downloads of each kind",
        value=median(beside),
        unit="ms",
        limit=HEALTH_MS,
        note=(
            f"95 of 100 below {ordered[len(ordered) * 95 // 100]:.0f} ms, the longest"
            f" {ordered[-1]:.0f} ms; alone {median(alone):.1f} ms; meanwhile {kinds}"
        ),
    )
    yield Figure(
        name="downloads that failed",
        value=len(done.failures),
        limit=0,
        note="; ".join(sorted(set(done.failures)))[:200],
    )
    yield Figure(
        name="kinds of download of which none was finished",
        value=len({*FORMATS, "print", "archive"} - _list_kinds(done)),
        limit=0,
    )
    yield Figure(name="web worker, downloads", value=memory, unit="MB", limit=WEB_MB)


def _list_kinds(done: Downloads) -> set[str]:
    return {kind.partition(" ")[0] for kind in done.files}


def _measure_direct_files(server: Server, secretary: Client) -> Iterator[Figure]:
    """Yield the CPU of the longest files that a web worker writes itself, of pledges."""
    for name, each in FORMATS.items():
        kind, work = _build_direct_client(server.port, secretary, name)
        for _worker in server.workers * 2:
            work()
        begin = server.read_cpu_seconds()
        for _round in range(DIRECT_ROUNDS):
            work()
        yield Figure(
            name=f"{kind}, {each.direct_rows} pledges, from a web worker",
            value=(server.read_cpu_seconds() - begin) / DIRECT_ROUNDS,
            unit="s of CPU",
            limit=CPU_SECONDS,
        )


def _add_pledges() -> None:
    """Add pledges; those whose title has the word "bench400x" are as many as a direct CSV holds."""
    originals = list(Pledge.objects.order_by("pk"))
    for number in range(LISTED):
        words = [
            f"bench{each.direct_rows}x" for each in FORMATS.values() if number < each.direct_rows
        ]
        original = originals[number % len(originals)]
        title = " ".join([original.title or "Komitmen", *words])
        copy_row(original, reference=f"KOM-2022-{number:04}", title=title)


def _make_files() -> tuple[list[str], list[str]]:
    """Return the addresses of two prints and two archives that the worker made."""
    by = User.objects.get(email__startswith=f"{SECRETARY}@")
    meeting = Meeting.objects.get(reference=MEETING)
    prints, archives = [], []
    for _number in range(2):
        job = request_meeting_print(meeting=meeting, kind="minutes", paper="A4", by=by)
        make_print(job.pk)
        job = PrintJob.objects.get(pk=job.pk)
        prints.append(f"{job.get_absolute_url()}{job.file_name}.pdf")
        packed = request_archive(document=None, by=by)
        pack_archive(packed.pk)
        packed = ArchiveJob.objects.get(pk=packed.pk)
        archives.append(f"{packed.get_absolute_url()}{packed.file_name}.zip")
    return prints, archives


# ── The clients ──────────────────────────────────────────────────────────────────────────


type Work = Callable[[], None]


def _repeat(done: Downloads, kind: str, work: Work) -> None:
    """Do the same download again and again until it is over."""
    while not done.is_over.is_set():
        try:
            work()
        except (AssertionError, OSError, http.client.HTTPException) as error:
            done.failures.append(f"{kind}: {error!r}")
            time.sleep(PAUSE)
        else:
            done.files[kind] += 1


def _build_direct_client(port: int, client: Client, file_format: str) -> tuple[str, Work]:
    """Return a client that downloads the longest list that a web worker writes itself."""
    browser = Browser(port, client)
    word = f"bench{FORMATS[file_format].direct_rows}x"

    def work() -> None:
        status, _headers, body = browser.fetch(
            "GET", f"/komitmen/?format={file_format}&cari={word}"
        )
        assert (status, len(body) > 0) == (200, True), status

    return f"{file_format} at once", work


def _build_prepared_client(port: int, client: Client, file_format: str) -> tuple[str, Work]:
    """Return a client that asks for a file of all pledges, waits on its page, and fetches it.

    Each time with another search or order, so that no file is shared.
    """
    browser = Browser(port, client)
    queries = product(("KOM", "202", "2", "K", "M"), SORTS)

    def work() -> None:
        word, order = next(queries)
        address = f"/unduhan/komitmen/siapkan/?cari={word}&urut={order}"
        status, headers, _body = browser.fetch("POST", address, {"format": file_format})
        assert status == 302, status
        page = headers["Location"]
        while True:
            status, _headers, body = browser.fetch("GET", page)
            assert status == 200, status
            found = re.search(rb'href="(/unduhan/[\w-]+/berkas/)"', body)
            if found:
                break
            time.sleep(PAUSE)
        status, _headers, body = browser.fetch("GET", found[1].decode())
        assert (status, len(body) > 0) == (200, True), status

    return f"{file_format} prepared", work


def _build_file_client(port: int, client: Client, kind: str, path: str) -> tuple[str, Work]:
    """Return a client that downloads a kept file."""
    browser = Browser(port, client)

    def work() -> None:
        status, _headers, body = browser.fetch("GET", path)
        assert (status, len(body) > 0) == (200, True), status

    return kind, work


def _sample_health(port: int) -> list[float]:
    """Return how many milliseconds the health check took, each time on a new connection."""
    taken = []
    for _sample in range(SAMPLES):
        begin = time.perf_counter()
        status, _headers, _body = Browser(port).fetch("GET", "/sehat/")
        assert status == 200, status
        taken.append((time.perf_counter() - begin) * 1000)
        time.sleep(PAUSE)
    return taken
