"""Pages of export jobs: asking for a file, its progress, and its download."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from core.access import allow_anonymous, allow_anonymous_read, find_visible, keep_private
from core.exports import FORMATS, offer_export
from core.forms import IdempotentForm, submit_once
from core.fragments import get_frame
from core.jobs import LATE_AFTER, JobStatus, JobWords, Progress
from core.outbox import is_dead_letter
from core.rate_limits import is_rate_limited
from core.refusals import Refused
from files.downloads import MissingFile, serve_export
from files.refusals import StoreUnavailable
from portal.export_jobs import find_shared_job, hash_grants, request_export, retry_export
from portal.models import ExportJob
from portal.pages.export_lists import NAMES, open_export

TOO_MANY_REQUESTS = 429
UNAVAILABLE = 503
# Title and text of a job's page.
PROGRESS: JobWords = {
    Progress.WAITING: (
        gettext_lazy("The file is being prepared"),
        gettext_lazy("You can leave this page and come back: its address stays the same."),
    ),
    Progress.LATE: (
        gettext_lazy("The file takes longer than usual"),
        gettext_lazy(
            "Try again. If nothing appears, tell the administrator that the background worker is "
            "not running."
        ),
    ),
    Progress.FAILED: (
        gettext_lazy("The file could not be prepared"),
        gettext_lazy(
            "Try again. If it fails again, tell the administrator the message shown here."
        ),
    ),
    Progress.MADE: (gettext_lazy("The file is ready"), ""),
    Progress.FORGOTTEN: (
        gettext_lazy("The file is deleted"),
        gettext_lazy(
            "It is kept for three days. Prepare it again; it then contains the current state."
        ),
    ),
    Progress.STOPPED: (
        gettext_lazy("Your duties or offices have changed"),
        gettext_lazy(
            "The file shows what you could see before, so it is not handed out any more. Prepare "
            "it again; it then contains what you can see now."
        ),
    ),
}
UNREADABLE = (
    gettext_lazy("The file cannot be read at the moment"),
    gettext_lazy("Nothing is lost: try again, and it is prepared anew if it is not there."),
)


# Without a CSRF token, which would make every list personal, so that no cache could store it. The
# worst that another site can do is to have a file prepared that only the visitor can fetch.
@csrf_exempt
@allow_anonymous
@require_POST
def export_request(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for a list as a file; the filters and the order are those of the URL."""
    if name not in NAMES:
        raise Http404(_("This page does not exist, or it is not published."))
    file_format = request.POST.get("format", "")
    if file_format not in FORMATS:
        raise BadRequest("unknown kind of file")
    export = open_export(name, request.GET.urlencode(), file_format, request.user)
    is_new = find_shared_job(export, file_format, request.user) is None
    if is_new and request.user.pk is None and is_rate_limited(request, "export"):
        sentence = _("You have asked for many files within an hour. Please try again later.")
        return offer_export(
            request, export, file_format, refusal=sentence, status=TOO_MANY_REQUESTS
        )
    try:
        job = request_export(export=export, file_format=file_format, by=request.user)
    except Refused as refusal:
        return offer_export(request, export, file_format, refusal=str(refusal.message))
    return redirect(job)


@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def export_job(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show the progress of a file and the link to it; POST prepares it again."""
    job = find_visible(ExportJob.objects.visible_to(request.user), token=token)
    if request.method == "POST":
        form = IdempotentForm(request.POST)
        address = submit_once(
            form, lambda: retry_export(job=job, by=request.user).get_absolute_url()
        )
        return redirect(address or job)
    return _render_job(request, job, _get_progress(job))


def _get_progress(job: ExportJob) -> Progress:
    """Return how far a file is."""
    if job.made_at is not None:
        return Progress.MADE if job.file else Progress.FORGOTTEN
    if job.error:
        return Progress.FAILED
    if timezone.now() - job.moved_at < LATE_AFTER:
        return Progress.WAITING
    return Progress.FAILED if is_dead_letter("portal.export", job.pk) else Progress.LATE


def _render_job(
    request: HttpRequest, job: ExportJob, progress: Progress, *, status: int = 200
) -> HttpResponse:
    title, text = PROGRESS[progress]
    return _render(request, job, JobStatus(progress, title, text, job.error), status=status)


def _render(
    request: HttpRequest, job: ExportJob, job_status: JobStatus, *, status: int
) -> HttpResponse:
    context = {
        "job": job,
        "job_status": job_status,
        "form": IdempotentForm(),
        "frame": get_frame(request),
    }
    return keep_private(render(request, "portal/export_job.html", context, status=status))


@allow_anonymous_read
def export_file(request: HttpRequest, token: UUID) -> HttpResponseBase:
    """Download the file, for the asker, if what may be seen has not changed since."""
    user = request.user
    job = find_visible(ExportJob.objects.visible_to(user), token=token)
    if job.made_at is None or not job.file:
        return _render_job(request, job, _get_progress(job), status=404)
    if job.asked_by_id is not None:
        if job.grants_sha256 != hash_grants(user):
            return _render_job(request, job, Progress.STOPPED, status=403)
        open_export(job.name, job.query, job.file_format, user)
    name = f"{job.file_name}-{timezone.localdate(job.made_at).isoformat()}.{job.file_format}"
    try:
        return serve_export(job.file, name=name, content_type=FORMATS[job.file_format].content_type)
    except (MissingFile, StoreUnavailable):
        return _render(request, job, JobStatus(Progress.FAILED, *UNREADABLE), status=UNAVAILABLE)
