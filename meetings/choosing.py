"""Choosing meetings, their participants and decisions: how they are found by typing."""

from django.db.models import QuerySet
from django.utils import formats
from django.utils.text import Truncator

from core.choosing.kinds import REFERENCE, RowKind, match_fields
from meetings.models import Decision, Meeting, Participant
from stakeholders.permissions import is_forum_staff

MOST_LETTERS = 70  # of a theme or a title in a label


def _list_meetings() -> QuerySet[Meeting]:
    return Meeting.objects.order_by("-date", "-reference")


def describe_meeting(meeting: Meeting) -> str:
    """Return reference, date and theme."""
    theme = Truncator(meeting.theme).chars(MOST_LETTERS)
    return f"{meeting.reference}, {formats.date_format(meeting.date, 'j M Y')}: {theme}"


def _list_decisions() -> QuerySet[Decision]:
    return Decision.objects.order_by("-reference")


def describe_decision(decision: Decision) -> str:
    """Return reference and title."""
    return f"{decision.reference}: {Truncator(decision.title or decision.text).chars(MOST_LETTERS)}"


def _list_participants() -> QuerySet[Participant]:
    return Participant.objects.select_related("person", "organisation").order_by("order", "pk")


MEETINGS = RowKind(
    name="rapat",
    list_rows=_list_meetings,
    describe=describe_meeting,
    code="reference",
    code_pattern=REFERENCE,
    show_to=lambda rows, user: rows.visible_to(user),
    is_open=True,
)
DECISIONS = RowKind(
    name="keputusan",
    list_rows=_list_decisions,
    describe=describe_decision,
    code="reference",
    code_pattern=REFERENCE,
    show_to=lambda rows, user: rows.visible_to(user),
    is_open=True,
)
# Their names are the staff's to search, who write the log; of one meeting at a time.
PARTICIPANTS = RowKind(
    name="peserta",
    list_rows=_list_participants,
    describe=lambda participant: participant.as_speaker,
    also_called=lambda participant: (str(participant),),
    match=match_fields("person__name", "organisation__name", "organisation__short_name"),
    permits=is_forum_staff,
    within="meeting__reference",
)
