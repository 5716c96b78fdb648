"""What can be done with a pledge, by the part of its life: write, decide, agree."""

from pledges.actions.agreeing import agree_pledge, lock_pledges, unlock_pledges
from pledges.actions.deciding import (
    accommodate_pledge,
    decline_pledge,
    defer_pledge,
    merge_pledge,
    reopen_pledge,
)
from pledges.actions.slips import attach_slip
from pledges.actions.writing import draft_pledge, edit_pledge, submit_pledge

__all__ = [
    "accommodate_pledge",
    "agree_pledge",
    "attach_slip",
    "decline_pledge",
    "defer_pledge",
    "draft_pledge",
    "edit_pledge",
    "lock_pledges",
    "merge_pledge",
    "reopen_pledge",
    "submit_pledge",
    "unlock_pledges",
]
