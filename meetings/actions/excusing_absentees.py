"""Recording as excused those who had answered that they will not come."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.access import require
from core.actors import Actor
from core.history import record
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.actions.attending import ORIGIN_FIELDS
from meetings.actions.planning import lock_meeting
from meetings.models import STAYS_AWAY, Attendance, Meeting, MeetingState, Participant
from meetings.permissions import can_mark_attendance

LONGEST_EXCUSE = 300


def suggest_excuse(guest: Participant) -> str:
    """Return the reason for absence that follows from the answer to the invitation, "" for none.

    It is kept with the mark, and so in the city's language.
    """
    if guest.reply not in STAYS_AWAY:
        return ""
    invitation = getattr(guest, "invitation", None)
    with override(settings.LANGUAGE_CODE):
        if invitation is not None and invitation.substitute is not None:
            said = _("Represented by %(name)s") % {"name": invitation.substitute}
        else:
            reason = invitation.reason if invitation is not None else ""
            said = reason or _("Not coming, as answered to the invitation")
    return said[:LONGEST_EXCUSE]


@transaction.atomic
def excuse_absentees(*, meeting: Meeting, by: Actor) -> int:
    """Record all as excused who answered that they will not come, and are not marked yet.

    Who sent a substitute is excused as well: the substitute has a row of their own. Returns how
    many there were; raises Refused for a cancelled meeting.
    """
    require(can_mark_attendance(by, meeting))
    meeting = lock_meeting(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
    guests = list(
        meeting.participants.filter(
            attendance=Attendance.UNMARKED, reply__in=STAYS_AWAY
        ).select_related("person", "organisation", "invitation__substitute__person")
    )
    for guest in guests:
        mark: dict[str, Any] = {
            **ORIGIN_FIELDS,
            "attendance": Attendance.EXCUSED,
            "excuse": suggest_excuse(guest),
        }
        save_unless_changed(guest, seen_revision=guest.revision, by=by, **mark)
    if guests:
        names = ", ".join(str(guest) for guest in guests)
        record(meeting, "absentees_excused", by=by, participants=names)
    return len(guests)
