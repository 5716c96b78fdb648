"""Actions on a meeting: creating, changing, opening, closing, cancelling and publishing it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record
from core.numbering import issue_reference
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.models import Meeting, MeetingState
from meetings.permissions import can_create_meeting, can_edit_meeting, can_publish_meeting
from meetings.transitions import MEETING
from pilots.models import Pilot
from stakeholders.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def lock_meeting(meeting: Meeting) -> Meeting:
    """Return the current row of a meeting, locked until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


@transaction.atomic
def create_meeting(
    *,
    by: Actor,
    organisers: Iterable[Organisation] = (),
    pilots: Iterable[Pilot] = (),
    **fields: Any,
) -> Meeting:
    """Plan a meeting and give it its reference (RPT-<year of the meeting>-<serial>)."""
    require(can_create_meeting(by))
    meeting = Meeting(**fields)
    meeting.reference = issue_reference("RPT", meeting.date.year)
    meeting.full_clean()
    meeting.save()
    meeting.organisers.set(organisers)
    meeting.pilots.set(pilots)
    record(meeting, "meeting_created", by=by)
    return meeting


@transaction.atomic
def register_past_meeting(
    *,
    by: Actor,
    organisers: Iterable[Organisation] = (),
    pilots: Iterable[Pilot] = (),
    **fields: Any,
) -> Meeting:
    """Register a meeting that took place without the portal: closed from the start.

    Its participants may be unknown; everything added is marked as recorded later. Raises Refused
    for a date in the future.
    """
    meeting = create_meeting(by=by, organisers=organisers, pilots=pilots, **fields)
    if meeting.date > timezone.localdate():
        raise Refused(_("This date is in the future; plan the meeting instead."), field="date")
    meeting.state = MeetingState.CLOSED
    meeting.closed_at = timezone.now()
    meeting.save(update_fields=["state", "closed_at"])
    record(meeting, "meeting_registered", by=by)
    return meeting


# The many-to-many fields of a meeting.
LINKED = ("organisers", "pilots")
# When and where guests are called together; they are told again when one of these changes.
CALLED = ("date", "starts_at", "ends_at", "venue")


@transaction.atomic
def edit_meeting(*, meeting: Meeting, seen_revision: int, by: Actor, **changes: Any) -> Meeting:
    """Change fields of a meeting; organisers and pilots, where given, are replaced as a whole.

    Raises Refused once the meeting is closed or cancelled, Conflict when someone saved first.
    """
    require(can_edit_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    if meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED):
        raise Refused(
            _("%(meeting)s is “%(state)s”; its particulars can no longer be changed.")
            % {"meeting": meeting, "state": meeting.get_state_display()},
            code="wrong_state",
        )
    linked = {name: changes.pop(name) for name in LINKED if name in changes}
    called = [getattr(meeting, name) for name in CALLED]
    for name, value in changes.items():
        setattr(meeting, name, value)
    meeting.full_clean()
    meeting = save_unless_changed(
        meeting, seen_revision=seen_revision, by=by, linked=linked, **changes
    )
    if [getattr(meeting, name) for name in CALLED] != called:
        meeting.calendar_sequence += 1
        meeting.save(update_fields=["calendar_sequence"])
    record(meeting, "meeting_edited", by=by)
    return meeting


@transaction.atomic
def start_meeting(*, meeting: Meeting, by: Actor) -> Meeting:
    """Open the meeting and with it the log; nobody need be invited, guests may come by the door."""
    require(can_edit_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    MEETING.move(meeting, "start_meeting")
    meeting.save(update_fields=["state"])
    record(meeting, "meeting_started", by=by)
    return meeting


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: Actor) -> Meeting:
    """Close the log; later entries are marked as recorded later. Raises Refused if nobody came."""
    require(can_edit_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    MEETING.require(meeting, "close_meeting")
    if not meeting.participants.attending().exists():
        raise Refused(_("Nobody is marked as present. Mark the attendance first."))
    MEETING.move(meeting, "close_meeting")
    meeting.closed_at = timezone.now()
    meeting.save(update_fields=["state", "closed_at"])
    record(meeting, "meeting_closed", by=by)
    return meeting


@transaction.atomic
def reopen_meeting(*, meeting: Meeting, reason: str, by: Actor) -> Meeting:
    """Open a closed meeting and its log again; raises Refused without a reason.

    A frozen document keeps its content. The time to respond to the minutes begins anew with the
    next closing.
    """
    require(can_edit_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    MEETING.move(meeting, "reopen_meeting", reason=reason)
    meeting.closed_at = None
    meeting.save(update_fields=["state", "closed_at"])
    record(meeting, "meeting_reopened", by=by, reason=reason)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: Actor) -> Meeting:
    """Cancel a meeting; raises Refused without a reason."""
    require(can_edit_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    MEETING.move(meeting, "cancel_meeting", reason=reason)
    meeting.calendar_sequence += 1
    meeting.save(update_fields=["state", "calendar_sequence"])
    record(meeting, "meeting_cancelled", by=by, reason=reason)
    return meeting


@transaction.atomic
def publish_meeting(*, meeting: Meeting, by: Actor) -> Meeting:
    """Publish the meeting: everybody can read it, its log, decisions and follow-ups.

    Raises Refused before the meeting has begun, and when it is published already.
    """
    require(can_publish_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    if meeting.is_published:
        raise Refused(_("%(meeting)s is already published.") % {"meeting": meeting})
    if meeting.state not in (MeetingState.IN_PROGRESS, MeetingState.CLOSED):
        raise Refused(_("Only a meeting that has begun can be published."), code="wrong_state")
    meeting.published_at = timezone.now()
    meeting.published_by_id = by.pk
    meeting.save(update_fields=["published_at", "published_by"])
    record(meeting, "meeting_published", by=by)
    return meeting


def record_print(
    *,
    meeting: Meeting,
    document: "StrOrPromise",
    paper: str,
    copies: int = 1,
    by: Actor | None = None,
) -> None:
    """Record in the history that a document of the meeting was printed; `document` is its name."""
    if copies == 1:
        record(meeting, "meeting_printed", by=by, document=document, paper=paper)
    else:
        record(
            meeting,
            "meeting_printed_copies",
            by=by,
            document=document,
            paper=paper,
            copies=copies,
        )
