"""Querysets of a meeting's page: dicts, in a number of queries that does not grow with the log.

The columns are chosen once, when the module is loaded, and each visit only filters by its meeting:
to follow the columns' relations takes Django longer than the database takes to answer.
"""

from typing import Any

from django.db.models import Q, QuerySet

from core.actors import Actor
from meetings.models import AgendaItem, FollowUp, LogEntry, Meeting, Participant
from pilots.models import Pilot
from pledges.models import Pledge
from stakeholders.models import Organisation
from stakeholders.permissions import get_grants

type Rows = QuerySet[Any, Any]

_PARTICIPANTS: Rows = Participant.objects.values(
    "pk",
    "person__title_before",
    "person__name",
    "person__title_after",
    "position",
    "organisation__slug",
    "organisation__short_name",
    "organisation__name",
    "organisation__sector",
    "attendance",
    "arrived_at",
    "represented_by",
    "excuse",
    "note",
    "is_walk_in",
    "is_online",
    "mark_source",
    "is_inferred",
    "is_example",
)
_AGENDA: Rows = AgendaItem.objects.values(
    "pk",
    "order",
    "title",
    "description",
    "starts_at",
    "minutes",
    "is_example",
    "speaker__person__title_before",
    "speaker__person__name",
    "speaker__person__title_after",
    "speaker__organisation__short_name",
    "speaker__organisation__name",
)
_LOG: Rows = LogEntry.objects.standing().values(
    "agenda_item_id",
    "kind",
    "speaker_id",
    "speaker_note",
    "said_at",
    "text",
    "original_words",
    "is_differing_view",
    "is_recorded_late",
    "is_example",
    "pledge__reference",
    "pledge__title",
    "pledge__state",
    "pledge__lead__short_name",
    "pledge__lead__name",
    "pledge__lead__sector",
    "decision__reference",
    "decision__title",
    "decision__text",
    "decision__note",
    "decision__owner__slug",
    "decision__owner__short_name",
    "decision__owner__name",
    "follow_up__pk",
    "follow_up__reference",
    "follow_up__activity",
    "follow_up__output",
    "follow_up__owner__slug",
    "follow_up__owner__short_name",
    "follow_up__owner__name",
    "follow_up__deadline",
    "follow_up__decision__reference",
    "follow_up__decision__entry__withdrawn_at",
    "follow_up__state",
    "follow_up__reason",
)
_SUPPORTERS: Rows = FollowUp.supporters.through.objects.order_by("organisation__slug").values(
    "followup_id", "organisation__short_name", "organisation__name"
)
_ORGANISATIONS: Rows = Organisation.objects.order_by("slug").values("slug", "short_name", "name")
_REGIONS: Rows = Pilot.objects.order_by("region__code").values("region__code", "region__name")


def select_participants(meeting: Meeting) -> Rows:
    """Return the attendance list in its order, without contact data."""
    return _PARTICIPANTS.filter(meeting=meeting)


def select_agenda(meeting: Meeting) -> Rows:
    """Return the items of the agenda in their order."""
    return _AGENDA.filter(meeting=meeting)


def select_log(meeting: Meeting, user: Actor, *, is_open: bool) -> Rows:
    """Return the log entries that `user` may read.

    An open log leaves out pledges that are not visible to the reader. Before publication an
    invited organisation reads its own follow-ups and pledges only.
    """
    if is_open:
        readable = Q(pledge=None) | Pledge.objects.build_visibility(user, prefix="pledge__")
    else:
        own = get_grants(user).organisation_ids
        readable = Q(follow_up__owner_id__in=own) | Q(pledge__lead_id__in=own)
    return _LOG.filter(readable, meeting=meeting)


def select_supporters(meeting: Meeting) -> Rows:
    """Return the supporting organisations of all follow-ups."""
    return _SUPPORTERS.filter(followup__meeting=meeting)


def select_organisers(meeting: Meeting) -> Rows:
    """Return the organisations that called the meeting."""
    return _ORGANISATIONS.filter(organised_meetings=meeting)


def select_regions(meeting: Meeting) -> Rows:
    """Return the kelurahan that the meeting is about."""
    return _REGIONS.filter(meetings=meeting)


def select_followers(meeting: Meeting, user: Actor) -> Rows:
    """Return the meetings that follow this one up, as far as `user` may see them."""
    followers = meeting.followed_by.visible_to(user)
    return followers.order_by("reference").values("reference", "theme")


def select_documents(meeting: Meeting, user: Actor) -> Rows:
    """Return the documents written about the meeting, as far as `user` may see them."""
    documents = meeting.documents.visible_to(user)
    return documents.order_by("reference").values("reference", "title")
