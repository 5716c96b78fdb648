"""Views of print batches: progress, retry, cancel, download."""

from typing import TYPE_CHECKING, TypedDict, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions.batches import retry_print_batch, stop_print_batch
from agreements.models import Bundle, PrintBatch
from agreements.permissions import can_fetch_batch
from core.access import find_visible, require
from core.forms import IdempotentForm, confirm, submit_once
from core.fragments import get_frame, wants_fragment
from core.jobs import LATE_AFTER, JobStatus, JobWords, Progress
from files.downloads import MissingFile, serve_pdf, serve_zip

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


# Title and text of a batch's page by its progress; for a finished batch see _build_status.
PROGRESS: JobWords = {
    Progress.WAITING: (
        gettext_lazy("The prints are being made"),
        gettext_lazy(
            "You can leave this page: printing continues, and you find the result under My prints."
        ),
    ),
    Progress.LATE: (
        gettext_lazy("The prints take longer than usual"),
        gettext_lazy(
            "Try again. If nothing appears, tell the administrator that the background worker is "
            "not running."
        ),
    ),
    Progress.FAILED: (
        gettext_lazy("The prints could not be made"),
        gettext_lazy(
            "Try again. If it fails again, tell the administrator the message shown here."
        ),
    ),
    Progress.FORGOTTEN: (
        gettext_lazy("The file is deleted"),
        gettext_lazy(
            "A print is kept for a week. Choose the documents again to print their current state."
        ),
    ),
    Progress.STOPPED: (gettext_lazy("The batch was stopped"), ""),
}


class BatchCounts(TypedDict):
    """Annotation of a batch by `counted`: numbers of documents, in all and by outcome."""

    total: int
    settled: int
    ready: int
    failed: int


@require_http_methods(["GET", "HEAD", "POST"])
def print_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of a print batch; POST retries what failed or is late."""
    batch = _find_batch(request, pk)
    if request.method == "POST":
        form = IdempotentForm(request.POST)
        submit_once(
            form, lambda: retry_print_batch(batch=batch, by=request.user).get_absolute_url()
        )
        return redirect(batch)
    return _render_batch(request, batch, _get_progress(batch))


def _find_batch(request: HttpRequest, pk: int) -> "WithAnnotations[PrintBatch, BatchCounts]":
    batch = find_visible(PrintBatch.objects.visible_to(request.user).counted(), pk=pk)
    require(can_fetch_batch(request.user, batch))
    return cast("WithAnnotations[PrintBatch, BatchCounts]", batch)


def _get_progress(batch: "WithAnnotations[PrintBatch, BatchCounts]") -> Progress:
    """Return how far a batch is."""
    if batch.stopped_at is not None:
        return Progress.STOPPED
    if batch.made_at is not None:
        return Progress.MADE if batch.file else Progress.FORGOTTEN
    if batch.error or batch.failed == batch.total:
        return Progress.FAILED
    return Progress.WAITING if timezone.now() - batch.moved_at < LATE_AFTER else Progress.LATE


def _build_status(
    batch: "WithAnnotations[PrintBatch, BatchCounts]", progress: Progress
) -> JobStatus:
    if progress == Progress.MADE:
        return JobStatus(
            progress,
            ngettext(
                "The file is ready: one document",
                "The file is ready: %(ready)s documents",
                batch.ready,
            )
            % {"ready": batch.ready},
        )
    title, text = PROGRESS[progress]
    return JobStatus(progress, title, text, batch.error)


def _render_batch(
    request: HttpRequest,
    batch: "WithAnnotations[PrintBatch, BatchCounts]",
    progress: Progress,
    *,
    status: int = 200,
) -> HttpResponse:
    items = batch.items.select_related("document")
    context = {
        "batch": batch,
        "job_status": _build_status(batch, progress),
        "unprinted": list(items.exclude(error="")) if batch.failed else [],
        "form": IdempotentForm(),
        "frame": get_frame(request),
    }
    if not wants_fragment(request):
        context["documents"] = [item.document for item in items]
    return render(request, "agreements/print_batch.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def print_batch_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm and cancel a batch; redirect to one that is finished or cancelled already."""
    batch = _find_batch(request, pk)
    if batch.is_over:
        return redirect(batch)

    def perform() -> str:
        return stop_print_batch(batch=batch, by=request.user).get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Stop printing these documents?"),
        consequences=[
            _("%(ready)s of %(total)s are printed; they are thrown away.")
            % {"ready": batch.ready, "total": batch.total},
            _("The documents themselves stay as they are."),
        ],
        label=_("Stop the batch"),
        back=batch.get_absolute_url(),
        back_label=_("Many documents"),
        message=_("The batch is stopped."),
    )


@require_safe
def print_batch_file(request: HttpRequest, pk: int, name: str, kind: str) -> HttpResponseBase:
    """Download the file of a batch, for whoever requested it."""
    batch = _find_batch(request, pk)
    if not batch.file or (name, kind) != (batch.file_name, batch.bundle):
        raise Http404(_("There is no such print."))
    try:
        if batch.bundle == Bundle.ZIP:
            return serve_zip(batch.file, name=f"{name}.zip")
        return serve_pdf(request, batch.file, name=f"{name}.pdf", sha256=batch.sha256)
    except MissingFile:
        return _render_batch(request, batch, Progress.FORGOTTEN, status=404)
