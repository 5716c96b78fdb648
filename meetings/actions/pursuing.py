"""Actions on follow-ups after the meeting: finishing, dropping and reopening them."""

from django.db import transaction

from core.access import require
from core.actors import Actor
from core.history import record
from meetings.models import FollowUp
from meetings.permissions import can_pursue_follow_up
from meetings.transitions import FOLLOW_UP


def _change_state(
    follow_up: FollowUp, action: str, key: str, by: Actor, reason: str = ""
) -> FollowUp:
    require(can_pursue_follow_up(by, follow_up))
    follow_up = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    FOLLOW_UP.move(follow_up, action, reason=reason)
    follow_up.reason = reason
    follow_up.save(update_fields=["state", "reason"])
    record(follow_up, key, by=by, reason=reason)
    return follow_up


@transaction.atomic
def finish_follow_up(*, follow_up: FollowUp, by: Actor) -> FollowUp:
    """Mark a follow-up as done; permitted to the responsible organisation and the forum's staff."""
    return _change_state(follow_up, "finish_follow_up", "follow_up_done", by)


@transaction.atomic
def drop_follow_up(*, follow_up: FollowUp, reason: str, by: Actor) -> FollowUp:
    """Drop a follow-up; raises Refused without a reason."""
    return _change_state(follow_up, "drop_follow_up", "follow_up_dropped", by, reason)


@transaction.atomic
def reopen_follow_up(*, follow_up: FollowUp, by: Actor) -> FollowUp:
    """Open a finished or dropped follow-up again."""
    return _change_state(follow_up, "reopen_follow_up", "follow_up_reopened", by)
