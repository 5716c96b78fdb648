"""Views of print batches: progress, retry, cancel, download."""

from typing import TYPE_CHECKING, TypedDict, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions.batches import retry_print_batch, stop_print_batch
from agreements.models import Bundle, PrintBatch
from agreements.permissions import can_fetch_batch
from core.access import find_visible, require
from core.forms import IdempotentForm, confirm, submit_once
from core.fragments import wants_fragment
from core.outbox import LEASE
from files.downloads import MissingFile, serve_pdf, serve_zip

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class BatchCounts(TypedDict):
    """What `counted` annotates to a batch: its documents, and what became of how many."""

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


def _get_progress(batch: "WithAnnotations[PrintBatch, BatchCounts]") -> str:
    """Return the progress of a batch: made, forgotten, stopped, failed, late or waiting."""
    if batch.stopped_at is not None:
        return "stopped"
    if batch.made_at is not None:
        return "made" if batch.file else "forgotten"
    if batch.error or batch.failed == batch.total:
        return "failed"
    return "waiting" if timezone.now() - batch.moved_at < LEASE else "late"


def _render_batch(
    request: HttpRequest,
    batch: "WithAnnotations[PrintBatch, BatchCounts]",
    progress: str,
    *,
    status: int = 200,
) -> HttpResponse:
    page = "agreements/print_batch.html"
    is_fragment = wants_fragment(request)
    items = batch.items.select_related("document")
    context = {
        "batch": batch,
        "progress": progress,
        "unprinted": list(items.exclude(error="")) if batch.failed else [],
        "form": IdempotentForm(),
    }
    if not is_fragment:
        context["documents"] = [item.document for item in items]
    return render(request, f"{page}#progress" if is_fragment else page, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def print_batch_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm and cancel a batch; a finished or cancelled one is only shown."""
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
        return _render_batch(request, batch, "forgotten", status=404)
