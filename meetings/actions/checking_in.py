"""Self check-in: guests mark themselves as present by the QR code of the room, without an account.

Whoever scans the code holds the room's link and nothing else, so a check-in says where it comes
from, changes no mark of the staff, and the staff can take it back or set it aside.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.emails import enqueue_email
from core.history import record
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.actions.attending import ORIGIN_FIELDS, add_participant, find_person_of
from meetings.actions.planning import lock_meeting
from meetings.models import (
    PRESENT,
    Attendance,
    MarkSource,
    Meeting,
    MeetingState,
    Participant,
)
from meetings.permissions import can_check_in, can_mark_attendance
from meetings.sharing import build_check_in_email
from stakeholders.actions.links import (
    issue_link_at_check_in,
    revoke_check_in_links,
    use_link,
)
from stakeholders.actions.registers import introduce_organisation, introduce_person
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose, Organisation, PersonalLink
from stakeholders.naming import split_name

OPENS_BEFORE = timedelta(hours=1)
# How long the link works that a guest gets: until the minutes are agreed upon.
CORRECTIONS_LAST = timedelta(days=90)


def get_opening(meeting: Meeting) -> datetime:
    """Return when check-in opens: an hour before the meeting, or its day if no time is set."""
    begins = datetime.combine(meeting.date, meeting.starts_at or time())
    opening = timezone.make_aware(begins)
    return opening - OPENS_BEFORE if meeting.starts_at else opening


def explain_closed_check_in(meeting: Meeting) -> str:
    """Return the sentence that tells why nobody can check in now, "" when everybody can.

    Only the server's clock counts; a phone may show any time.
    """
    if meeting.state == MeetingState.CANCELLED:
        return _("This meeting was cancelled. Nobody needs to check in.")
    if meeting.state == MeetingState.CLOSED:
        return _(
            "This meeting is closed, and so is check-in. If you were there and are not on the "
            "list, tell the facilitator."
        )
    if meeting.state == MeetingState.IN_PROGRESS:
        return ""
    opening = get_opening(meeting).astimezone()
    if timezone.now() < opening:
        return _("Check-in opens on %(day)s at %(time)s WIB. Open this page again then.") % {
            "day": date_format(opening, "l, j F Y"),
            "time": f"{opening:%H.%M}",
        }
    if timezone.localdate() > meeting.date:
        return _("The day of this meeting has passed. Check-in is closed.")
    return ""


def _lock_open_meeting(link: PersonalLink) -> Meeting:
    """Return the meeting of a link, locked; raises Refused while nobody can check in."""
    if not isinstance(link.target, Meeting):
        raise Refused(_("This link does not lead to a meeting."), code="foreign")
    meeting = lock_meeting(link.target)
    closed = explain_closed_check_in(meeting)
    if closed:
        raise Refused(closed, code="wrong_state")
    return meeting


@transaction.atomic
def check_in(*, token: str, participant: int, is_online: bool = False) -> PersonalLink:
    """Check in somebody on the list by the room's link; returns the guest's own link.

    Raises Refused for a link that does not work, while check-in is closed, for a number that is
    not on this meeting's list, and for somebody who has a mark already: a check-in never changes
    what was marked.
    """
    link = use_link(token=token, purpose=LinkPurpose.CHECK_IN)
    meeting = _lock_open_meeting(link)
    guests = meeting.participants.listed().select_related("person", "organisation")
    guest = guests.filter(pk=participant).first()
    if guest is None:
        raise Refused(_("This name is not on the list of this meeting. Look for it once more."))
    if guest.attendance in PRESENT:
        raise Refused(
            _(
                "%(name)s is marked as present already; nothing was changed. If that was not you, "
                "tell the facilitator."
            )
            % {"name": guest},
            code="marked",
        )
    if guest.attendance != Attendance.UNMARKED:
        raise Refused(
            _("The staff has noted something else for %(name)s. Tell them that you are here.")
            % {"name": guest},
            code="marked",
        )
    bearer = Bearer(link, guest.organisation, str(guest))
    require(can_check_in(bearer, meeting))
    changes = _build_mark(is_online)
    guest = save_unless_changed(guest, seen_revision=guest.revision, by=bearer, **changes)
    record(meeting, "checked_in", by=bearer, participant=guest)
    return _issue_own_link(bearer, meeting, guest)


@transaction.atomic
def check_in_walk_in(
    *,
    token: str,
    name: str,
    organisation: Organisation | None = None,
    new_name: str = "",
    new_sector: str = "",
    is_online: bool = False,
) -> PersonalLink:
    """Add oneself to the list by the room's link, without an invitation; returns one's own link.

    Raises Refused as `check_in` does, and for somebody of this name and organisation who is on the
    list already.
    """
    link = use_link(token=token, purpose=LinkPurpose.CHECK_IN)
    meeting = _lock_open_meeting(link)
    office = organisation or introduce_organisation(link=link, name=new_name, sector=new_sector)
    full_name = split_name(name)
    person = find_person_of(office, full_name.name)
    known = meeting.participants.filter(person=person).first() if person else None
    if known is not None and known in meeting.participants.listed():
        raise Refused(
            _("%(name)s (%(organisation)s) is on the list already: search for the name there.")
            % {"name": known, "organisation": known.organisation},
            field="name",
            code="listed",
        )
    bearer = Bearer(link, office, str(full_name))
    require(can_check_in(bearer, meeting))
    mark = _build_mark(is_online)
    if known is not None:  # a walk-in whose mark had been taken back
        guest = save_unless_changed(known, seen_revision=known.revision, by=bearer, **mark)
    else:
        person = person or introduce_person(link=link, name=full_name)
        guest = add_participant(meeting, office, {"person": person, "is_walk_in": True, **mark})
    record(meeting, "checked_in_walk_in", by=bearer, participant=guest, organisation=office)
    return _issue_own_link(bearer, meeting, guest)


def _build_mark(is_online: bool) -> dict[str, Any]:
    return {
        **ORIGIN_FIELDS,
        "attendance": Attendance.PRESENT,
        "is_online": is_online,
        "mark_source": MarkSource.SELF_CHECK_IN,
    }


def _issue_own_link(bearer: Bearer, meeting: Meeting, guest: Participant) -> PersonalLink:
    """Issue the guest's own link in place of an earlier one, and tell a known address."""
    revoke_check_in_links(
        target=meeting, bearers=[(guest.person_id, guest.organisation_id)], by=bearer
    )
    own = issue_link_at_check_in(
        bearer=bearer,
        person=guest.person,
        target=meeting,
        expires_at=max(timezone.now(), get_opening(meeting)) + CORRECTIONS_LAST,
    )
    if guest.person is not None and guest.person.email:
        message = build_check_in_email(own, meeting, guest)
        enqueue_email(to=guest.person.email, subject=message.subject, text=message.text)
    return own


def find_own_participation(link: PersonalLink) -> Participant | None:
    """Return the participant whom a link from a check-in belongs to."""
    guests = Participant.objects.select_related("meeting", "person", "organisation")
    mine = guests.filter(
        meeting=link.object_id, person=link.person_id, organisation=link.organisation_id
    )
    # Offices without a named holder share a link's bearer; the last one checked in is meant.
    return mine.order_by("-revised_at", "-pk").first()


def _lock_own_check_in(token: str) -> tuple[Bearer, Participant]:
    link = use_link(token=token, purpose=LinkPurpose.CORRECT)
    meeting = _lock_open_meeting(link)
    guest = find_own_participation(link)
    if guest is None or not guest.is_checked_in:
        raise Refused(_("The staff has marked this attendance; ask them to change it."))
    bearer = Bearer(link, guest.organisation, str(guest))
    require(can_check_in(bearer, meeting))
    return bearer, guest


@transaction.atomic
def correct_check_in(
    *, token: str, seen_revision: int, is_online: bool, initials: str
) -> Participant:
    """Change one's own check-in: on site or online, and initials (paraf).

    Raises Refused once check-in is closed or the staff has marked the attendance, Conflict when
    somebody else saved first.
    """
    bearer, guest = _lock_own_check_in(token)
    guest = save_unless_changed(
        guest, seen_revision=seen_revision, by=bearer, is_online=is_online, initials=initials
    )
    record(guest.meeting, "check_in_corrected", by=bearer, participant=guest)
    return guest


@transaction.atomic
def take_back_check_in(*, token: str) -> Participant:
    """Take one's own check-in back, for a wrong name; the link then ends. Raises as correcting."""
    bearer, guest = _lock_own_check_in(token)
    _unmark(guest, by=bearer)
    record(guest.meeting, "check_in_taken_back", by=bearer, participant=guest)
    revoke_check_in_links(
        target=guest.meeting, bearers=[(guest.person_id, guest.organisation_id)], by=bearer
    )
    return guest


@transaction.atomic
def set_check_ins_aside(
    *, meeting: Meeting, participants: Sequence[Participant], reason: str, by: Actor
) -> int:
    """Set self check-ins aside with a reason, many at once; returns how many there were.

    Their marks are taken back and their links end; who was marked otherwise meanwhile stays so.
    Raises Refused without a reason, and for a cancelled meeting.
    """
    require(can_mark_attendance(by, meeting))
    meeting = lock_meeting(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
    if not reason.strip():
        raise Refused(_("Give the reason."), field="reason")
    wanted = [participant.pk for participant in participants]
    guests = list(
        meeting.participants.filter(
            pk__in=wanted, mark_source=MarkSource.SELF_CHECK_IN
        ).select_related("person", "organisation")
    )
    if not guests:
        return 0
    for guest in guests:
        _unmark(guest, by=by, set_aside=reason)
    names = ", ".join(str(guest) for guest in guests)
    record(meeting, "check_ins_set_aside", by=by, participants=names, reason=reason)
    bearers = [(guest.person_id, guest.organisation_id) for guest in guests]
    revoke_check_in_links(target=meeting, bearers=bearers, by=by)
    return len(guests)


def _unmark(guest: Participant, *, by: Actor, set_aside: str = "") -> None:
    changes: dict[str, Any] = {
        **ORIGIN_FIELDS,
        "attendance": Attendance.UNMARKED,
        "is_online": False,
        "initials": "",
        "set_aside": set_aside,
        "left_at": None,
    }
    save_unless_changed(guest, seen_revision=guest.revision, by=by, **changes)
