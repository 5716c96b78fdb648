"""Pages of scan batches: uploading, progress of reading, and assigning pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.models import Document
from core.access import find_visible, require
from core.excerpts import read_excerpt
from core.forms import REFUSED, IdempotentForm, answer_form, is_refused, submit_once
from core.jobs import JobStatus, JobWords, Progress
from files.downloads import PHOTO_CACHE, serve_picture, serve_scan
from signing.actions.scans import assign_page, retry_scan, upload_scans
from signing.forms.scans import AssignPageForm, ScansForm
from signing.models import ScanBatch, ScannedPage
from signing.permissions import can_upload_scans
from signing.reports.scan_batches import ScanBatchReport, read_scan_batch
from stakeholders.permissions import sees_everything

MOST_LISTED = 20
PROGRESS: JobWords = {
    Progress.WAITING: (
        gettext_lazy("The files are being read"),
        gettext_lazy("You can leave this page; reading continues in the background."),
    ),
    Progress.LATE: (
        gettext_lazy("This takes longer than usual"),
        gettext_lazy(
            "Try again. If nothing appears, tell the administrator that the background worker is "
            "not running."
        ),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def scan_batches(request: HttpRequest) -> HttpResponse:
    """Upload a new batch, and list the earlier ones."""
    user = request.user
    require(sees_everything(user), _("Scans show signatures; only the forum's staff sees them."))
    form, address = _handle_upload(request, None)
    if address:
        return redirect(address)
    batches = ScanBatch.objects.visible_to(user).prefetch_related("files", "papers__document")
    return render(
        request,
        "signing/scan_batches.html",
        {
            "form": form,
            "batches": read_excerpt([batches], request.GET, "kumpulan", most=MOST_LISTED),
            "may_upload": can_upload_scans(user),
        },
        status=REFUSED if is_refused(form) else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def scan_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the papers of a batch and what is missing; POST adds files."""
    batch = _find_batch(request, pk)
    form, address = _handle_upload(request, batch)
    if address:
        return redirect(address)
    page = "signing/scan_batch.html"
    report = read_scan_batch(batch)
    return render(
        request,
        f"{page}#batch" if request.htmx else page,  # type: ignore[attr-defined]
        {
            "batch": batch,
            "report": report,
            "job_status": _find_status(report),
            "form": form,
            "may_upload": can_upload_scans(request.user),
        },
        status=REFUSED if is_refused(form) else 200,
    )


def _find_status(report: ScanBatchReport) -> JobStatus | None:
    """Return how far reading is, or None when every file was read."""
    if not report.waiting:
        return None
    progress = Progress.LATE if report.is_late else Progress.WAITING
    return JobStatus(progress, *PROGRESS[progress])


def _handle_upload(request: HttpRequest, batch: ScanBatch | None) -> tuple[ScansForm, str | None]:
    """Return the form, and the URL to redirect to when files were uploaded."""
    if request.method != "POST":
        return ScansForm(), None
    user = request.user
    require(can_upload_scans(user))
    form = ScansForm(request.POST, request.FILES)

    def perform() -> str:
        return upload_scans(files=form.uploads, by=user, batch=batch).get_absolute_url()

    return form, submit_once(form, perform)


@require_POST
def scan_again(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Enqueue the reading of a file again."""
    batch = _find_batch(request, pk)
    file = find_visible(batch.files.all(), number=number)
    require(can_upload_scans(request.user))

    def perform() -> str:
        return retry_scan(file=file, by=request.user).batch.get_absolute_url()

    submit_once(IdempotentForm(request.POST), perform)
    return redirect(batch)


@require_safe
def scan_original(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Serve an uploaded file unchanged."""
    batch = _find_batch(request, pk)
    file = find_visible(batch.files.exclude(file=""), number=number)
    return serve_scan(file.file, name=f"pindaian-{batch.pk}-{number}", extension=file.extension)


@require_safe
def scanned_picture(request: HttpRequest, pk: int, page_pk: int) -> HttpResponseBase:
    """Serve the picture of a page to the staff."""
    page = _find_page(request, pk, page_pk)
    return serve_picture(page.picture, cache=PHOTO_CACHE)


@require_http_methods(["GET", "HEAD", "POST"])
def scanned_page(request: HttpRequest, pk: int, page_pk: int) -> HttpResponse:
    """Show a scanned page enlarged, and assign it to a page of a document."""
    page = _find_page(request, pk, page_pk)
    batch = page.file.batch
    require(can_upload_scans(request.user))
    known = page.paper.document if page.paper else None
    form = AssignPageForm(
        request.POST or None,
        page=page,
        initial={
            "document": known or _guess_document(batch, page),
            "page_number": page.page_number,
            "revision": page.revision,
        },
    )

    def perform() -> str:
        assign_page(page=page, seen_revision=form.seen_revision, by=request.user, **form.values)
        return f"{batch.get_absolute_url()}#pages"

    return answer_form(
        request,
        form,
        perform,
        template="signing/scanned_page.html",
        context={
            "page": page,
            "batch": batch,
            "heading": _("Which page is this?"),
            "submit_label": _("Save the page"),
            "back_url": batch.get_absolute_url(),
            "back_label": _("Batch %(batch)s") % {"batch": batch},
        },
        message=_("Saved."),
    )


def _guess_document(batch: ScanBatch, page: ScannedPage) -> Document | None:
    """Return the document that an unassigned page most likely belongs to, or None."""
    form: Any = AssignPageForm(page=page).fields["document"]
    named = form.queryset.filter(verification_code=page.code).first() if page.code else None
    papers = list(batch.papers.select_related("document")[:2])
    return named or (papers[0].document if len(papers) == 1 else None)


def _find_batch(request: HttpRequest, pk: int) -> ScanBatch:
    return find_visible(ScanBatch.objects.visible_to(request.user), pk=pk)


def _find_page(request: HttpRequest, pk: int, page_pk: int) -> ScannedPage:
    batch = _find_batch(request, pk)
    pages = ScannedPage.objects.filter(file__batch=batch).select_related(
        "file__batch", "paper__document"
    )
    return find_visible(pages, pk=page_pk)
