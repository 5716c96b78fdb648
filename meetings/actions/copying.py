"""Copying a meeting."""

from datetime import date
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.history import record
from meetings.actions.planning import create_meeting, register_past_meeting
from meetings.models import AgendaItem, Meeting, Participant

PARTICULARS = (
    "kind",
    "theme",
    "purpose",
    "venue",
    "starts_at",
    "ends_at",
    "host",
    "leader",
    "moderator",
    "note_taker",
    "invitation_note",
)
LINKED = ("organisers", "pilots")


@transaction.atomic
def copy_meeting(
    *, meeting: Meeting, date: date, by: Actor, has_taken_place: bool = False, **fields: Any
) -> Meeting:
    """Copy a meeting to another day: its particulars, agenda and invitations, without attendance.

    `fields` replace particulars of the earlier one; whoever came to it uninvited is not invited.
    One that `has_taken_place` is registered as past. Raises what those two actions raise.
    """
    taken: dict[str, Any] = {name: getattr(meeting, name) for name in PARTICULARS}
    taken |= {name: list(getattr(meeting, name).all()) for name in LINKED}
    make = register_past_meeting if has_taken_place else create_meeting
    copy = make(by=by, date=date, **{**taken, **fields})
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
