"""Views of documents from outside: register, edit, and their scans."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions.outside import (
    edit_outside_document,
    keep_outside_scan,
    register_outside_document,
)
from agreements.forms.outside import OutsideDocumentForm, OutsideFactsForm, OutsideScanForm
from agreements.models import Document, OutsideScan
from agreements.permissions import can_register_document, can_see_scan
from core.access import find_visible, require
from core.actors import Actor
from core.forms import answer_form
from files.downloads import serve_scan


@require_http_methods(["GET", "HEAD", "POST"])
def document_register(request: HttpRequest) -> HttpResponse:
    """Register a document from outside."""
    user = request.user
    require(can_register_document(user))
    form = OutsideDocumentForm(
        request.POST or None, request.FILES or None, initial={"kind": "nota_kesepakatan"}
    )

    def perform() -> str:
        values = form.values
        scan = values.pop("scan")
        document = register_outside_document(by=user, **values)
        if scan:
            keep_outside_scan(document=document, scan=scan, by=user)
        return document.get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="agreements/outside_form.html",
        context={
            "heading": _("A document from outside"),
            "lead": _(
                "One that was signed without this portal. It is registered with what is known, can"
                " be found by everybody, and is never called frozen."
            ),
            "submit_label": _("Register the document"),
            "back_url": reverse("agreements:document_list"),
            "back_label": _("Official records"),
        },
        message=_("The document is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def document_outside_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct what is known of a document from outside."""
    user = request.user
    document = _find_own(request, reference)
    names = [name for name in OutsideFactsForm.base_fields if name != "idempotency_key"]
    form = OutsideFactsForm(
        request.POST or None, initial={name: getattr(document, name) for name in names}
    )

    def perform() -> str:
        edit_outside_document(
            document=document, seen_revision=form.seen_revision, by=user, **form.values
        )
        return document.get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("What is known of it"),
            "submit_label": _("Save"),
            **_get_back_link(document),
        },
        message=_("Saved."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def document_outside_scan(request: HttpRequest, reference: str) -> HttpResponse:
    """Upload a scan of a document from outside."""
    user = request.user
    document = _find_own(request, reference)
    form = OutsideScanForm(request.POST or None, request.FILES or None)

    def perform() -> str:
        keep_outside_scan(document=document, scan=form.values["scan"], by=user)
        return document.get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("A scan of the document"),
            "lead": document.title,
            "submit_label": _("Keep the scan"),
            **_get_back_link(document),
        },
        message=_("The scan is kept."),
    )


@require_safe
def outside_scan(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """Download a scan unchanged; staff only, since it shows signatures."""
    document = find_visible(Document.objects.visible_to(request.user), reference=reference)
    require(can_see_scan(request.user, document))
    scan = find_visible(OutsideScan.objects.filter(document=document), pk=pk)
    name = f"{document.reference}-{scan.pk}"
    return serve_scan(scan.file, name=name, extension=scan.extension)


def list_outside_actions(document: Document, user: Actor) -> list[dict[str, Any]]:
    """Return the buttons of the secretariat on the page of a document from outside."""
    if not document.is_outside or not can_register_document(user):
        return []
    pages = (
        (_("Correct what is known"), "document_outside_edit"),
        (_("Add a scan"), "document_outside_scan"),
    )
    return [
        {
            "label": label,
            "url": reverse(f"agreements:{page}", args=[document.reference]),
            "kind": "",
        }
        for label, page in pages
    ]


def _find_own(request: HttpRequest, reference: str) -> Document:
    documents = Document.objects.visible_to(request.user)
    document = find_visible(documents, reference=reference)
    require(can_register_document(request.user))
    if not document.is_outside:
        raise Http404(_("%(document)s was made here.") % {"document": document})
    return document


def _get_back_link(document: Document) -> dict[str, str]:
    return {"back_url": document.get_absolute_url(), "back_label": str(document)}
