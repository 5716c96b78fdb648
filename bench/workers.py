"""Processes as they run in an office: what memory they hold, and what a second worker saves."""

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from agreements.actions import request_print_batch
from agreements.models import Document, IssuedFile, PrintBatch
from bench.clock import Ratio, settled
from bench.figure import Figure
from bench.process import children_of, running, wait_until
from bench.signing import SECRETARY, at_a_place
from bench.stage import ANONYMOUS, RECORD, another_record
from core.memory import resident_mb
from core.outbox import run_due
from stakeholders.models import User

WEB_MB = 110
WORKER_MB = 200
RENDERS = 200
# What Python's own memory moves up and down by; a leak of a page's boxes would be ten times that.
FLAT_MB = 10
SHARED_RATIO = 0.6
PRINTED = 100
WARM_UP = 4


def many_finals() -> AbstractContextManager[subprocess.Popen]:
    """Start a document worker that makes many finals, beside what the benchmark does meanwhile."""
    return running("-m", "bench.worker", str(RENDERS))


def memory(browsers: dict[str, Client], worker: subprocess.Popen) -> Iterator[Figure]:
    """Measure the document worker after its finals, and a web worker after the pages of signing."""
    output, _errors = worker.communicate(timeout=1800)
    first, second = json.loads(output)
    yield Figure(
        name=f"document worker, the most while it made {RENDERS} finals",
        value=max(first, second),
        unit="MB",
        limit=WORKER_MB,
        note=f"it starts afresh above {settings.OUTBOX_MOST_MB} MB",
    )
    yield Figure(
        name=f"document worker, the second {RENDERS // 2} finals",
        value=max(0, second - first),
        unit="MB more",
        limit=FLAT_MB,
        note=f"{first:.0f} MB at most in the first, {second:.0f} MB in the second",
    )
    yield web_worker(browsers)


def web_worker(browsers: dict[str, Client]) -> Figure:
    """Serve the pages of signing, collecting and verifying by a real server, and weigh it."""
    signer, place = at_a_place()
    secretary = browsers[SECRETARY]
    work = f"/berita-acara/{RECORD}/"
    issued = IssuedFile.objects.earliest("pk")
    pages = [
        (signer, place),
        *((secretary, path) for path in ("/", "/berita-acara/", work, f"{work}kumpulkan/")),
        *((secretary, f"{work}{below}") for below in ("bukti/", "akhir.pdf", "a4.pdf")),
        (secretary, f"/cetak/?dokumen={RECORD}"),
        (secretary, "/cetak/kumpulan/?semua=1"),
        (browsers[ANONYMOUS], f"/verifikasi/berkas/{issued.sha256}/"),
        (browsers[ANONYMOUS], f"/verifikasi/{_code()}/"),
    ]
    port = _free_port()
    server = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
    with running("-m", "granian", *server, "--workers", "1", "portal.wsgi:application") as process:
        wait_until(lambda: _answers(port))
        for _round in range(3):
            for client, path in pages:
                _open(port, client, path)
        [worker, *_others] = children_of(process.pid)
        held = resident_mb(worker)
    return Figure(
        name="web worker, pages of signing",
        value=held,
        unit="MB",
        limit=WEB_MB,
        note=f"{len(pages)} pages, each three times: signing, collecting, printing, verifying",
    )


def _code() -> str:
    return str(Document.objects.get(reference=RECORD).verification_code)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _open(port: int, client: Client, path: str) -> None:
    """Fetch a page from the server with the cookies of a client."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    request.add_header("Host", settings.ALLOWED_HOSTS[0])
    request.add_header("Cookie", cookies)
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


# ── Two workers ──────────────────────────────────────────────────────────────────────────


def two_workers() -> Iterator[Figure]:
    """Print a hundred documents in one job, by one worker and by two that share it."""
    documents = [another_record(number) for number in range(1, PRINTED + 1)]
    while run_due():
        pass
    with override_settings(OUTBOX_IMMEDIATE=False):
        found = settled(lambda: _two_against_one(documents), SHARED_RATIO, again=1)
    yield Figure(
        name=f"{PRINTED} documents in one job, two workers",
        value=found.value,
        unit="x one worker",
        limit=SHARED_RATIO,
        note=f"{found.ms / 1000:.1f} s against {found.floor_ms / 1000:.1f} s by the clock",
    )


def _two_against_one(documents: list[Document]) -> Ratio:
    one, two = (_printed_by(workers, documents) for workers in (1, 2))
    return Ratio(value=two / one, ms=two * 1000, floor_ms=one * 1000)


def _printed_by(workers: int, documents: list[Document]) -> float:
    """Return the seconds from asking for a batch to its file, the workers being warm."""
    with ExitStack() as stack:
        for _worker in range(workers):
            command = ("manage.py", "run_outbox", "--pause", "0.05")
            stack.enter_context(running(*command))
        _seconds_for(documents[: WARM_UP * workers])
        return _seconds_for(documents)


def _seconds_for(documents: list[Document]) -> float:
    by = User.objects.get(email__startswith=f"{SECRETARY}@")
    begin = time.monotonic()
    # A layout of which no print is kept, so that every document is laid out.
    batch = request_print_batch(
        documents=documents, bundle="pdf", paper="A4", layout="stamps", by=by
    )

    def is_made() -> bool:
        return PrintBatch.objects.filter(pk=batch.pk, made_at__isnull=False).exists()

    wait_until(is_made, seconds=600)
    return time.monotonic() - begin
