"""Actions on the log of a meeting: statements, notes and contributions; not technical logging."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Manager, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import HistoryEvent, build_event, record, record_events
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.actions.planning import lock_meeting
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

# Not validated by clean_fields: the caller has read these rows, each would cost another query.
RELATIONS = ("meeting", "agenda_item", "speaker", "pledge", "recorded_by")


def build_next_order(rows: Manager[Any]) -> Coalesce:
    """Return an expression for the next `order` of these rows, evaluated by the INSERT itself.

    The meeting must be locked, otherwise two simultaneous entries could get the same number.
    """
    following = rows.order_by("-order").values_list(F("order") + 1)[:1]
    return Coalesce(Subquery(following), 1)


def require_loggable(meeting: Meeting) -> None:
    """Raise Refused before the meeting is opened, and when it was cancelled."""
    if meeting.state == MeetingState.PREPARING:
        raise Refused(_("Open the meeting first; then the log can be written."), code="wrong_state")
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")


@transaction.atomic
def log_entry(*, meeting: Meeting, text: str, by: Actor, **fields: Any) -> LogEntry:
    """Append an entry to the log; after closing it is marked as recorded later.

    `kind` is a LogKind (default: statement). Raises Refused before the meeting is opened, for
    an agenda item or a speaker of another meeting, and ValidationError for an empty text.
    """
    require(can_log_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    require_loggable(meeting)
    entry = append_entry(meeting, text, by, fields)
    record_events(build_logged_event(entry), by=by)
    return entry


def append_entry(meeting: Meeting, text: str, by: Actor, fields: dict[str, Any]) -> LogEntry:
    """Append an entry to the log of a locked meeting, without history.

    Of an entry that waited on a device, `fields` say when it was typed (`typed_at`) and the
    idempotency key of the one that the device sent before it (`sent_after`).
    """
    _require_same_meeting(meeting, fields)
    fields = dict(fields)
    sent_after = fields.pop("sent_after", None)
    entry = LogEntry(
        meeting=meeting,
        text=text,
        # The bearer of a link has no account; history keeps the name.
        recorded_by=by if isinstance(by, User) else None,
        is_recorded_late=meeting.state == MeetingState.CLOSED,
        **fields,
    )
    entry.clean_fields(exclude=(*RELATIONS, "order"))
    entry.order = build_next_order(meeting.log)
    if entry.typed_at is not None and not entry.is_recorded_late:
        entry.stands_at = _find_place(meeting, entry.typed_at, sent_after)
    entry.save()
    return entry


def _find_place(meeting: Meeting, typed_at: datetime, sent_after: UUID | None) -> datetime:
    """Return the time at which an entry stands in the log that waited on a device.

    Between devices that is when it was typed. Of one device an entry never stands before the one
    that was sent before it, however its clock was set meanwhile.
    """
    if sent_after is None:
        return typed_at
    before = meeting.log.filter(idempotency_key=sent_after).values_list("stands_at", flat=True)
    return max([typed_at, *before])


def build_logged_event(entry: LogEntry) -> HistoryEvent:
    """Return the history event of a new log entry."""
    key = "entry_logged_late" if entry.is_recorded_late else "entry_logged"
    return build_event(entry.meeting, key, kind=LogKind(entry.kind).label)


def _require_same_meeting(meeting: Meeting, fields: dict[str, Any]) -> None:
    for name in ("agenda_item", "speaker"):
        part = fields.get(name)
        if part is not None and part.meeting_id != meeting.pk:
            raise Refused(_("This belongs to another meeting."), field=name)


@transaction.atomic
def edit_entry(*, entry: LogEntry, seen_revision: int, by: Actor, **changes: Any) -> LogEntry:
    """Correct an entry; raises Conflict when someone saved first, Refused once the log is closed.

    Raises Refused for the text of a decision, follow-up or contribution, which have actions of
    their own for it: meetings.actions.settling and pledges.actions.writing.
    """
    require(can_log_meeting(by, entry.meeting))
    meeting = lock_meeting(entry.meeting)
    entry = get_entry(meeting, entry)
    require_changeable(entry, meeting)
    if entry.kind in REGISTERED and changes.keys() & {"text", "kind"}:
        raise Refused(
            _("This text belongs to a decision, follow-up or contribution; change it there."),
            code="registered",
        )
    entry = rewrite_entry(entry, meeting, seen_revision, by, changes)
    record(meeting, "entry_edited", by=by)
    return entry


def get_entry(meeting: Meeting, entry: LogEntry) -> LogEntry:
    """Return the current row of an entry; raises Refused when it was removed."""
    found = meeting.log.filter(pk=entry.pk).first()
    if found is None:
        raise Refused(_("This entry was removed from the log."), code="gone")
    return found


def require_changeable(entry: LogEntry, meeting: Meeting) -> None:
    """Raise Refused unless the entry stands, and the log is open or it was added after closing."""
    require_open_log(entry, meeting)
    if entry.withdrawn_at is not None:
        raise Refused(_("This entry was withdrawn. Undo that first."), code="withdrawn")


def require_open_log(entry: LogEntry, meeting: Meeting) -> None:
    """Raise Refused unless the log is open or the entry was added after closing."""
    if meeting.state == MeetingState.CLOSED and not entry.is_recorded_late:
        raise Refused(
            _(
                "The meeting is closed, so this entry can no longer be changed."
                " Add a new entry instead."
            ),
            code="wrong_state",
        )


def rewrite_entry(
    entry: LogEntry, meeting: Meeting, seen_revision: int, by: Actor, changes: dict[str, Any]
) -> LogEntry:
    """Save changes to an entry under the optimistic lock `seen_revision`, without history."""
    _require_same_meeting(meeting, changes)
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.clean_fields(exclude=RELATIONS)
    return save_unless_changed(entry, seen_revision=seen_revision, by=by, **changes)


@transaction.atomic
def remove_entry(*, entry: LogEntry, by: Actor) -> None:
    """Remove a statement or a note from the log; the history keeps its text.

    Raises Refused once the log is closed, and for decisions, follow-ups and contributions.
    """
    require(can_log_meeting(by, entry.meeting))
    meeting = lock_meeting(entry.meeting)
    entry = get_entry(meeting, entry)
    require_changeable(entry, meeting)
    if entry.kind in REGISTERED:
        raise Refused(
            _(
                "A decision, follow-up or contribution cannot be removed from the log;"
                " withdraw it with a reason."
            ),
            code="registered",
        )
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
    """Record a contribution to a meeting: a submitted pledge and its log entry.

    The staff may do this for any organisation, others for their own; it is possible before the
    meeting opens. Raises Refused when the meeting was cancelled.
    """
    meeting = _lock_meeting_for_pledge(meeting, lead.pk, by)
    pledge = create_pledge(
        lead=lead, own_words=own_words, by=by, year=meeting.date.year, is_submitted=True, **fields
    )
    entry = _append_pledge(meeting, pledge, by, entry_fields)
    record_events(
        build_drafted_event(pledge), build_submitted_event(pledge), build_logged_event(entry), by=by
    )
    return pledge


@transaction.atomic
def submit_pledge_to_meeting(
    *, meeting: Meeting, pledge: Pledge, by: Actor, entry_fields: dict[str, Any] | None = None
) -> Pledge:
    """Submit a draft pledge to a meeting, with its log entry; raises what log_pledge raises."""
    meeting = _lock_meeting_for_pledge(meeting, pledge.lead_id, by)
    pledge = mark_submitted(pledge, by=by)
    entry = _append_pledge(meeting, pledge, by, entry_fields)
    record_events(build_submitted_event(pledge), build_logged_event(entry), by=by)
    return pledge


def _lock_meeting_for_pledge(meeting: Meeting, organisation_id: int, by: Actor) -> Meeting:
    """Return the meeting, locked; requires that `by` may contribute to it for the organisation."""
    require(can_contribute(by, meeting, organisation_id))
    meeting = lock_meeting(meeting)
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
