"""The list of documents, the page of one, and its prints."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.filters import DocumentListing
from agreements.models import Document, OutsideScan, Paper, Rendition, SignatoryState
from agreements.permissions import can_register_document, can_see_history, can_see_letters
from agreements.reports.documents import read_document, reading_copy, standing
from agreements.views.following import what_follows
from agreements.views.outside import outside_actions
from agreements.views.own_places import signing_of
from agreements.views.signing import actions_of
from agreements.views.workbench import show_workbench
from core.access import find_visible, public_page
from core.lists import show_list
from core.telling import tell_history
from files.downloads import hand_out_pdf
from files.qr import qr_svg
from meetings.models import Meeting
from pledges.models import Pledge
from stakeholders.permissions import is_forum_staff, sees_everything

logger = logging.getLogger(__name__)

# A print is made right after freezing; who comes earlier waits this long.
RETRY_SECONDS = 30


@public_page
def document_list(request: HttpRequest) -> HttpResponseBase:
    """List the documents that the reader may see."""
    documents = Document.objects.visible_to(request.user).annotate(
        signatory_count=Count("signatories"),
        signed_count=Count("signatories", filter=Q(signatories__state=SignatoryState.SIGNED)),
    )
    listing = DocumentListing(request.GET, documents)
    context = {
        "may_register": can_register_document(request.user),
        "may_see_letters": can_see_letters(request.user),
        # What a draft's own print asks for: an account, and for a draft the staff's duty.
        "may_print": request.user.is_authenticated,
        "prints_drafts": is_forum_staff(request.user),
        "print_all": reverse("agreements:print_batch_dialog") + listing.address(semua=1),
    }
    return show_list(
        request, listing, "agreements/document_list.html", file_name="dokumen", context=context
    )


@public_page
def document_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a document: where it stands, who signed, its text and its prints."""
    user = request.user
    documents = Document.objects.visible_to(user).select_related(
        "meeting", "letter", "amends", "closing"
    )
    document = find_visible(documents, reference=reference)
    if document.is_open:
        return show_workbench(request, document)
    reading = read_document(document)
    signing = signing_of(document, reading, user)
    shows_staff = sees_everything(user)
    return render(
        request,
        "agreements/document_detail.html",
        {
            "document": document,
            "meeting": _meeting_of(document, user),
            "reading": reading,
            "standing": standing(document, reading),
            "copy": reading_copy(reading),
            "qr": _qr(reading.content),
            "pledges": _pledges(document, user),
            "ink_records": list(document.ink_records.select_related("recorded_by__person")),
            "shows_staff": shows_staff,
            "actions": actions_of(
                document,
                user,
                is_complete=not reading.unsigned,
                is_closed=signing.get("closing") is not None,
            )
            or outside_actions(document, user),
            **signing,
            "following": what_follows(document, user),
            "scans": _scans(document) if shows_staff else [],
            "told": tell_history(document, request.GET)
            if can_see_history(user, document)
            else None,
        },
    )


def _meeting_of(document: Document, user: Any) -> Meeting | None:
    """Return the meeting that a document was made from, if the reader may open it."""
    meeting = document.meeting
    if meeting is None or not (meeting.is_published or sees_everything(user)):
        return None
    return meeting


def _scans(document: Document) -> list[OutsideScan]:
    """Return the scans of a document from outside; others have theirs with the signatures."""
    if not document.is_outside:
        return []
    return list(OutsideScan.objects.filter(document=document).select_related("kept_by"))


def _qr(content: Mapping[str, Any] | None) -> dict[str, Any] | None:
    verification = content["verification"] if content else None
    if verification is None:
        return None
    return {**verification, "svg": qr_svg(verification["url"])}


def _pledges(document: Document, user: Any) -> list[Pledge]:
    pledges = Pledge.objects.visible_to(user).filter(documents=document)
    return list(pledges.select_related("lead").order_by("reference"))


@public_page
def document_print(request: HttpRequest, reference: str, paper: str) -> HttpResponseBase:
    """Hand out the kept print of a frozen document; the web worker never makes one itself.

    Without a print yet the answer is 503 with a page that says when to come again. Reading a
    print leaves no trace in the history, since links are also fetched by previews.
    """
    document = find_visible(Document.objects.visible_to(request.user), reference=reference)
    if not document.is_frozen or paper.upper() not in Paper.values or paper != paper.lower():
        raise Http404(_("There is no such print."))
    rendition = _rendition_of(document, paper.upper())
    if rendition is None:
        return _not_ready(request, document, paper)
    name = f"{document.reference}-{rendition.paper}.pdf"
    try:
        return hand_out_pdf(request, rendition.file, name=name, sha256=rendition.sha256)
    except OSError:
        logger.exception("The print %s is recorded, but its file cannot be read", rendition)
        return _not_ready(request, document, paper)


def _rendition_of(document: Document, paper: str) -> Rendition | None:
    prints = Rendition.objects.filter(version__document=document, paper=paper)
    return prints.order_by("-version__number", "layout", "pk").first()


def _not_ready(request: HttpRequest, document: Document, paper: str) -> HttpResponse:
    response = render(
        request,
        "agreements/document_print_pending.html",
        {"document": document, "paper": paper.upper()},
        status=503,
    )
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
