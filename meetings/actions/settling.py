"""Actions on decisions and follow-ups: each has a row in a register and an entry in the log."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import build_event, record, record_events
from core.numbering import issue_reference
from core.optimistic_lock import Conflict, save_unless_changed
from core.refusals import Refused
from meetings.actions.logging import (
    append_entry,
    build_logged_event,
    build_next_order,
    require_changeable,
    require_loggable,
    rewrite_entry,
)
from meetings.actions.planning import lock_meeting
from meetings.models import Decision, FollowUp, LogEntry, LogKind, Meeting, MeetingState
from meetings.permissions import can_log_meeting
from pilots.models import Pilot, Region
from stakeholders.models import Organisation

# Fields that are copied to the log entry.
FACTS = ("source", "is_example")
# Not validated by clean_fields: the caller has read or made these rows, each would cost a query.
DECISION_RELATIONS = ("meeting", "entry", "reference", "order", "owner")
FOLLOW_UP_RELATIONS = (*DECISION_RELATIONS, "decision")


@transaction.atomic
def record_decision(
    *,
    meeting: Meeting,
    text: str,
    by: Actor,
    pilots: Iterable[Pilot] = (),
    title: str = "",
    note: str = "",
    entry_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> Decision:
    """Log a decision and put it in the register (KEP-<year>-<serial>), with its pilots.

    `entry_fields` go to the log entry (agenda item, speaker …). Raises what `log_entry` raises.
    """
    meeting, entry = _append_entry(meeting, LogKind.DECISION, text, by, fields, entry_fields)
    decision = Decision(meeting=meeting, entry=entry, title=title, text=text, note=note, **fields)
    decision.clean_fields(exclude=DECISION_RELATIONS)
    decision.order = build_next_order(meeting.decisions)
    decision.reference = issue_reference("KEP", meeting.date.year)
    decision.save()
    decision.pilots.add(*pilots)
    record_events(
        build_logged_event(entry),
        build_event(decision, "decision_recorded", decision=decision),
        by=by,
    )
    return decision


@transaction.atomic
def record_follow_up(
    *,
    meeting: Meeting,
    activity: str,
    by: Actor,
    supporters: Iterable[Organisation] = (),
    regions: Iterable[Region] = (),
    entry_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> FollowUp:
    """Log a follow-up and give it its reference (RTL-<year>-<serial>), owner and deadline."""
    meeting, entry = _append_entry(meeting, LogKind.FOLLOW_UP, activity, by, fields, entry_fields)
    follow_up = FollowUp(meeting=meeting, entry=entry, activity=activity, **fields)
    follow_up.clean_fields(exclude=FOLLOW_UP_RELATIONS)
    follow_up.order = build_next_order(meeting.follow_ups)
    follow_up.reference = issue_reference("RTL", meeting.date.year)
    follow_up.save()
    follow_up.supporters.add(*supporters)
    follow_up.regions.add(*regions)
    record_events(
        build_logged_event(entry),
        build_event(follow_up, "follow_up_recorded", follow_up=follow_up),
        by=by,
    )
    return follow_up


def _append_entry(
    meeting: Meeting,
    kind: LogKind,
    text: str,
    by: Actor,
    fields: dict[str, Any],
    entry_fields: dict[str, Any] | None,
) -> tuple[Meeting, LogEntry]:
    require(can_log_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    require_loggable(meeting)
    line = {name: fields[name] for name in FACTS if name in fields}
    line |= {"kind": kind, **(entry_fields or {})}
    return meeting, append_entry(meeting, text, by, line)


@transaction.atomic
def edit_decision(
    *,
    decision: Decision,
    seen_revision: int,
    by: Actor,
    pilots: Iterable[Pilot] | None = None,
    entry_fields: dict[str, Any] | None = None,
    **changes: Any,
) -> Decision:
    """Correct a decision, in the register and in the log; None leaves the pilots unchanged.

    Raises Conflict when someone saved first, Refused once the meeting is closed, since a document
    may contain the decision's text by then.
    """
    linked = {} if pilots is None else {"pilots": pilots}
    decision = _rewrite_both(
        decision, seen_revision, by, changes, linked, entry_fields or {}, "text"
    )
    record(decision, "decision_edited", by=by)
    return decision


@transaction.atomic
def edit_follow_up(
    *,
    follow_up: FollowUp,
    seen_revision: int,
    by: Actor,
    supporters: Iterable[Organisation] | None = None,
    regions: Iterable[Region] | None = None,
    entry_fields: dict[str, Any] | None = None,
    **changes: Any,
) -> FollowUp:
    """Correct a follow-up, in the register and in the log; None leaves the linked rows unchanged.

    Raises what `edit_decision` raises.
    """
    given = {"supporters": supporters, "regions": regions}
    linked = {name: rows for name, rows in given.items() if rows is not None}
    follow_up = _rewrite_both(
        follow_up, seen_revision, by, changes, linked, entry_fields or {}, "activity"
    )
    record(follow_up, "follow_up_edited", by=by)
    return follow_up


@transaction.atomic
def assign_decision(
    *,
    decision: Decision,
    owner: Organisation | None,
    owner_note: str = "",
    seen_revision: int,
    by: Actor,
) -> Decision:
    """Say which organisation, and who there, sees to a decision; after closing it is marked so.

    The text of the decision stays as it was agreed. Raises Conflict when someone saved first,
    Refused for a withdrawn decision and when only a person is given.
    """
    require(can_log_meeting(by, decision.meeting))
    meeting = lock_meeting(decision.meeting)
    require_loggable(meeting)
    if not Decision.objects.standing().filter(pk=decision.pk).exists():
        raise Refused(_("This entry was withdrawn. Undo that first."), code="withdrawn")
    if owner is None and owner_note:
        raise Refused(_("Choose the organisation of this person as well."), field="owner")
    is_late = meeting.state == MeetingState.CLOSED and owner is not None
    decision.owner_note = owner_note
    decision.clean_fields(exclude=DECISION_RELATIONS)
    decision = save_unless_changed(
        decision,
        seen_revision=seen_revision,
        by=by,
        owner=owner,
        owner_note=owner_note,
        owner_named_late_at=timezone.now() if is_late else None,
    )
    key = "decision_owner_named_late" if is_late else "decision_owner_named"
    record(decision, key, by=by, owner=str(owner or "–"))
    return decision


def _rewrite_both[T: (Decision, FollowUp)](
    settled: T,
    seen_revision: int,
    by: Actor,
    changes: dict[str, Any],
    linked: dict[str, Any],
    entry_fields: dict[str, Any],
    words: str,
) -> T:
    """Save changes to a decision or follow-up and its log entry; `words` names the text of both."""
    require(can_log_meeting(by, settled.meeting))
    meeting = lock_meeting(settled.meeting)
    entry = LogEntry.objects.get(pk=settled.entry_id) if settled.entry_id else None
    if entry is not None:
        require_changeable(entry, meeting)
    for name, value in changes.items():
        setattr(settled, name, value)
    settled.full_clean()
    try:
        settled = save_unless_changed(
            settled, seen_revision=seen_revision, by=by, linked=linked, **changes
        )
    except Conflict as conflict:
        # The form has no revision of the entry, so both are compared under the row's revision.
        conflict.theirs |= {name: getattr(entry, name) for name in entry_fields}
        conflict.mine |= entry_fields
        raise
    if entry is not None:
        line = {"text": getattr(settled, words), **entry_fields}
        rewrite_entry(entry, meeting, entry.revision, by, line)
    return settled
