"""Outbox handlers of archives; idempotent, since a killed worker's message is handled again."""

import hashlib
from collections.abc import Mapping
from functools import partial
from tempfile import TemporaryFile
from typing import IO

from django.utils import timezone

from core.outbox import Handler
from signing.actions.archiving import (
    delete_archive_file,
    find_archived_documents,
    record_archive_failure,
    record_progress,
    store_archive,
)
from signing.archive.packing import CHUNK_SIZE, write_archive
from signing.models import ArchiveJob


def pack_archive(job_id: int) -> None:
    """Pack a requested archive in a temporary file, so that memory stays small."""
    job = ArchiveJob.objects.select_related("document").get(pk=job_id)
    if job.made_at is not None:
        return
    documents = find_archived_documents(job)
    total = documents.count()
    record_progress(job=job, packed=0, total=total)
    try:
        with TemporaryFile() as file:
            progress = partial(_record_progress, job, total)
            write_archive(documents, file, made_at=timezone.now(), progress=progress)
            sha256, size = _measure_file(file)
            store_archive(job=job, file=file, sha256=sha256, size=size)
    except Exception as error:
        # The message of an error may name files of the server, so only its class is reported.
        record_archive_failure(job=job, error=type(error).__name__)
        raise


def _record_progress(job: ArchiveJob, total: int, packed: int) -> None:
    record_progress(job=job, packed=packed, total=total)


def _measure_file(file: IO[bytes]) -> tuple[str, int]:
    """Return SHA-256 and size of a file, and rewind it."""
    digest = hashlib.sha256()
    file.seek(0)
    for piece in iter(partial(file.read, CHUNK_SIZE), b""):
        digest.update(piece)
    size = file.tell()
    file.seek(0)
    return digest.hexdigest(), size


def delete_old_archive(job_id: int) -> None:
    """Delete the file of an archive whose retention period is over."""
    delete_archive_file(job=ArchiveJob.objects.get(pk=job_id))


HANDLERS: Mapping[str, Handler] = {
    "signing.archive": pack_archive,
    "signing.forget_archive": delete_old_archive,
}
