"""What a meeting's page asks the database: four queries of plain rows.

The speakers of the log are among the participants; decisions, pledges and follow-ups come with
their lines; all short links of the meeting come in one UNION.
"""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from core.actors import Actor
from meetings.models import FollowUp, Meeting
from pledges.models import Pledge
from stakeholders.models import Organisation
from stakeholders.permissions import get_grants

type Rows = QuerySet[Any, Any]

PARTICIPANT = (
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
    "is_inferred",
    "is_example",
)
AGENDA = (
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
LOG = (
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
    "follow_up__pk",
    "follow_up__reference",
    "follow_up__activity",
    "follow_up__output",
    "follow_up__owner__slug",
    "follow_up__owner__short_name",
    "follow_up__owner__name",
    "follow_up__deadline",
    "follow_up__decision__reference",
    "follow_up__state",
    "follow_up__reason",
)


def participants(meeting: Meeting, user: Actor) -> Rows:
    """Return the attendance list in its order, as PARTICIPANT; no contact data."""
    return meeting.participants.values_list(*PARTICIPANT)


def agenda(meeting: Meeting, user: Actor) -> Rows:
    """Return the points of the agenda in their order, as AGENDA."""
    return meeting.agenda.values_list(*AGENDA)


def open_log(meeting: Meeting, user: Actor) -> Rows:
    """Return the log as LOG; the words of a contribution only to those who may see the pledge."""
    visible = Q(pledge=None) | Q(pledge__in=Pledge.objects.visible_to(user))
    return meeting.log.filter(visible).values_list(*LOG)


def own_log(meeting: Meeting, user: Actor) -> Rows:
    """Return what an invited organisation sees before publication: its own tasks and pledges."""
    mine = get_grants(user).organisation_ids
    own = Q(follow_up__owner_id__in=mine) | Q(pledge__lead_id__in=mine)
    return meeting.log.filter(own).values_list(*LOG)


def links(meeting: Meeting, user: Actor) -> Rows:
    """Return what the meeting leads to: kind, holder, address part, name, detail."""
    supporters = FollowUp.supporters.through.objects.filter(followup__meeting=meeting)
    organisers = Organisation.objects.filter(organised_meetings=meeting).order_by()
    return (
        organisers.values_list(_word("organiser"), Value(0), "slug", "name", "short_name")
        .union(
            meeting.pilots.order_by().values_list(
                _word("place"), Value(0), "region__code", "region__name", _word("")
            ),
            meeting.followed_by.visible_to(user)
            .order_by()
            .values_list(_word("follower"), Value(0), "reference", "theme", _word("")),
            meeting.documents.visible_to(user)
            .order_by()
            .values_list(_word("document"), Value(0), "reference", "title", "state"),
            supporters.order_by().values_list(
                _word("supporter"),
                "followup_id",
                "organisation__slug",
                "organisation__name",
                "organisation__short_name",
            ),
            all=True,
        )
        .order_by()
    )


def _word(text: str) -> Value:
    return Value(text, output_field=CharField())
