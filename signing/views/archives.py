"""Pages of archives: requesting one, its progress, and its download."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import PUBLIC_STATES, Document
from core.access import find_visible, require
from core.capped_counts import count_up_to
from core.excerpts import read_excerpt
from core.forms import IdempotentForm, answer_form, submit_once
from core.fragments import get_frame
from core.jobs import LATE_AFTER, JobStatus, JobWords, Progress
from core.outbox import is_dead_letter
from files.downloads import MissingFile, serve_zip
from signing.actions.archiving import request_archive, retry_archive
from signing.models import ArchiveJob
from signing.permissions import can_archive, can_fetch_archive

# Query parameter for one document; without it, all documents.
DOCUMENT_PARAMETER = "dokumen"
MOST_LISTED = 20
# Title and text of an archive's page.
PROGRESS: JobWords = {
    Progress.WAITING: (
        gettext_lazy("The archive is being packed"),
        gettext_lazy("You can leave this page; you will find the archive here when it is ready."),
    ),
    Progress.LATE: (
        gettext_lazy("This takes longer than usual"),
        gettext_lazy(
            "Try again. If nothing appears, tell the administrator that the background worker is "
            "not running."
        ),
    ),
    Progress.FAILED: (
        gettext_lazy("The archive could not be packed"),
        gettext_lazy(
            "Try again. If it fails again, tell the administrator the message shown here."
        ),
    ),
    Progress.MADE: (gettext_lazy("The archive is ready"), ""),
    Progress.FORGOTTEN: (
        gettext_lazy("The file is deleted"),
        gettext_lazy(
            "An archive is kept for a week. Pack it again; it then contains the current state."
        ),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def archive_list(request: HttpRequest) -> HttpResponse:
    """List the user's archives; POST requests another."""
    user = request.user
    require(can_archive(user), _("Archives are made by the secretariat."))
    document = _find_chosen_document(request)
    form = IdempotentForm(request.POST if request.method == "POST" else None)

    def perform() -> str:
        return request_archive(document=document, by=user).get_absolute_url()

    jobs = ArchiveJob.objects.visible_to(user).select_related("document")
    return answer_form(
        request,
        form,
        perform,
        template="signing/archive_list.html",
        context={
            "document": document,
            "total": count_up_to(Document.objects.filter(state__in=PUBLIC_STATES)),
            "jobs": read_excerpt([jobs], request.GET, "arsip", most=MOST_LISTED),
        },
    )


def _find_chosen_document(request: HttpRequest) -> Document | None:
    if DOCUMENT_PARAMETER not in request.GET:
        return None
    documents = Document.objects.visible_to(request.user).filter(state__in=PUBLIC_STATES)
    return find_visible(documents, reference=request.GET[DOCUMENT_PARAMETER])


@require_http_methods(["GET", "HEAD", "POST"])
def archive_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of an archive and the link to its file; POST packs it again."""
    job = _find_job(request, pk)
    if request.method == "POST":
        form = IdempotentForm(request.POST)
        submit_once(form, lambda: retry_archive(job=job, by=request.user).get_absolute_url())
        return redirect(job)
    return _render_job(request, job, _get_progress(job))


def _find_job(request: HttpRequest, pk: int) -> ArchiveJob:
    jobs = ArchiveJob.objects.visible_to(request.user).select_related("document")
    job = find_visible(jobs, pk=pk)
    require(can_fetch_archive(request.user, job))
    return job


def _get_progress(job: ArchiveJob) -> Progress:
    """Return how far an archive is."""
    if job.made_at is not None:
        return Progress.MADE if job.file else Progress.FORGOTTEN
    if job.error:
        return Progress.FAILED
    if job.packed or timezone.now() - job.asked_at < LATE_AFTER:
        return Progress.WAITING
    return Progress.FAILED if is_dead_letter("signing.archive", job.pk) else Progress.LATE


def _render_job(
    request: HttpRequest, job: ArchiveJob, progress: Progress, *, status: int = 200
) -> HttpResponse:
    title, text = PROGRESS[progress]
    context: dict[str, Any] = {
        "job": job,
        "job_status": JobStatus(progress, title, text, job.error),
        "form": IdempotentForm(),
        "frame": get_frame(request),
    }
    return render(request, "signing/archive_job.html", context, status=status)


@require_safe
def archive_file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Serve the file of an archive to its requester."""
    job = _find_job(request, pk)
    if not job.file or name != job.file_name:
        raise Http404(_("There is no such archive."))
    try:
        return serve_zip(job.file, name=f"{name}.zip")
    except MissingFile:
        return _render_job(request, job, Progress.FORGOTTEN, status=404)
