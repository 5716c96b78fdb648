"""Archives (ZIP files) of documents, requested by the secretariat and packed by the worker.

An archive is deleted after a week.
"""

from datetime import timedelta
from typing import IO

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import PUBLIC_STATES, Document
from core.access import require, require_account
from core.actors import Actor
from core.history import record_for_each
from core.outbox import enqueue, enqueue_again
from core.refusals import Refused
from signing.models import ArchiveJob
from signing.permissions import can_archive, can_fetch_archive

# Short, since an archive is downloaded soon and is a further copy of all signatures.
RETENTION = timedelta(days=7)
REQUEST_INTERVAL = timedelta(hours=1)


@transaction.atomic
def request_archive(*, document: Document | None, by: Actor) -> ArchiveJob:
    """Request an archive of one document, or of all documents that are public.

    Raises Refused for a draft, and while another archive requested by the same user is being
    packed.
    """
    require(can_archive(by))
    if document is not None and document.state not in PUBLIC_STATES:
        raise Refused(_("%(document)s is not frozen yet.") % {"document": document})
    recent = ArchiveJob.objects.filter(asked_at__gt=timezone.now() - REQUEST_INTERVAL)
    if recent.filter(asked_by=by.pk, made_at=None, error="").exists():
        raise Refused(_("An archive that you asked for is still being packed."), code="too_many")
    job = ArchiveJob.objects.create(document=document, asked_by_id=require_account(by))
    enqueue("signing.archive", job.pk)
    return job


def find_archived_documents(job: ArchiveJob) -> QuerySet[Document]:
    """Return the documents that an archive contains."""
    documents = Document.objects.filter(state__in=PUBLIC_STATES).select_related("amends")
    return documents.filter(pk=job.document_id) if job.document_id else documents


@transaction.atomic
def retry_archive(*, job: ArchiveJob, by: Actor) -> ArchiveJob:
    """Enqueue a failed or overdue archive again; a finished archive does not change."""
    require(can_fetch_archive(by, job))
    job = _lock_job(job)
    if job.made_at is None:
        job.error = ""
        job.save(update_fields=["error"])
        enqueue_again("signing.archive", job.pk)
    return job


def record_progress(*, job: ArchiveJob, packed: int, total: int) -> None:
    """Record how many documents are packed, for the progress page.

    Runs outside of any transaction, so that the page sees it at once.
    """
    ArchiveJob.objects.filter(pk=job.pk, made_at=None).update(packed=packed, total=total)


@transaction.atomic
def store_archive(*, job: ArchiveJob, file: IO[bytes], sha256: str, size: int) -> ArchiveJob:
    """Store a packed archive for the user who requested it, unless one is stored already.

    The history of each document in it records that it was packed.
    """
    job = _lock_job(job)
    if job.made_at is not None:
        return job
    job.file.save(f"{job.pk}-{sha256}.zip", File(file), save=False)
    job.sha256, job.size, job.made_at, job.error = sha256, size, timezone.now(), ""
    job.save(update_fields=["file", "sha256", "size", "made_at", "error"])
    documents = find_archived_documents(job).order_by("pk")
    record_for_each(
        "document_archived", [(document, {}) for document in documents], by=job.asked_by
    )
    enqueue("signing.forget_archive", job.pk, due_at=job.made_at + RETENTION)
    return job


@transaction.atomic
def record_archive_failure(*, job: ArchiveJob, error: str) -> None:
    """Record that an archive could not be packed, unless one is stored already."""
    ArchiveJob.objects.filter(pk=job.pk, made_at=None).update(error=error)


@transaction.atomic
def delete_archive_file(*, job: ArchiveJob) -> None:
    """Delete the file of an archive; the row stays as a record that it was made."""
    job = _lock_job(job)
    if job.file:
        # The file first: after a crash the row still names it, so a retry deletes it.
        job.file.delete(save=False)
        job.save(update_fields=["file"])


def _lock_job(job: ArchiveJob) -> ArchiveJob:
    jobs = ArchiveJob.objects.select_related("document", "asked_by")
    return jobs.select_for_update(of=("self",)).get(pk=job.pk)
