"""Background work of archives; safe to run again, as happens after a worker was killed."""

import hashlib
from collections.abc import Mapping
from functools import partial
from tempfile import TemporaryFile
from typing import IO

from django.utils import timezone

from core.outbox import Handler
from signing.actions.archiving import (
    documents_of,
    fail_archive,
    forget_archive,
    keep_archive,
    note_packed,
)
from signing.archive.packing import PIECE, write_archive
from signing.models import ArchiveJob


def pack_archive(job_id: int) -> None:
    """Pack an archive that somebody asked for, in a file on the disk and never in the memory."""
    job = ArchiveJob.objects.select_related("document").get(pk=job_id)
    if job.made_at is not None:
        return
    documents = documents_of(job)
    total = documents.count()
    note_packed(job=job, packed=0, total=total)
    try:
        with TemporaryFile() as file:
            progress = partial(_note, job, total)
            write_archive(documents, file, made_at=timezone.now(), progress=progress)
            sha256, size = _measured(file)
            keep_archive(job=job, file=file, sha256=sha256, size=size)
    except Exception as error:
        # The sentence of an error may name files of the server; its kind is enough to report.
        fail_archive(job=job, error=type(error).__name__)
        raise


def _note(job: ArchiveJob, total: int, packed: int) -> None:
    note_packed(job=job, packed=packed, total=total)


def _measured(file: IO[bytes]) -> tuple[str, int]:
    """Return SHA-256 and size of a file, which is then read from its beginning again."""
    digest = hashlib.sha256()
    file.seek(0)
    for piece in iter(partial(file.read, PIECE), b""):
        digest.update(piece)
    size = file.tell()
    file.seek(0)
    return digest.hexdigest(), size


def forget_old_archive(job_id: int) -> None:
    """Delete the file of an archive whose time is over."""
    forget_archive(job=ArchiveJob.objects.get(pk=job_id))


HANDLERS: Mapping[str, Handler] = {
    "signing.archive": pack_archive,
    "signing.forget_archive": forget_old_archive,
}
