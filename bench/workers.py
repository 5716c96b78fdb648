"""Processes as they run in an office: what memory they hold, and what a second worker saves."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from agreements.actions.batches import request_print_batch
from agreements.models import Document, PrintBatch
from bench.figure import Figure
from bench.process import children_of, running, wait_until
from bench.signing import SECRETARY, at_a_place
from bench.stage import ANONYMOUS, RECORD, another_record
from core.outbox import run_due
from core.process_memory import read_resident_mb
from signing.models import IssuedFile
from stakeholders.models import User

WEB_MB = 110
WORKER_MB = 200
# What Python's own memory moves up and down by; a leak of a page's boxes would be ten times that.
FLAT_MB = 10
SHARED_RATIO = 0.6
PRINTED = 100
WARM_UP = 4


def web_worker(browsers: dict[str, Client]) -> Iterator[Figure]:
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
        held = read_resident_mb(worker)
    yield Figure(
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


# ── Document workers ─────────────────────────────────────────────────────────────────────


def document_workers() -> Iterator[Figure]:
    """Print a hundred documents in one job by one worker, then by it and a second one together.

    With the fifty that warm it up, the first worker has made two hundred prints in the end.
    """
    documents = [another_record(number) for number in range(1, PRINTED + 1)]
    while run_due():
        pass
    with override_settings(OUTBOX_IMMEDIATE=False), a_worker() as worker:
        warm = printed(documents[: PRINTED // 2], worker)
        alone = printed(documents, worker)
        with a_worker():
            printed(documents[: 2 * WARM_UP], worker)
            together = printed(documents, worker)
    before = max(warm.most_mb, alone.most_mb)
    yield Figure(
        name=f"document worker, the most while it made {2 * PRINTED} prints",
        value=max(before, together.most_mb),
        unit="MB",
        limit=WORKER_MB,
        note=f"it starts afresh above {settings.OUTBOX_MOST_MB} MB",
    )
    yield Figure(
        name="document worker, in the last of them",
        value=max(0, together.most_mb - before),
        unit="MB more",
        limit=FLAT_MB,
        note=f"{before:.0f} MB at most before, {together.most_mb:.0f} MB then",
    )
    yield Figure(
        name=f"{PRINTED} documents in one job, two workers",
        value=together.seconds / alone.seconds,
        unit="x one worker",
        limit=SHARED_RATIO,
        note=f"{together.seconds:.1f} s against {alone.seconds:.1f} s by the clock",
    )


@dataclass(frozen=True, slots=True)
class Printed:
    """How long a batch took, from asking for it to its file, and the most that a worker held."""

    seconds: float
    most_mb: float


def a_worker() -> AbstractContextManager[subprocess.Popen]:
    """Run a worker as an office does."""
    return running("manage.py", "run_outbox", "--pause", "0.05")


def printed(documents: list[Document], worker: subprocess.Popen) -> Printed:
    """Have documents printed in one job, and look again and again at what a worker holds."""
    by = User.objects.get(email__startswith=f"{SECRETARY}@")
    begin, most = time.monotonic(), 0.0
    # A layout of which no print is kept, so that every document is laid out.
    batch = request_print_batch(
        documents=documents, bundle="pdf", paper="A4", layout="stamps", by=by
    )

    def is_made() -> bool:
        nonlocal most
        most = max(most, read_resident_mb(worker.pid))
        return PrintBatch.objects.filter(pk=batch.pk, made_at__isnull=False).exists()

    wait_until(is_made, seconds=600)
    return Printed(time.monotonic() - begin, most)
