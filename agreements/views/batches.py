"""Many documents printed at once: the dialog, how far they are, and their file."""

import logging
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions import request_print_batch, retry_print_batch, stop_print_batch
from agreements.actions.batches import MOST_DOCUMENTS
from agreements.filters import DocumentListing
from agreements.forms import BatchPrintForm
from agreements.forms.printing import USUAL_LAYOUT
from agreements.models import Bundle, Document, Paper, PrintBatch
from agreements.permissions import can_fetch_batch, printable
from agreements.views.printing import signatures_withheld
from core.access import find_visible, require
from core.forms import OnceForm, answer_form, confirm, done_once
from core.outbox import LEASE
from core.parts import wants_part
from files.downloads import (
    hand_out_pdf,
    hand_out_zip,
)

logger = logging.getLogger(__name__)

# In the address: single documents, or all that a filter of their list finds.
TICKED, ALL = "dokumen", "semua"


@require_http_methods(["GET", "HEAD", "POST"])
def print_batch_dialog(request: HttpRequest) -> HttpResponse:
    """Ask how the chosen documents are printed, and have them made."""
    user = request.user
    found = _found(request)
    chosen = list(found.prefetch_related("signatories")[:MOST_DOCUMENTS])
    left_out = found.count() - len(chosen) if len(chosen) == MOST_DOCUMENTS else 0
    form = BatchPrintForm(
        request.POST or None,
        chosen=chosen,
        withheld=signatures_withheld(chosen, user),
        initial={"bundle": Bundle.ONE_PDF, "paper": Paper.A4, "layout": USUAL_LAYOUT},
    )

    def perform() -> str:
        return request_print_batch(by=user, **form.values).get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="agreements/print_batch_form.html",
        context={
            "heading": _("Print many documents"),
            "left_out": left_out,
            "most": MOST_DOCUMENTS,
            "submit_label": _("Make the prints"),
            "back_url": reverse("agreements:document_list"),
            "back_label": _("Official records"),
        },
    )


def _found(request: HttpRequest) -> QuerySet[Document]:
    """Return what the address chooses of all that the reader may print, in the list's order."""
    documents = printable(Document.objects.visible_to(request.user), request.user)
    if ALL in request.GET:
        return DocumentListing(request.GET, documents).found
    return documents.filter(reference__in=request.GET.getlist(TICKED)[:MOST_DOCUMENTS])


@require_http_methods(["GET", "HEAD", "POST"])
def print_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell how far a batch is, and lead to its file; POST prints again what failed or waits."""
    batch = _find_batch(request, pk)
    if request.method == "POST":
        form = OnceForm(request.POST)
        done_once(form, lambda: retry_print_batch(batch=batch, by=request.user).get_absolute_url())
        return redirect(batch)
    return _batch_page(request, batch, _progress(batch))


def _find_batch(request: HttpRequest, pk: int) -> Any:
    batch = find_visible(PrintBatch.objects.visible_to(request.user).counted(), pk=pk)
    require(can_fetch_batch(request.user, batch))
    return batch


def _progress(batch: Any) -> str:
    """Return how far it is: made, forgotten, stopped, failed, late or waiting."""
    if batch.stopped_at is not None:
        return "stopped"
    if batch.made_at is not None:
        return "made" if batch.file else "forgotten"
    if batch.error or batch.failed == batch.total:
        return "failed"
    return "waiting" if timezone.now() - batch.moved_at < LEASE else "late"


def _batch_page(
    request: HttpRequest, batch: Any, progress: str, *, status: int = 200
) -> HttpResponse:
    page = "agreements/print_batch.html"
    is_part = wants_part(request)
    items = batch.items.select_related("document")
    context = {
        "batch": batch,
        "progress": progress,
        "unprinted": list(items.exclude(error="")) if batch.failed else [],
        "form": OnceForm(),
    }
    if not is_part:
        context["documents"] = [item.document for item in items]
    return render(request, f"{page}#progress" if is_part else page, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def print_batch_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and stop a batch; one that is made or stopped already just shows itself."""
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
    """Hand out the file of a batch to the one who asked for it."""
    batch = _find_batch(request, pk)
    if not batch.file or (name, kind) != (batch.file_name, batch.bundle):
        raise Http404(_("There is no such print."))
    try:
        if batch.bundle == Bundle.ZIP:
            return hand_out_zip(batch.file, name=f"{name}.zip")
        return hand_out_pdf(request, batch.file, name=f"{name}.pdf", sha256=batch.sha256)
    except OSError:
        logger.exception("The batch %s is recorded, but its file cannot be read", batch.pk)
        return _batch_page(request, batch, "forgotten", status=404)
