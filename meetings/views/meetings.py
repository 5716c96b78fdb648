"""Views of meetings: the list, and a meeting's page."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from core.access import allow_anonymous_read, find_visible
from core.actors import Actor
from core.lists.responses import show_list
from core.public_cache import cache_for_visitors
from core.timeline import build_timeline
from meetings.filters import MeetingListing
from meetings.models import Meeting, Reply
from meetings.permissions import (
    can_create_meeting,
    can_edit_meeting,
    can_publish_meeting,
    can_see_history,
)
from meetings.reports import read_meeting
from meetings.reports.attachments import read_attachments
from meetings.views.buttons import build_action_bar, get_next_step
from stakeholders.permissions import sees_everything


@allow_anonymous_read
@cache_for_visitors
def meeting_list(request: HttpRequest) -> HttpResponseBase:
    """List the meetings that the reader may see."""
    listing = MeetingListing.open_for(request.GET, request.user)
    return show_list(
        request,
        listing,
        "meetings/meeting_list.html",
        context={"may_create": can_create_meeting(request.user)},
    )


@allow_anonymous_read
@cache_for_visitors
def meeting_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the record of a meeting: participants, log, decisions, pledges and follow-ups."""
    user = request.user
    meetings = _select_people(Meeting.objects.visible_to(user))
    meeting = find_visible(meetings, reference=reference)
    record = read_meeting(meeting, user=user, today=timezone.localdate())
    is_staff = can_edit_meeting(user, meeting)
    return render(
        request,
        "meetings/meeting_detail.html",
        {
            "meeting": meeting,
            "follows": _get_followed_meeting(meeting, user),
            "record": record,
            "attachments": read_attachments(meeting, user) if record.is_log_open else None,
            "answered": _count_answers(meeting) if is_staff and meeting.is_ahead else None,
            "actions": build_action_bar(meeting, record, user) if is_staff else [],
            "next_step": get_next_step(meeting, record) if is_staff else "",
            "timeline": build_timeline(meeting, request.GET)
            if can_see_history(user, meeting)
            else None,
            "shows_publication": can_publish_meeting(user, meeting),
        },
    )


def _count_answers(meeting: Meeting) -> int:
    """Return how many of the invited have answered."""
    return meeting.participants.exclude(reply=Reply.INVITED).count()


def _get_followed_meeting(meeting: Meeting, user: Actor) -> Meeting | None:
    """Return the meeting that this one follows up, if the reader may open it."""
    follows = meeting.follows
    if follows is None or not (follows.is_published or sees_everything(user)):
        return None
    return follows


# The columns that the page reads; the others are mostly JSON and long texts.
_OWN = (
    "reference",
    "kind",
    "theme",
    "purpose",
    "venue",
    "date",
    "starts_at",
    "ends_at",
    "invitation_note",
    "reported_attendance",
    "state",
    "published_at",
    "source",
    "is_example",
    "example_fields",
    "inferred_fields",
    "host__slug",
    "host__name",
    "host__short_name",
    "follows__reference",
    "follows__theme",
    "follows__date",
    "follows__published_at",
)
_OFFICES = ("leader", "moderator", "note_taker")
_OF_OFFICE = (
    "position",
    "person__title_before",
    "person__name",
    "person__title_after",
    "organisation__name",
    "organisation__short_name",
)


def _select_people(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    people = [f"{office}__{part}" for office in _OFFICES for part in ("person", "organisation")]
    names = [f"{office}__{field}" for office in _OFFICES for field in _OF_OFFICE]
    return meetings.select_related("host", "follows", "published_by__person", *people).only(
        *_OWN,
        *names,
        "published_by__email",
        "published_by__person__title_before",
        "published_by__person__name",
        "published_by__person__title_after",
    )
