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
# Of a worker that is never replaced: a third to two thirds of a megabyte stay behind with each
# print. Leaked layout boxes would be ten times as much.
KEPT_MB = 1.5
SHARED_RATIO = 0.6
PRINTED = 24
REPLACED = 16
WARM_UP = 8
# A worker reaches the first within REPLACED prints, and the second never.
SMALL_MB, ENDLESS_MB = 160, 2000


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
    """Yield memory and time of a batch of prints, by one worker and by two.

    Those whose time is compared are never replaced for their size, which takes a second and a half
    in one of the batches and not in the other.
    """
    documents = [copy_record(number) for number in range(1, PRINTED + 1)]
    while run_due():
        pass
    with override_settings(OUTBOX_IMMEDIATE=False):
        with run_worker(SMALL_MB) as worker:
            replaced = print_batch(documents[:REPLACED], worker)
        with run_worker(ENDLESS_MB) as worker:
            warm = print_batch(documents[:WARM_UP], worker)
            alone = print_batch(documents, worker)
            with run_worker(ENDLESS_MB):
                print_batch(documents[: 2 * WARM_UP], worker)
                together = print_batch(documents, worker)
    yield Figure(
        name="document worker, the most above the size at which it is replaced",
        value=max(0, replaced.most_mb - SMALL_MB),
        unit="MB",
        limit=WORKER_MB - settings.OUTBOX_MOST_MB,
        note=f"{REPLACED} prints, replaced above {SMALL_MB} MB; an office's {WORKER_MB} MB at most,"
        f" replaced above {settings.OUTBOX_MOST_MB}",
    )
    yield Figure(
        name="document worker that is not replaced, for each print",
        value=max(0, alone.most_mb - warm.most_mb) / PRINTED,
        unit="MB more",
        limit=KEPT_MB,
        note=f"{warm.most_mb:.0f} MB at most before {PRINTED} prints, {alone.most_mb:.0f} MB then",
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


def run_worker(most_mb: int) -> AbstractContextManager[subprocess.Popen]:
    """Run a worker for documents, as in production, which is replaced above `most_mb`."""
    command = ("manage.py", "run_outbox", "--lane", "documents")
    return run_process(*command, OUTBOX_MOST_MB=str(most_mb))


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
            with suppress(FileNotFoundError, ProcessLookupError):  # it has just been replaced
                most = max(most, read_resident_mb(child))
        return PrintBatch.objects.filter(pk=batch.pk, made_at__isnull=False).exists()

    wait_until(is_made, seconds=600)
    return BatchResult(time.monotonic() - begin, most)
