"""The print dialogs of one document and of many, with or without signatures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.actions.batches import MOST_DOCUMENTS, request_print_batch
from agreements.actions.printing import request_document_print
from agreements.filters import ALL_FOUND, PrintableDocumentListing
from agreements.forms.printing import USUAL_LAYOUT
from agreements.models import (
    Bundle,
    Document,
    Paper,
    SignatureLayout,
)
from agreements.permissions import can_print_document
from agreements.views.printing import show_meeting_dialog, show_prints
from core.access import find_visible, require
from core.forms import answer_form
from signing.actions.printing import explain_withheld, request_signed_batch, request_signed_print
from signing.forms.printing import BatchPrintForm, DocumentPrintForm


@require_http_methods(["GET", "HEAD", "POST"])
def print_dialog(request: HttpRequest) -> HttpResponse:
    """Ask for print options and request the print; without an object, list the user's prints."""
    if "dokumen" in request.GET:
        return _show_document_dialog(request, request.GET["dokumen"])
    if "rapat" in request.GET:
        return show_meeting_dialog(request, request.GET["rapat"])
    return show_prints(request)


def _show_document_dialog(request: HttpRequest, reference: str) -> HttpResponse:
    user = request.user
    documents = Document.objects.visible_to(user).select_related("letterhead")
    document = find_visible(documents, reference=reference)
    if document.is_outside:
        raise Http404(
            _("%(document)s was made outside this portal; it cannot be printed here.")
            % {"document": document}
        )
    require(can_print_document(user, document))
    form = DocumentPrintForm(
        request.POST or None,
        initial=_get_initial_values(document),
        withheld=explain_withheld([document.pk], user),
    )

    def perform() -> str:
        values = form.values
        ask = request_signed_print if values.pop("with_signatures") else request_document_print
        return ask(document=document, by=user, **values).get_absolute_url()

    lead = (
        _("The frozen text: the same paper and layout always give the same file.")
        if document.is_frozen
        else _("A draft: every page says KONSEP.")
    )
    return answer_form(
        request,
        form,
        perform,
        template="agreements/print_form.html",
        context={
            "heading": _("Print %(title)s") % {"title": document.title},
            "lead": lead,
            "reference": document.reference,
            "submit_label": _("Make the print"),
            "back_url": document.get_absolute_url(),
            "back_label": str(document),
        },
    )


def _get_initial_values(document: Document) -> dict[str, Any]:
    """Return paper and layout from the page setup of the document."""
    version = document.versions.last() if document.is_frozen else None
    if version is not None:
        setup = version.content["page_setup"]
        return {"paper": setup["paper"], "layout": setup["signature_layout"]}
    if document.letterhead is None:
        return {"paper": Paper.A4, "layout": SignatureLayout.TWO_COLUMNS}
    return {"paper": document.letterhead.paper, "layout": document.letterhead.signature_layout}


# The query parameter of single documents.
DOCUMENT_PARAMETER = "dokumen"


@require_http_methods(["GET", "HEAD", "POST"])
def print_batch_dialog(request: HttpRequest) -> HttpResponse:
    """Ask for print options of the chosen documents, and request the batch."""
    user = request.user
    listing = _open_chosen_documents(request)
    chosen = listing.page.ids
    form = BatchPrintForm(
        request.POST or None,
        chosen=chosen,
        withheld=explain_withheld(chosen, user),
        initial={"bundle": Bundle.ONE_PDF, "paper": Paper.A4, "layout": USUAL_LAYOUT},
    )

    def perform() -> str:
        values = form.values
        ask = request_signed_batch if values.pop("with_signatures") else request_print_batch
        if values.pop("takes_all", None) is not None:
            values["documents"] = listing.rows
        return ask(by=user, **values).get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="signing/print_batch_form.html",
        context={
            "heading": _("Print many documents"),
            "listing": listing,
            "most": MOST_DOCUMENTS,
            "submit_label": _("Make the prints"),
            "back_url": reverse("agreements:document_list") + listing.build_list_query(),
            "back_label": _("Official records"),
        },
    )


def _open_chosen_documents(request: HttpRequest) -> PrintableDocumentListing:
    """Return the chosen documents that the user may print, in the order of the list."""
    if ALL_FOUND in request.GET:
        return PrintableDocumentListing.open_for(request.GET, request.user)
    references = request.GET.getlist(DOCUMENT_PARAMETER)
    return PrintableDocumentListing.choose(references, request.user)
