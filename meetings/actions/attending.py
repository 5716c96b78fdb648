"""Who is invited, who came."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import require
from core.conflicts import save_unless_changed
from core.history import record
from core.refusals import Refused
from meetings.actions.planning import locked
from meetings.models import Attendance, Meeting, MeetingState, Participant
from meetings.permissions import can_edit_meeting, can_mark_attendance
from stakeholders.models import Organisation


def _add(meeting: Meeting, organisation: Organisation, fields: dict[str, Any]) -> Participant:
    last = meeting.participants.order_by("-order").values_list("order", flat=True).first() or 0
    participant = Participant(meeting=meeting, organisation=organisation, order=last + 1, **fields)
    participant.full_clean()
    participant.save()
    return participant


@transaction.atomic
def invite(*, meeting: Meeting, organisation: Organisation, by: Any, **fields: Any) -> Participant:
    """Put a person, or an office without a known holder, on the list.

    Raises ValidationError for someone who is on it already, Refused after cancelling.
    """
    require(can_edit_meeting(by, meeting))
    meeting = locked(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
    participant = _add(meeting, organisation, fields)
    record(
        meeting,
        "participant_invited",
        by=by,
        participant=participant,
        organisation=organisation,
    )
    return participant


@transaction.atomic
def add_walk_in(
    *, meeting: Meeting, organisation: Organisation, by: Any, **fields: Any
) -> Participant:
    """Add someone who came without an invitation, present at once."""
    require(can_mark_attendance(by, meeting))
    meeting = locked(meeting)
    _require_markable(meeting)
    participant = _add(
        meeting,
        organisation,
        {"attendance": Attendance.PRESENT, **fields, "is_walk_in": True},
    )
    record(meeting, "walk_in_added", by=by, participant=participant, organisation=organisation)
    return participant


@transaction.atomic
def mark_attendance(
    *,
    participant: Participant,
    attendance: str,
    by: Any,
    seen: int | None = None,
    **fields: Any,
) -> Participant:
    """Mark how someone attended; late takes `arrived_at`, represented `represented_by`,
    excused `excuse`.

    Raises ValidationError when those are missing, Conflict when another editor marked first
    (`seen` is the revision the editor looked at; None means the present one), Refused when the
    meeting was cancelled.
    """
    require(can_mark_attendance(by, participant.meeting))
    _require_markable(locked(participant.meeting))
    if seen is None:
        seen = participant.revision
    changes = {"attendance": attendance, **fields}
    for name, value in changes.items():
        setattr(participant, name, value)
    participant.full_clean()
    participant = save_unless_changed(participant, seen=seen, by=by, **changes)
    record(
        participant.meeting,
        "attendance_marked",
        by=by,
        participant=participant,
        attendance=Attendance(participant.attendance).label,
    )
    return participant


def _require_markable(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
