"""Actions on participants: inviting one, marking attendance, walk-ins, recording an export."""

from datetime import time
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record
from core.optimistic_lock import Conflict, save_unless_changed
from core.refusals import Refused
from meetings.actions.excusing import CheckedLetter, choose_letter, settle_letter
from meetings.actions.planning import lock_meeting
from meetings.models import (
    PRESENT,
    STAYS_AWAY,
    Attendance,
    MarkSource,
    Meeting,
    MeetingState,
    Participant,
)
from meetings.permissions import can_edit_meeting, can_export_participants, can_mark_attendance
from stakeholders.actions.links import revoke_check_in_links
from stakeholders.actions.offices import register_newcomers
from stakeholders.actions.registers import register_organisations
from stakeholders.models import Organisation, Person
from stakeholders.naming import normalise, split_name


def add_participant(
    meeting: Meeting, organisation: Organisation, fields: dict[str, Any]
) -> Participant:
    """Add a participant at the end of the list of a locked meeting; raises ValidationError."""
    last = meeting.participants.order_by("-order").values_list("order", flat=True).first() or 0
    participant = Participant(meeting=meeting, organisation=organisation, order=last + 1, **fields)
    participant.full_clean()
    participant.save()
    return participant


@transaction.atomic
def invite(
    *, meeting: Meeting, organisation: Organisation, by: Actor, **fields: Any
) -> Participant:
    """Invite a person, or an office without a known holder.

    Raises ValidationError for someone who is invited already, Refused for a cancelled meeting.
    """
    require(can_edit_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
    participant = add_participant(meeting, organisation, fields)
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
    *, meeting: Meeting, organisation: Organisation, by: Actor, **fields: Any
) -> Participant:
    """Add a walk-in, somebody who came without an invitation, and mark them as present."""
    require(can_mark_attendance(by, meeting))
    meeting = lock_meeting(meeting)
    _require_markable(meeting)
    participant = add_participant(
        meeting,
        organisation,
        {"attendance": Attendance.PRESENT, **fields, "is_walk_in": True},
    )
    record(meeting, "walk_in_added", by=by, participant=participant, organisation=organisation)
    return participant


@transaction.atomic
def admit_walk_in(
    *,
    meeting: Meeting,
    name: str,
    organisation: str,
    position: str = "",
    sector: str = "",
    is_online: bool = False,
    by: Actor,
) -> Participant:
    """Add a walk-in by the typed names of person and organisation.

    A known organisation and its known person are found by their names; others are registered, an
    organisation as not verified and of the given sector. Raises Refused without a sector for a
    new organisation, and for somebody who is on the list already.
    """
    require(can_mark_attendance(by, meeting))
    office = _find_or_register_organisation(organisation, sector, by)
    person = _find_or_register_person(name, office, position, by) if name else None
    if person is not None and meeting.participants.filter(person=person).exists():
        raise Refused(
            _("%(name)s is already on the list; mark the attendance there.") % {"name": person},
            field="name",
        )
    return add_walk_in(
        meeting=meeting,
        organisation=office,
        person=person,
        position=position,
        is_online=is_online,
        by=by,
    )


def _find_or_register_organisation(name: str, sector: str, by: Actor) -> Organisation:
    known = list(Organisation.objects.known_as(name)[:2])
    if len(known) == 1:
        return known[0]
    if known:
        raise Refused(
            _("Several organisations have this name: write the full name."), field="organisation"
        )
    if not sector:
        raise Refused(
            _("“%(name)s” is not registered yet: choose its sector, and it is added.")
            % {"name": name},
            field="sector",
        )
    return register_organisations(sectors={name: sector}, by=by)[name]


def _find_or_register_person(
    name: str, organisation: Organisation, position: str, by: Actor
) -> Person:
    """Return the organisation's person of this name, titles aside, or register a new one."""
    full_name = split_name(name)
    known = find_person_of(organisation, full_name.name)
    if known is not None:
        return known
    return register_newcomers(newcomers=[(full_name, organisation, position)], by=by)[0]


def find_person_of(organisation: Organisation, name: str) -> Person | None:
    """Return the person of this name, without titles, who is known in an organisation."""
    of_organisation = Q(mandates__organisation=organisation) | Q(
        participations__organisation=organisation
    )
    for person in Person.objects.living().filter(of_organisation).distinct().order_by("pk"):
        if normalise(person.name) == normalise(name):
            return person
    return None


# The further fields of each mark; a new mark clears the fields of the former one.
MARK_FIELDS = {
    Attendance.LATE: ("arrived_at",),
    Attendance.REPRESENTED: ("arrived_at", "represented_by"),
    Attendance.EXCUSED: ("excuse",),
}
EMPTY_FIELDS = {"arrived_at": None, "represented_by": "", "excuse": "", "excuse_letter": ""}
# Where a mark comes from is not part of what it says: two who mark the same do not conflict.
ORIGIN_FIELDS = {"mark_source": "", "marked_with": None, "set_aside": ""}


@transaction.atomic
def mark_attendance(
    *,
    participant: Participant,
    attendance: str,
    by: Actor,
    seen_revision: int | None = None,
    from_paper: bool = False,
    excuse_letter: CheckedLetter | None = None,
    removes_letter: bool = False,
    **fields: Any,
) -> Participant:
    """Mark how a participant attended; `unmarked` takes the mark back.

    `fields`: `arrived_at` for late, `represented_by` for represented, `excuse` for excused;
    `excuse_letter` is added for excused, or replaces the letter there is, which `removes_letter`
    deletes; with any other mark the letter is deleted as the reason is. `from_paper`: the mark is
    taken from the paper list. The action is idempotent; taking back a self check-in revokes the
    link that was handed out there. Raises Refused when a field is missing or the meeting was
    cancelled, StoreUnavailable, Conflict when another editor has set another mark since
    `seen_revision` (None: the present one).
    """
    require(can_mark_attendance(by, participant.meeting))
    _require_markable(lock_meeting(participant.meeting))
    if seen_revision is None:
        seen_revision = participant.revision
    changes = _build_mark(attendance, fields)
    letter = excuse_letter if attendance == Attendance.EXCUSED else None
    former_letter = participant.excuse_letter.name or ""
    if attendance == Attendance.EXCUSED:
        changes["excuse_letter"] = choose_letter(
            participant, letter, revision=seen_revision, removes=removes_letter
        )
    origin: dict[str, Any] = {
        **ORIGIN_FIELDS,
        "mark_source": MarkSource.PAPER_LIST if from_paper else "",
    }
    if attendance == Attendance.UNMARKED:
        origin["mark_source"] = ""
    was_checked_in = participant.is_checked_in
    _validate_changes(participant, changes)
    try:
        participant = save_unless_changed(
            participant, seen_revision=seen_revision, by=by, **changes, **origin
        )
    except Conflict as conflict:
        for name in ORIGIN_FIELDS:
            del conflict.theirs[name], conflict.mine[name]
        if conflict.theirs == conflict.mine:
            return participant
        for values in (conflict.theirs, conflict.mine):  # the name of a file says nothing
            values["excuse_letter"] = _("attached") if values["excuse_letter"] else ""
        raise
    if was_checked_in and attendance not in PRESENT:
        revoke_check_in_links(
            target=participant.meeting,
            bearers=[(participant.person_id, participant.organisation_id)],
            by=by,
        )
    record(
        participant.meeting,
        "attendance_marked",
        by=by,
        participant=participant,
        attendance=Attendance(participant.attendance).label,
    )
    settle_letter(participant, letter, former=former_letter, by=by)
    return participant


def _build_mark(attendance: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that a mark of attendance writes; raises Refused for what is missing."""
    names = MARK_FIELDS.get(attendance, ())  # type: ignore[call-overload]
    changes: dict[str, Any] = {"attendance": attendance, **EMPTY_FIELDS}
    changes |= {name: fields[name] for name in names if name in fields}
    if attendance not in PRESENT:
        changes["left_at"] = None
    if attendance == Attendance.REPRESENTED and not changes["represented_by"]:
        raise Refused(_("Say by whom the participant was represented."), field="represented_by")
    if attendance == Attendance.EXCUSED and not changes["excuse"]:
        raise Refused(_("Give the reason for the absence."), field="excuse")
    return changes


def _validate_changes(participant: Participant, changes: dict[str, Any]) -> None:
    """Set the changed fields and validate only these, which saves queries at every mark."""
    for name, value in changes.items():
        setattr(participant, name, value)
    unchanged = {field.name for field in Participant._meta.fields} - changes.keys()
    participant.clean_fields(exclude=unchanged)


@transaction.atomic
def note_departure(
    *,
    participant: Participant,
    left_at: time | None,
    seen_revision: int,
    by: Actor,
    is_online: bool = False,
) -> Participant:
    """Record when a participant left early; with None, that they did not; and if it was online.

    Raises Refused for a participant who is not present or left before arriving, Conflict when
    another editor saved first.
    """
    require(can_mark_attendance(by, participant.meeting))
    _require_markable(lock_meeting(participant.meeting))
    if participant.attendance not in PRESENT:
        raise Refused(_("Only a participant who is present can leave. Mark the attendance first."))
    if left_at and participant.arrived_at and left_at < participant.arrived_at:
        raise Refused(_("The departure is before the arrival."), field="left_at")
    before = (participant.left_at, participant.is_online)
    participant = save_unless_changed(
        participant, seen_revision=seen_revision, by=by, left_at=left_at, is_online=is_online
    )
    if before == (left_at, not is_online):
        key = "place_noted_online" if is_online else "place_noted_on_site"
        record(participant.meeting, key, by=by, participant=participant)
        return participant
    key = "departure_noted" if left_at else "departure_taken_back"
    record(
        participant.meeting,
        key,
        by=by,
        participant=participant,
        time=f"{left_at:%H.%M}" if left_at else "",
    )
    return participant


@transaction.atomic
def mark_rest_present(*, meeting: Meeting, by: Actor, from_paper: bool = False) -> int:
    """Mark everybody not yet marked as present (sisanya hadir); returns how many there were.

    Those who had answered that they will not come stay unmarked (`excuse_absentees`). The others
    keep the batch by which `unmark_rest` undoes it in one act. Raises Refused for a cancelled
    meeting.
    """
    require(can_mark_attendance(by, meeting))
    meeting = lock_meeting(meeting)
    _require_markable(meeting)
    source = MarkSource.PAPER_LIST if from_paper else ""
    unmarked = meeting.participants.listed().filter(attendance=Attendance.UNMARKED)
    rest = unmarked.exclude(reply__in=STAYS_AWAY)
    count = _update_at_once(
        rest,
        by,
        attendance=Attendance.PRESENT,
        **{**ORIGIN_FIELDS, "marked_with": uuid4(), "mark_source": source},
    )
    if count:
        record(meeting, "rest_marked", by=by, count=count)
    return count


@transaction.atomic
def unmark_rest(*, meeting: Meeting, by: Actor) -> int:
    """Undo "the rest is present"; returns how many marks were taken back.

    Those marked otherwise since then keep their newer mark. Raises Refused for a cancelled meeting.
    """
    require(can_mark_attendance(by, meeting))
    meeting = lock_meeting(meeting)
    _require_markable(meeting)
    marked = meeting.participants.filter(marked_with__isnull=False)
    count = _update_at_once(
        marked, by, attendance=Attendance.UNMARKED, left_at=None, is_online=False, **ORIGIN_FIELDS
    )
    if count:
        record(meeting, "rest_unmarked", by=by, count=count)
    return count


def _update_at_once(rows: QuerySet[Participant], by: Actor, **changes: Any) -> int:
    # Under the lock of the meeting; each revision rises, so that a form opened before conflicts.
    return rows.update(
        revision=F("revision") + 1, revised_by=str(by), revised_at=timezone.now(), **changes
    )


@transaction.atomic
def record_participants_export(*, meeting: Meeting, kind: str, by: Actor) -> None:
    """Record in the history that the list of participants with contact data was exported."""
    require(can_export_participants(by, meeting))
    record(meeting, "participants_exported", by=by, kind=kind)


def _require_markable(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
