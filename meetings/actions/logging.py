"""The running log: what is said, line by line, and the contributions among it."""

from typing import Any

from django.db import transaction
from django.db.models import F, Manager, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import HistoryEvent, build_event, record, record_events
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.actions.planning import locked
from meetings.models import REGISTERED, LogEntry, LogKind, Meeting, MeetingState
from meetings.permissions import can_contribute, can_log_meeting
from pledges.actions.writing import (
    build_drafted_event,
    build_submitted_event,
    create_pledge,
    mark_submitted,
)
from pledges.models import Pledge
from stakeholders.models import Organisation, User

# Found by whoever calls; asking the database again would double the queries of every line.
POINTS_AT = ("meeting", "agenda_item", "speaker", "pledge", "recorded_by")


def next_place(rows: Manager[Any]) -> Coalesce:
    """Return the place after the last of these rows, which the INSERT itself works out.

    The meeting of the rows must be locked, or two writers would take the same place.
    """
    following = rows.order_by("-order").values_list(F("order") + 1)[:1]
    return Coalesce(Subquery(following), 1)


def require_loggable(meeting: Meeting) -> None:
    if meeting.state == MeetingState.PREPARING:
        raise Refused(_("Open the meeting first; then the log can be written."), code="wrong_state")
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")


@transaction.atomic
def log_entry(*, meeting: Meeting, text: str, by: Actor, **fields: Any) -> LogEntry:
    """Write a line at the end of the log; after closing it is marked as recorded later.

    `kind` is a LogKind (default: statement). Raises Refused before the meeting is opened, for
    an agenda item or a speaker of another meeting, and ValidationError for an empty text.
    """
    require(can_log_meeting(by, meeting))
    meeting = locked(meeting)
    require_loggable(meeting)
    entry = append_entry(meeting, text, by, fields)
    record_events(logged(entry), by=by)
    return entry


def append_entry(meeting: Meeting, text: str, by: Actor, fields: dict[str, Any]) -> LogEntry:
    """Write a line at the end of the log of a locked meeting; no history."""
    _require_own(meeting, fields)
    entry = LogEntry(
        meeting=meeting,
        text=text,
        # The bearer of a link has no account; history keeps the name.
        recorded_by=by if isinstance(by, User) else None,
        is_recorded_late=meeting.state == MeetingState.CLOSED,
        **fields,
    )
    entry.clean_fields(exclude=(*POINTS_AT, "order"))
    entry.order = next_place(meeting.log)
    entry.save()
    return entry


def logged(entry: LogEntry) -> HistoryEvent:
    """Return what the history of its meeting says of a new line."""
    key = "entry_logged_late" if entry.is_recorded_late else "entry_logged"
    return build_event(entry.meeting, key, kind=LogKind(entry.kind).label)


def _require_own(meeting: Meeting, fields: dict[str, Any]) -> None:
    for name in ("agenda_item", "speaker"):
        part = fields.get(name)
        if part is not None and part.meeting_id != meeting.pk:
            raise Refused(_("This belongs to another meeting."), field=name)


@transaction.atomic
def edit_entry(*, entry: LogEntry, seen: int, by: Actor, **changes: Any) -> LogEntry:
    """Correct a line; raises Conflict when someone saved first, Refused once the log is closed.

    What a decision, a follow-up or a contribution says is changed there, and Refused here.
    """
    require(can_log_meeting(by, entry.meeting))
    meeting = locked(entry.meeting)
    entry = _found(meeting, entry)
    require_changeable(entry, meeting)
    if entry.kind in REGISTERED and changes.keys() & {"text", "kind"}:
        raise Refused(_("Its words stand in a register; change them there."), code="registered")
    entry = rewrite(entry, meeting, seen, by, changes)
    record(meeting, "entry_edited", by=by)
    return entry


def _found(meeting: Meeting, entry: LogEntry) -> LogEntry:
    """Return the line as it stands now, unless somebody has just taken it out."""
    found = meeting.log.filter(pk=entry.pk).first()
    if found is None:
        raise Refused(_("This entry was taken out of the log."), code="gone")
    return found


def require_changeable(entry: LogEntry, meeting: Meeting) -> None:
    """Raise Refused unless the log is open or the line was added to it after closing."""
    if meeting.state == MeetingState.CLOSED and not entry.is_recorded_late:
        raise Refused(
            _("The meeting is closed; this entry no longer changes. Add one instead."),
            code="wrong_state",
        )


def rewrite(
    entry: LogEntry, meeting: Meeting, seen: int, by: Actor, changes: dict[str, Any]
) -> LogEntry:
    """Write changes to a line unless somebody else did so since `seen`; no history."""
    _require_own(meeting, changes)
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.clean_fields(exclude=POINTS_AT)
    return save_unless_changed(entry, seen=seen, by=by, **changes)


@transaction.atomic
def remove_entry(*, entry: LogEntry, by: Actor) -> None:
    """Take a statement or a note out of the log; the history keeps its words.

    Raises Refused once the log is closed, and for what stands in a register as well.
    """
    require(can_log_meeting(by, entry.meeting))
    meeting = locked(entry.meeting)
    entry = _found(meeting, entry)
    require_changeable(entry, meeting)
    if entry.kind in REGISTERED:
        raise Refused(_("This stands in a register and stays."), code="registered")
    words = [entry.text, entry.original_words]
    record(meeting, "entry_removed", by=by, text=" / ".join(word for word in words if word))
    entry.delete()


@transaction.atomic
def log_pledge(
    *,
    meeting: Meeting,
    lead: Organisation,
    own_words: str,
    by: Actor,
    entry_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> Pledge:
    """Take a contribution said or written for a meeting: a submitted pledge and its log line.

    By the staff for anybody, by others for their own organisation; it may come before the meeting
    opens. Raises Refused when the meeting was cancelled.
    """
    meeting = _ready_to_take(meeting, lead.pk, by)
    pledge = create_pledge(
        lead=lead, own_words=own_words, by=by, year=meeting.date.year, is_submitted=True, **fields
    )
    entry = _append_pledge(meeting, pledge, by, entry_fields)
    record_events(build_drafted_event(pledge), build_submitted_event(pledge), logged(entry), by=by)
    return pledge


@transaction.atomic
def hand_in_pledge(
    *, meeting: Meeting, pledge: Pledge, by: Actor, entry_fields: dict[str, Any] | None = None
) -> Pledge:
    """Submit a draft for a meeting, with its log line; raises what log_pledge raises."""
    meeting = _ready_to_take(meeting, pledge.lead_id, by)
    pledge = mark_submitted(pledge, by=by)
    entry = _append_pledge(meeting, pledge, by, entry_fields)
    record_events(build_submitted_event(pledge), logged(entry), by=by)
    return pledge


def _ready_to_take(meeting: Meeting, organisation_id: int, by: Actor) -> Meeting:
    """Return the meeting locked, when an organisation's contribution to it may come from `by`."""
    require(can_contribute(by, meeting, organisation_id))
    meeting = locked(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
    return meeting


def _append_pledge(
    meeting: Meeting, pledge: Pledge, by: Actor, entry_fields: dict[str, Any] | None
) -> LogEntry:
    line: dict[str, Any] = {
        "original_words": pledge.own_words,
        "kind": LogKind.PLEDGE,
        "pledge": pledge,
        "source": pledge.source,
        "is_example": pledge.is_example,
        **(entry_fields or {}),
    }
    return append_entry(meeting, pledge.summary, by, line)
