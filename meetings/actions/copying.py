"""The action that copies a meeting to another date."""

from datetime import date
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.history import record
from meetings.actions.planning import create_meeting, register_past_meeting
from meetings.models import AgendaItem, Meeting, Participant

COPIED_FIELDS = (
    "kind",
    "theme",
    "purpose",
    "venue",
    "quorum",
    "starts_at",
    "ends_at",
    "host",
    "leader",
    "moderator",
    "note_taker",
    "invitation_note",
)
COPIED_RELATIONS = ("organisers", "pilots")


@transaction.atomic
def copy_meeting(
    *, meeting: Meeting, date: date, by: Actor, has_taken_place: bool = False, **fields: Any
) -> Meeting:
    """Copy a meeting to another date: its fields, agenda and invitations, without attendance.

    `fields` override the copied ones. Walk-ins of the original are not invited. With
    `has_taken_place` the copy is registered as a past meeting. Raises what create_meeting and
    register_past_meeting raise.
    """
    copied: dict[str, Any] = {name: getattr(meeting, name) for name in COPIED_FIELDS}
    copied |= {name: list(getattr(meeting, name).all()) for name in COPIED_RELATIONS}
    create = register_past_meeting if has_taken_place else create_meeting
    copy = create(by=by, date=date, **{**copied, **fields})
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=copy,
            order=order,
            title=item.title,
            description=item.description,
            speaker_id=item.speaker_id,
            starts_at=item.starts_at,
            minutes=item.minutes,
            is_example=item.is_example,
        )
        for order, item in enumerate(meeting.agenda.all(), start=1)
    )
    Participant.objects.bulk_create(
        Participant(
            meeting=copy,
            order=order,
            person_id=guest.person_id,
            organisation_id=guest.organisation_id,
            position=guest.position,
            sex=guest.sex,
            is_example=guest.is_example,
        )
        for order, guest in enumerate(meeting.participants.filter(is_walk_in=False), start=1)
    )
    record(copy, "meeting_copied", by=by, meeting=meeting)
    return copy
