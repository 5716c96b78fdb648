"""The page of a document: its state, signatories, text and prints."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agreements.models import Document, OutsideScan
from agreements.permissions import can_see_history
from agreements.views.following import build_following_context
from agreements.views.outside import list_outside_actions
from agreements.views.workbench import show_workbench
from core.access import allow_anonymous_read, find_visible
from core.actors import Actor
from core.public_cache import cache_for_visitors
from core.timeline import build_timeline
from files.qr import build_qr_svg
from meetings.models import Meeting, MinutesResponse
from pledges.models import Pledge
from signing.reports.documents import describe_state, read_document, render_reading_copy
from signing.views.deciding import list_buttons
from signing.views.own_signatories import build_signing_context
from stakeholders.permissions import sees_everything


@allow_anonymous_read
@cache_for_visitors
def document_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a document: its state, signatories, text and prints."""
    user = request.user
    objections = MinutesResponse.objects.open_objections().filter(meeting=OuterRef("meeting"))
    documents = (
        Document.objects.visible_to(user)
        .select_related("meeting", "letterhead", "amends", "closing")
        .annotate(has_objections=Exists(objections))
    )
    document: Any = find_visible(documents, reference=reference)
    if document.is_open:
        return show_workbench(request, document)
    reading = read_document(document)
    signing = build_signing_context(document, reading, user)
    shows_staff = sees_everything(user)
    return render(
        request,
        "signing/document_detail.html",
        {
            "document": document,
            "meeting": _find_meeting(document, user),
            "reading": reading,
            "state_sentence": describe_state(document, reading),
            "copy": render_reading_copy(reading),
            "qr": _build_qr(reading.content),
            "pledges": _list_pledges(document, user),
            "ink_records": list(document.ink_records.select_related("recorded_by__person")),
            "shows_staff": shows_staff,
            "actions": list_buttons(
                document,
                user,
                is_complete=not reading.unsigned,
                is_closed=signing.get("closing") is not None,
            )
            or list_outside_actions(document, user),
            **signing,
            "following": build_following_context(
                document, user, has_objections=document.has_objections
            ),
            "scans": _list_scans(document) if shows_staff else [],
            "timeline": build_timeline(document, request.GET)
            if can_see_history(user, document)
            else None,
        },
    )


def _find_meeting(document: Document, user: Actor) -> Meeting | None:
    """Return the meeting of a document, if the user may open it."""
    meeting = document.meeting
    if meeting is None or not (meeting.is_published or sees_everything(user)):
        return None
    return meeting


def _list_scans(document: Document) -> list[OutsideScan]:
    """Return the scans of a document from outside; scans of other documents are in ink records."""
    if not document.is_outside:
        return []
    return list(OutsideScan.objects.filter(document=document).select_related("kept_by"))


def _build_qr(content: Mapping[str, Any] | None) -> dict[str, Any] | None:
    verification = content["verification"] if content else None
    if verification is None:
        return None
    return {**verification, "svg": build_qr_svg(verification["url"])}


def _list_pledges(document: Document, user: Actor) -> list[Pledge]:
    pledges = Pledge.objects.visible_to(user).filter(documents=document)
    return list(pledges.select_related("lead").order_by("reference"))
