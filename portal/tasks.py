"""Outbox handlers of the portal: making the files of export jobs.

Idempotent, since the message of a killed worker is handled again: the file is written anew.
"""

import gc
from collections.abc import Callable, Mapping
from tempfile import TemporaryFile
from time import monotonic
from typing import IO

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.actors import Actor
from core.content_version import read_content_version
from core.exports import FORMATS
from core.outbox import Handler
from core.refusals import Refused
from portal.export_jobs import fail_export, hash_grants, keep_export, record_progress
from portal.models import ExportJob
from portal.pages.export_lists import open_export

SECONDS_BETWEEN_REPORTS = 1.0


def make_export(job_id: int) -> None:
    """Write the file of an export job in a temporary file, so that memory stays small.

    What the asker may not see or have is recorded for the asker and not retried; any other error is
    recorded and raised, so that the outbox retries.
    """
    job = ExportJob.objects.select_related("asked_by").filter(pk=job_id).first()
    if job is None or job.made_at is not None:
        return
    # What is loaded now stays: the collections between the chunks need not look through it again.
    gc.collect()
    gc.freeze()
    try:
        with override(job.language), TemporaryFile() as file:
            _write_and_keep(job, file)
    except (Refused, Http404, PermissionDenied) as refusal:
        fail_export(job=job, error=str(refusal))
    except Exception as error:
        # The message of an error may name files of the server; its type is enough to report.
        fail_export(job=job, error=type(error).__name__)
        raise


def _write_and_keep(job: ExportJob, file: IO[bytes]) -> None:
    reader = _find_reader(job)
    # Before the rows: then the file is never older than its version.
    content_version, grants_sha256 = read_content_version(), hash_grants(reader)
    export = open_export(job.name, job.query, job.file_format, reader)
    chosen = FORMATS[job.file_format]
    keys = export.read_keys()
    chosen.require_room(len(keys))
    rows = export.read_cells(keys, report=_build_report(job, len(keys)))
    chosen.write(file, export.file_name, export.headers, rows)
    size = file.tell()
    file.seek(0)
    keep_export(
        job=job,
        file=file,
        file_name=export.file_name,
        size=size,
        content_version=content_version,
        grants_sha256=grants_sha256,
    )


def _find_reader(job: ExportJob) -> Actor:
    """Return the asker as of today; raises PermissionDenied for a closed account."""
    if job.asked_by is None:
        return AnonymousUser()
    if not job.asked_by.is_active:
        raise PermissionDenied(_("You are not allowed to do this."))
    return job.asked_by


def _build_report(job: ExportJob, total: int) -> Callable[[int], None]:
    """Return what records the progress, once a second at most."""
    record_progress(job=job, written=0, total=total)
    last = monotonic()

    def report(written: int) -> None:
        nonlocal last
        if monotonic() - last >= SECONDS_BETWEEN_REPORTS:
            record_progress(job=job, written=written, total=total)
            last = monotonic()

    return report


HANDLERS: Mapping[str, Handler] = {"portal.export": make_export}
