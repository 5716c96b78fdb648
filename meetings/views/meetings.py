"""The list of meetings, and the page of one."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from core.access import find_visible, public_page
from core.lists import show_list
from core.telling import tell_history
from meetings.filters import MeetingListing
from meetings.models import Meeting
from meetings.permissions import can_publish_meeting, can_see_history
from meetings.reports import read_meeting
from stakeholders.permissions import sees_everything


@public_page
def meeting_list(request: HttpRequest) -> HttpResponseBase:
    """List the meetings that the reader may see."""
    meetings = Meeting.objects.visible_to(request.user).with_counts()
    listing = MeetingListing(request.GET, meetings)
    return show_list(request, listing, "meetings/meeting_list.html", csv_name="rapat")


@public_page
def meeting_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a meeting: who came, what was said, and what came of it."""
    meetings = _with_people(Meeting.objects.visible_to(request.user))
    meeting = find_visible(meetings, reference=reference)
    return render(
        request,
        "meetings/meeting_detail.html",
        {
            "meeting": meeting,
            "follows": _followed(meeting, request.user),
            "record": read_meeting(meeting, user=request.user, today=timezone.localdate()),
            "told": tell_history(meeting, request.GET)
            if can_see_history(request.user, meeting)
            else None,
            "shows_publication": can_publish_meeting(request.user, meeting),
        },
    )


def _followed(meeting: Meeting, user: Any) -> Meeting | None:
    """Return the meeting that this one follows up, if the reader may open it."""
    follows = meeting.follows
    if follows is None or not (follows.is_published or sees_everything(user)):
        return None
    return follows


def _with_people(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return meetings.select_related(
        "host",
        "leader__person",
        "leader__organisation",
        "moderator__person",
        "moderator__organisation",
        "note_taker__person",
        "note_taker__organisation",
        "follows",
        "published_by__person",
    )
