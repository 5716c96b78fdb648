"""Outbox handlers of scans: reading their pages, and wrapping those of an ink record as PDF/A."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.utils import timezone

from core.outbox import Handler
from files.refusals import FileRefused, StoreUnavailable
from files.sandbox import provide_path, run_in_sandbox
from files.scans.scan import KINDS, read_scan
from signing.actions.ink import store_wrapped_scan
from signing.actions.scans import record_scan_refusal, store_pages
from signing.models import InkRecord, ScanFile, ScannedPage

WRAPPING_SECONDS = 50


def read_pages(file_id: int) -> None:
    """Read the pages of an uploaded file; idempotent."""
    file = ScanFile.objects.get(pk=file_id)
    if not file.is_waiting:
        return
    try:
        with provide_path(file.file) as path:
            pages = read_scan(path)
    except StoreUnavailable:
        raise  # says nothing about the scan; the outbox retries
    except FileRefused as refusal:
        record_scan_refusal(file=file, refusal=str(refusal.code))
    else:
        store_pages(file=file, pages=pages)


def wrap_scan(record_id: int) -> None:
    """Make the PDF/A of an ink record's pages, unless it exists; idempotent."""
    record = InkRecord.objects.select_related("document").get(pk=record_id)
    pages = list(record.pages.select_related("file"))
    if record.scan or not pages:
        return
    files = {page.file_id: page.file for page in pages}
    with TemporaryDirectory() as folder, ExitStack() as stack:
        into, job = Path(folder, "wrapped.pdf"), Path(folder, "job.json")
        paths = {pk: stack.enter_context(provide_path(each.file)) for pk, each in files.items()}
        job.write_text(json.dumps(_build_job(record, pages, paths, into)))
        run_in_sandbox("files.scans.wrapping", str(job), seconds=WRAPPING_SECONDS)
        with into.open("rb") as pdf:
            sha256 = hashlib.file_digest(pdf, "sha256").hexdigest()
            store_wrapped_scan(record=record, pdf=File(pdf), sha256=sha256)


def _build_job(
    record: InkRecord, pages: list[ScannedPage], paths: Mapping[int, Path], into: Path
) -> dict[str, object]:
    """Return the job of the sandbox program; `paths` are those of the scanned files, by key."""
    files: dict[int, ScanFile] = {page.file_id: page.file for page in pages}
    document = record.document
    return {
        "title": f"{document.title.title()} {document.number}: pindaian bertanda tangan",
        "made_at": timezone.localtime(record.recorded_at).replace(microsecond=0).isoformat(),
        "into": str(into),
        "pages": [
            {"path": str(paths[page.file_id]), "number": page.number, "rotation": page.rotation}
            for page in pages
        ],
        "originals": [
            {
                "path": str(paths[file.pk]),
                # Photos of two phones may have the same name.
                "name": f"{file.number:03}-{Path(file.name).stem[:80]}.{file.extension}",
                "sha256": file.sha256,
                "type": KINDS[file.extension][2],
            }
            for file in sorted(files.values(), key=lambda file: file.number)
        ],
    }


HANDLERS: Mapping[str, Handler] = {
    "signing.read_scan": read_pages,
    "signing.wrap_scan": wrap_scan,
}
