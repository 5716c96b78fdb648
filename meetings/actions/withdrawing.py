"""Withdrawing what was logged by mistake: a decision, a follow-up or a contribution.

The entry stays in the log, struck through with the reason; the minutes and the drafts of documents
leave it out. Its follow-up is dropped and its contribution declined with the same reason.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record
from core.refusals import Refused
from meetings.actions.logging import get_entry, require_changeable, require_open_log
from meetings.actions.planning import lock_meeting
from meetings.actions.pursuing import drop_follow_up, reopen_follow_up
from meetings.models import REGISTERED, FollowUpState, LogEntry, LogKind
from meetings.permissions import can_log_meeting
from pledges.actions.deciding import decline_pledge, reopen_pledge
from pledges.models import PledgeState

# States of a contribution about which the forum has decided that it counts.
COUNTED = (PledgeState.ACCOMMODATED, PledgeState.MERGED, PledgeState.AGREED)


@transaction.atomic
def withdraw_entry(*, entry: LogEntry, reason: str, by: Actor) -> LogEntry:
    """Withdraw a decision, follow-up or contribution from the log while it is open.

    Raises Refused without a reason, once the log is closed, for a statement or note (which is
    removed instead), and for a contribution that the forum has already decided to count.
    """
    require(can_log_meeting(by, entry.meeting))
    meeting = lock_meeting(entry.meeting)
    entry = get_entry(meeting, entry)
    require_changeable(entry, meeting)
    if entry.kind not in REGISTERED:
        raise Refused(_("A statement or a note is removed, not withdrawn."), code="not_registered")
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason")
    entry.withdrawn_at = timezone.now()
    entry.withdrawal_reason = reason
    entry.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    _withdraw_registered(entry, reason, by)
    record(meeting, "entry_withdrawn", by=by, text=entry.text, reason=reason)
    return entry


def _withdraw_registered(entry: LogEntry, reason: str, by: Actor) -> None:
    if entry.kind == LogKind.FOLLOW_UP and entry.follow_up.state == FollowUpState.OPEN:
        drop_follow_up(follow_up=entry.follow_up, reason=reason, by=by)
    pledge = entry.pledge
    if pledge is None or pledge.log_entries.standing().exists():
        return
    if pledge.state in COUNTED:
        raise Refused(
            _("The forum has decided about %(pledge)s. Reopen it first, then withdraw it.")
            % {"pledge": pledge},
            code="decided",
        )
    if pledge.state == PledgeState.SUBMITTED:
        decline_pledge(pledge=pledge, reason=reason, by=by)


@transaction.atomic
def restore_entry(*, entry: LogEntry, by: Actor) -> LogEntry:
    """Undo the withdrawal of an entry while the log is open.

    What the withdrawal dropped or declined is open again; what was decided since then stays.
    Raises Refused once the log is closed, and for an entry that was not withdrawn.
    """
    require(can_log_meeting(by, entry.meeting))
    meeting = lock_meeting(entry.meeting)
    entry = get_entry(meeting, entry)
    require_open_log(entry, meeting)
    if entry.withdrawn_at is None:
        raise Refused(_("This entry was not withdrawn."), code="stands")
    reason = entry.withdrawal_reason
    entry.withdrawn_at = None
    entry.withdrawal_reason = ""
    entry.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    _restore_registered(entry, reason, by)
    record(meeting, "entry_restored", by=by, text=entry.text)
    return entry


def _restore_registered(entry: LogEntry, reason: str, by: Actor) -> None:
    if entry.kind == LogKind.FOLLOW_UP:
        follow_up = entry.follow_up
        if follow_up.state == FollowUpState.DROPPED and follow_up.reason == reason:
            reopen_follow_up(follow_up=follow_up, by=by)
    pledge = entry.pledge
    if pledge is not None and pledge.state == PledgeState.DECLINED and pledge.reason == reason:
        reopen_pledge(pledge=pledge, by=by)
