"""Processes as in production: memory of web worker and document worker, gain of a second worker."""

import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from agreements.actions.batches import request_print_batch
from agreements.models import Document, PrintBatch
from bench.figure import Figure
from bench.process import (
    find_free_port,
    is_listening,
    list_children,
    run_process,
    wait_until,
)
from bench.signing import SECRETARY, open_signing_page
from bench.stage import ANONYMOUS, RECORD, copy_record
from bench.store import run_store_with_copy
from core.outbox import run_due
from core.process_memory import read_resident_mb
from signing.models import IssuedFile
from stakeholders.models import User

WEB_MB, WEB_WITH_STORE_MB = 110, 150
WORKER_MB = 200
# The normal variation of Python's memory; leaked layout boxes would be ten times as much.
FLAT_MB = 10
SHARED_RATIO = 0.6
PRINTED = 100
WARM_UP = 4


def measure_web_worker(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield the memory of a real web server after the pages of signing and verification.

    Once with its files on disk, once in an object store.
    """
    signer, place = open_signing_page()
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
        (browsers[ANONYMOUS], f"/verifikasi/{_read_verification_code()}/"),
    ]
    yield Figure(
        name="web worker, pages of signing",
        value=_measure_server(pages),
        unit="MB",
        limit=WEB_MB,
        note=f"{len(pages)} pages, each three times: signing, collecting, printing, verifying",
    )
    with run_store_with_copy(Path(settings.MEDIA_ROOT)) as variables:
        yield Figure(
            name="the same, its files in an object store",
            value=_measure_server(pages, **variables),
            unit="MB",
            limit=WEB_WITH_STORE_MB,
            note="a copy of the same files; boto3 and its description of S3 are loaded",
        )


def _measure_server(pages: list[tuple[Client, str]], **variables: str) -> float:
    """Return the megabytes of a web worker that has answered each of these pages three times."""
    port = find_free_port()
    server = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
    command = ("-m", "granian", *server, "--workers", "1", "portal.wsgi:application")
    with run_process(*command, **variables) as process:
        wait_until(lambda: is_listening(port))
        for _round in range(3):
            for client, path in pages:
                _open(port, client, path)
        [worker, *_others] = list_children(process.pid)
        return read_resident_mb(worker)


def _read_verification_code() -> str:
    return str(Document.objects.get(reference=RECORD).verification_code)


def _open(port: int, client: Client, path: str) -> None:
    """Fetch a page from the server with the cookies of a test client."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    request.add_header("Host", settings.ALLOWED_HOSTS[0])
    request.add_header("Cookie", cookies)
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


# ── Document workers ─────────────────────────────────────────────────────────────────────


def measure_document_workers() -> Iterator[Figure]:
    """Yield memory and time of a batch of a hundred prints, by one worker and by two.

    With fifty for warming up, the first worker has made two hundred prints in the end.
    """
    documents = [copy_record(number) for number in range(1, PRINTED + 1)]
    while run_due():
        pass
    with override_settings(OUTBOX_IMMEDIATE=False), run_worker() as worker:
        warm = print_batch(documents[: PRINTED // 2], worker)
        alone = print_batch(documents, worker)
        with run_worker():
            print_batch(documents[: 2 * WARM_UP], worker)
            together = print_batch(documents, worker)
    before = max(warm.most_mb, alone.most_mb)
    yield Figure(
        name=f"document worker, the most while it made {2 * PRINTED} prints",
        value=max(before, together.most_mb),
        unit="MB",
        limit=WORKER_MB,
        note=f"it restarts above {settings.OUTBOX_MOST_MB} MB",
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
class BatchResult:
    """The time of a batch from request to file, and the peak memory of a worker."""

    seconds: float
    most_mb: float


def run_worker() -> AbstractContextManager[subprocess.Popen]:
    """Run a worker for documents, as in production."""
    return run_process("manage.py", "run_outbox", "--lane", "documents")


def print_batch(documents: list[Document], worker: subprocess.Popen) -> BatchResult:
    """Request a batch of prints, and poll the worker's memory until it is made."""
    by = User.objects.get(email__startswith=f"{SECRETARY}@")
    begin, most = time.monotonic(), 0.0
    # A layout without kept renditions, so that every document is rendered.
    batch = request_print_batch(
        documents=documents, bundle="pdf", paper="A4", layout="stamps", by=by
    )

    def is_made() -> bool:
        nonlocal most
        for child in list_children(worker.pid):  # the one that handles the messages
            with suppress(FileNotFoundError):  # it has just been replaced
                most = max(most, read_resident_mb(child))
        return PrintBatch.objects.filter(pk=batch.pk, made_at__isnull=False).exists()

    wait_until(is_made, seconds=600)
    return BatchResult(time.monotonic() - begin, most)
