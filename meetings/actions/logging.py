"""The running log: statements, decisions, pledges and follow-ups as they are spoken."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from core.access import require
from core.conflicts import save_unless_changed
from core.history import record
from core.numbering import new_reference
from core.refusals import Refused
from meetings.actions.planning import locked
from meetings.models import Decision, FollowUp, LogEntry, LogKind, Meeting, MeetingState
from meetings.permissions import can_contribute, can_log_meeting
from pilots.models import Pilot, Region
from pledges.actions import draft_pledge, submit_pledge
from pledges.models import Pledge
from stakeholders.models import Organisation


def _require_loggable(meeting: Meeting) -> None:
    if meeting.state == MeetingState.PREPARING:
        raise Refused(_("Open the meeting first; then the log can be written."), code="wrong_state")
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")


@transaction.atomic
def log_entry(*, meeting: Meeting, text: str, by: Any, **fields: Any) -> LogEntry:
    """Write a line at the end of the log; after closing it is marked as recorded later.

    `kind` is a LogKind (default: statement). Raises Refused before the meeting is opened, for
    an agenda item or a speaker of another meeting, and ValidationError for an empty text.
    """
    require(can_log_meeting(by, meeting))
    meeting = locked(meeting)
    _require_loggable(meeting)
    return _append(meeting, text, by, fields)


def _append(meeting: Meeting, text: str, by: Any, fields: dict[str, Any]) -> LogEntry:
    for name in ("agenda_item", "speaker"):
        part = fields.get(name)
        if part is not None and part.meeting_id != meeting.pk:
            raise Refused(_("This belongs to another meeting."), field=name)
    last = meeting.log.order_by("-order").values_list("order", flat=True).first() or 0
    entry = LogEntry(
        meeting=meeting,
        order=last + 1,
        text=text,
        # The bearer of a link has no account; history keeps the name.
        recorded_by=by if isinstance(by, models.Model) else None,
        is_recorded_late=meeting.state == MeetingState.CLOSED,
        **fields,
    )
    entry.full_clean()
    entry.save()
    key = "entry_logged_late" if entry.is_recorded_late else "entry_logged"
    record(meeting, key, by=by, kind=LogKind(entry.kind).label)
    return entry


@transaction.atomic
def edit_entry(*, entry: LogEntry, seen: int, by: Any, **changes: Any) -> LogEntry:
    """Correct a line; raises Conflict when someone saved first, Refused once the log is closed."""
    require(can_log_meeting(by, entry.meeting))
    meeting = locked(entry.meeting)
    if meeting.state == MeetingState.CLOSED and not entry.is_recorded_late:
        raise Refused(
            _("The meeting is closed; this entry no longer changes. Add one instead."),
            code="wrong_state",
        )
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.full_clean()
    entry = save_unless_changed(entry, seen=seen, by=by, **changes)
    record(meeting, "entry_edited", by=by)
    return entry


@transaction.atomic
def record_decision(
    *,
    meeting: Meeting,
    text: str,
    by: Any,
    pilots: Iterable[Pilot] = (),
    title: str = "",
    note: str = "",
    entry_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> Decision:
    """Log a decision and put it in the register (KEP-<year>-<serial>), with its pilots.

    `entry_fields` go to the log line (agenda item, speaker …). Raises what `log_entry` raises.
    """
    facts: dict[str, Any] = {
        name: fields[name] for name in ("source", "is_example") if name in fields
    }
    facts |= entry_fields or {}
    entry = log_entry(
        meeting=meeting,
        text=text,
        kind=LogKind.DECISION,
        by=by,
        **facts,
    )
    last = meeting.decisions.order_by("-order").values_list("order", flat=True).first() or 0
    decision = Decision(
        meeting=meeting, entry=entry, order=last + 1, title=title, text=text, note=note, **fields
    )
    decision.reference = new_reference("KEP", meeting.date.year)
    decision.full_clean()
    decision.save()
    decision.pilots.set(pilots)
    record(decision, "decision_recorded", by=by, decision=decision)
    return decision


@transaction.atomic
def record_follow_up(
    *,
    meeting: Meeting,
    activity: str,
    by: Any,
    supporters: Iterable[Organisation] = (),
    regions: Iterable[Region] = (),
    entry_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> FollowUp:
    """Log a follow-up and give it its reference (RTL-<year>-<serial>), owner and deadline."""
    facts: dict[str, Any] = {
        name: fields[name] for name in ("source", "is_example") if name in fields
    }
    facts |= entry_fields or {}
    entry = log_entry(
        meeting=meeting,
        text=activity,
        kind=LogKind.FOLLOW_UP,
        by=by,
        **facts,
    )
    last = meeting.follow_ups.order_by("-order").values_list("order", flat=True).first() or 0
    follow_up = FollowUp(meeting=meeting, entry=entry, order=last + 1, activity=activity, **fields)
    follow_up.reference = new_reference("RTL", meeting.date.year)
    follow_up.full_clean()
    follow_up.save()
    follow_up.supporters.set(supporters)
    follow_up.regions.set(regions)
    record(follow_up, "follow_up_recorded", by=by, follow_up=follow_up)
    return follow_up


@transaction.atomic
def log_pledge(
    *,
    meeting: Meeting,
    lead: Organisation,
    own_words: str,
    by: Any,
    entry_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> Pledge:
    """Take a contribution said or written for a meeting: a submitted pledge and its log line.

    By the staff for anybody, by others for their own organisation; it may come before the meeting
    opens. Raises Refused when the meeting was cancelled.
    """
    require(can_contribute(by, meeting, lead.pk))
    meeting = locked(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
    pledge = draft_pledge(lead=lead, own_words=own_words, year=meeting.date.year, by=by, **fields)
    pledge = submit_pledge(pledge=pledge, by=by)
    line: dict[str, Any] = {
        "original_words": own_words,
        "kind": LogKind.PLEDGE,
        "pledge": pledge,
        "source": pledge.source,
        "is_example": pledge.is_example,
        **(entry_fields or {}),
    }
    _append(meeting, pledge.summary, by, line)
    return pledge
