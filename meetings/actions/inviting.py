"""Actions on invitations: inviting many at once, recording replies, removing one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.actions.planning import lock_meeting
from meetings.models import Attendance, Meeting, MeetingState, Participant, Reply
from meetings.permissions import can_edit_meeting
from stakeholders.actions.offices import register_newcomers
from stakeholders.actions.registers import register_organisations
from stakeholders.models import Organisation, Person
from stakeholders.naming import FullName


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An organisation that is registered together with the invitation, not verified."""

    name: str
    sector: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to invite: a registered or new person, or an office without a known holder."""

    organisation: Organisation | NewOrganisation
    person: Person | FullName | None = None
    position: str = ""
    sex: str = ""


def _lock_invitable_meeting(meeting: Meeting, by: Actor) -> Meeting:
    require(can_edit_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
    return meeting


@transaction.atomic
def invite_guests(*, meeting: Meeting, guests: Sequence[Guest], by: Actor) -> list[Participant]:
    """Invite several guests in a few queries; new people and organisations are registered.

    A new person's office is saved as a mandate. Raises Refused for a guest who is invited already
    or occurs twice, without guests, and for a cancelled meeting; then nothing is saved.
    """
    meeting = _lock_invitable_meeting(meeting, by)
    if not guests:
        raise Refused(_("Choose somebody to invite."))
    offices = _resolve_organisations(guests, by)
    people = _resolve_people(guests, offices, by)
    listed = list(
        meeting.participants.values_list("order", "person_id", "organisation_id", "position")
    )
    known = {
        _build_identity(person, organisation, position)
        for _o, person, organisation, position in listed
    }
    last = max((order for order, *_rest in listed), default=0)
    participants = []
    for order, (guest, office, person) in enumerate(
        zip(guests, offices, people, strict=True), start=last + 1
    ):
        participant = Participant(
            meeting=meeting,
            order=order,
            person=person,
            organisation=office,
            position=guest.position,
            sex=guest.sex or (person.sex if person else ""),
        )
        participant.clean_fields(exclude=["meeting", "person", "organisation"])
        identity = _build_identity(participant.person_id, office.pk, guest.position)
        if identity in known:
            raise Refused(
                _("%(participant)s (%(organisation)s) is on the list already.")
                % {"participant": participant, "organisation": office}
            )
        known.add(identity)
        participants.append(participant)
    Participant.objects.bulk_create(participants)
    names = ", ".join(f"{each} ({each.organisation})" for each in participants)
    record(meeting, "participants_invited", by=by, participants=names)
    return participants


def _build_identity(person: int | None, organisation: int, position: str) -> tuple[Any, ...]:
    """Return by what a participant is unique in a meeting: the person, or else the office."""
    return (person,) if person else (organisation, position)


def _resolve_organisations(guests: Sequence[Guest], by: Actor) -> list[Organisation]:
    sectors = {
        guest.organisation.name: guest.organisation.sector
        for guest in guests
        if isinstance(guest.organisation, NewOrganisation)
    }
    made = register_organisations(sectors=sectors, by=by) if sectors else {}
    return [
        made[guest.organisation.name]
        if isinstance(guest.organisation, NewOrganisation)
        else guest.organisation
        for guest in guests
    ]


def _resolve_people(
    guests: Sequence[Guest], offices: Sequence[Organisation], by: Actor
) -> list[Person | None]:
    newcomers = [
        (guest.person, office, guest.position)
        for guest, office in zip(guests, offices, strict=True)
        if isinstance(guest.person, FullName)
    ]
    made = iter(register_newcomers(newcomers=newcomers, by=by) if newcomers else [])
    return [next(made) if isinstance(guest.person, FullName) else guest.person for guest in guests]


@transaction.atomic
def note_reply(
    *, participant: Participant, reply: str, seen_revision: int, by: Actor
) -> Participant:
    """Record the reply to an invitation; recording the same reply again changes nothing.

    Raises Refused after cancelling, Conflict when another editor saved first.
    """
    _lock_invitable_meeting(participant.meeting, by)
    if participant.reply == reply:
        return participant
    participant.reply = reply
    participant.clean_fields(exclude=["meeting", "person", "organisation"])
    participant = save_unless_changed(participant, seen_revision=seen_revision, by=by, reply=reply)
    record(
        participant.meeting,
        "reply_noted",
        by=by,
        participant=participant,
        organisation=participant.organisation,
        reply=Reply(reply).label,
    )
    return participant


@transaction.atomic
def remove_invitation(*, participant: Participant, by: Actor) -> None:
    """Remove an invitation; raises Refused if attendance is marked or the participant has spoken.

    A participant who attended belongs to the record of the meeting and cannot be removed.
    """
    meeting = _lock_invitable_meeting(participant.meeting, by)
    participant = Participant.objects.select_related("person", "organisation").get(
        pk=participant.pk
    )
    if participant.attendance != Attendance.UNMARKED or participant.log.exists():
        raise Refused(
            _("%(participant)s is part of the meeting's record and cannot be removed.")
            % {"participant": participant}
        )
    record(
        meeting,
        "invitation_removed",
        by=by,
        participant=participant,
        organisation=participant.organisation,
    )
    participant.delete()
