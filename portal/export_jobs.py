"""Export jobs: asked for by a user or a visitor, made by the worker, deleted after three days.

The same question by the same asker within an hour gets the job that is there, as long as nothing
was written since its rows were read. See docs/adr/0022-export-jobs.md.
"""

import hashlib
from datetime import datetime, timedelta
from typing import IO

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.content_version import read_content_version
from core.exports import Export
from core.outbox import enqueue, enqueue_again
from core.refusals import Refused
from portal.models import FOLDER, ExportJob, ExportJobQuerySet
from stakeholders.permissions import get_grants

KEPT_FOR = timedelta(days=3)
# Without its file a job takes no space; its page says that the file is deleted.
REMEMBERED_FOR = timedelta(days=30)
SHARED_FOR = timedelta(hours=1)
# Rate limit: files that may be waiting at once, of one account, and of all visitors together.
MOST_WAITING, MOST_WAITING_VISITORS = 5, 20
WAITING_SINCE = timedelta(hours=1)
ABANDONED_AFTER = timedelta(days=1)
STAMP = "%Y%m%d%H%M%S%f"  # begins the name of a stored file
# Bytes: the files of visitors, which nobody answers for, never fill the disk.
MOST_KEPT_FOR_VISITORS = 2 * 10**9


def hash_grants(user: Actor) -> str:
    """Return a hash of what a user may see by duty, office and account today; "" for a visitor."""
    if user.pk is None:
        return ""
    grants = get_grants(user)
    parts = (sorted(grants.duties), sorted(grants.organisation_ids), user.is_superuser)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def hash_question(export: Export, file_format: str, by: Actor) -> str:
    """Return the SHA-256 of what is asked: list, filters, order, format, language and asker."""
    parts = (export.name, export.query, file_format, get_language(), by.pk)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def find_shared_job(export: Export, file_format: str, by: Actor) -> ExportJob | None:
    """Return the job of an equal question: one that is being made, or whose file is up to date."""
    question = hash_question(export, file_format, by)
    jobs = ExportJob.objects.filter(question=question)
    waiting = jobs.waiting().first()
    if waiting is not None:
        return waiting
    now = timezone.localtime()
    # A new day may change what is overdue, and whose mandate is valid.
    since = max(now - SHARED_FOR, now.replace(hour=0, minute=0, second=0, microsecond=0))
    made = jobs.filter(made_at__gt=since).exclude(file="").order_by("-made_at").first()
    if made is None or made.content_version != read_content_version():
        return None
    return made if made.grants_sha256 == hash_grants(by) else None


@transaction.atomic
def request_export(*, export: Export, file_format: str, by: Actor) -> ExportJob:
    """Ask for a file, or return the job of an equal question.

    Recorded in the history where the list asks for it. Raises Refused when too many files of the
    same user, or of all visitors, are waiting.
    """
    shared = find_shared_job(export, file_format, by)
    if shared is not None:
        return shared
    _require_few_waiting(by)
    if export.record is not None:
        export.record(file_format, by)
    question = hash_question(export, file_format, by)
    try:
        with transaction.atomic():
            job = ExportJob.objects.create(
                name=export.name,
                query=export.query,
                title=export.title,
                page_url=export.page_url,
                file_format=file_format,
                language=get_language() or settings.LANGUAGE_CODE,
                question=question,
                asked_by_id=by.pk,
            )
    except IntegrityError:  # asked at the same instant
        return ExportJob.objects.waiting().get(question=question)
    enqueue("portal.export", job.pk)
    return job


def _require_few_waiting(by: Actor) -> None:
    most = MOST_WAITING if by.pk else MOST_WAITING_VISITORS
    recent = ExportJob.objects.waiting().filter(asked_at__gt=timezone.now() - WAITING_SINCE)
    if recent.filter(asked_by=by.pk).count() < most:
        return
    if by.pk:
        sentence = _(
            "%(count)s of your files are still being prepared. Wait until the first are ready."
        )
    else:
        sentence = _("Many files are being prepared at the moment. Please try again later.")
    raise Refused(sentence % {"count": most}, code="too_many")


@transaction.atomic
def retry_export(*, job: ExportJob, by: Actor) -> ExportJob:
    """Enqueue a failed or late job again; a finished one only when its file is not there."""
    require(job.asked_by_id in (None, by.pk))
    job = _lock_job(job)
    if job.made_at is not None and job.file and job.file.storage.exists(str(job.file.name)):
        return job
    twin = ExportJob.objects.waiting().filter(question=job.question).exclude(pk=job.pk).first()
    if twin is not None:
        return twin
    job.made_at, job.error, job.file = None, "", ""
    job.moved_at = timezone.now()
    job.save(update_fields=["made_at", "error", "file", "moved_at"])
    enqueue_again("portal.export", job.pk)
    return job


def record_progress(*, job: ExportJob, written: int, total: int) -> None:
    """Record how many rows are written, for the progress page.

    Runs outside of any transaction, so that the page sees it at once.
    """
    ExportJob.objects.filter(pk=job.pk, made_at=None).update(
        written=written, total=total, moved_at=timezone.now()
    )


def keep_export(
    *,
    job: ExportJob,
    file: IO[bytes],
    file_name: str,
    size: int,
    content_version: str,
    grants_sha256: str,
) -> ExportJob:
    """Store the file of a job, unless one is stored already.

    It is stored before the transaction, which so stays short. Each attempt has a file of its own,
    so that a worker that was taken for dead overwrites no other's.
    """
    stored = ExportJob(pk=job.pk).file
    stored.save(f"{timezone.now():{STAMP}}-{job.token}.{job.file_format}", File(file), save=False)
    with transaction.atomic():
        job = _lock_job(job)
        if job.made_at is None:
            job.file = stored.name
            job.file_name, job.size, job.made_at, job.error = file_name, size, timezone.now(), ""
            job.content_version, job.grants_sha256 = content_version, grants_sha256
            job.save()
    if job.file.name != stored.name:
        stored.storage.delete(str(stored.name))
    return job


def fail_export(*, job: ExportJob, error: str) -> None:
    """Record why a file could not be prepared, for whoever asked; a finished job stays."""
    ExportJob.objects.filter(pk=job.pk, made_at=None).update(error=error)


def delete_old_exports(now: datetime) -> int:
    """Delete the files of jobs older than three days, and visitors' oldest ones beyond 2 GB.

    Returns how many files were deleted. What a killed worker left is deleted as well, and jobs are
    forgotten after a month.
    """
    kept = ExportJob.objects.exclude(file="")
    old = list(kept.filter(made_at__lt=now - KEPT_FOR).order_by("pk"))
    visitors = kept.filter(asked_by=None, made_at__gte=now - KEPT_FOR).order_by("-made_at", "-pk")
    old += _select_beyond(visitors, MOST_KEPT_FOR_VISITORS)
    for job in old:
        _delete_file(job)
    _delete_abandoned_files(now)
    ExportJob.objects.filter(asked_at__lt=now - REMEMBERED_FOR, file="").delete()
    return len(old)


def _delete_abandoned_files(now: datetime) -> None:
    """Delete what was stored more than a day ago and is named by no job."""
    storage = ExportJob().file.storage
    try:
        _folders, names = storage.listdir(FOLDER)
    except FileNotFoundError:  # nothing was stored yet
        return
    named = set(ExportJob.objects.exclude(file="").values_list("file", flat=True))
    for name in names:
        if name < f"{now - ABANDONED_AFTER:{STAMP}}" and f"{FOLDER}/{name}" not in named:
            storage.delete(f"{FOLDER}/{name}")


def _select_beyond(jobs: ExportJobQuerySet, most_bytes: int) -> list[ExportJob]:
    """Return the jobs that come after the first so many bytes of files."""
    held, beyond = 0, []
    for job in jobs.iterator():
        held += job.size
        if held > most_bytes:
            beyond.append(job)
    return beyond


def _delete_file(job: ExportJob) -> None:
    # The file first: after a crash the row still names it, and it is deleted again.
    job.file.delete(save=False)
    job.save(update_fields=["file"])


def _lock_job(job: ExportJob) -> ExportJob:
    return ExportJob.objects.select_for_update().get(pk=job.pk)
