"""Who may do what with a pledge; which state allows it stands in transitions.py."""

from typing import Any

from pledges.models import Pledge
from stakeholders.permissions import is_forum_staff, represents


def can_submit_pledge(user: Any, organisation_id: int) -> bool:
    """The organisation's people, and the forum's staff on its behalf."""
    return represents(user, organisation_id) or is_forum_staff(user)


def can_edit_pledge(user: Any, pledge: Pledge) -> bool:
    """The lead organisation's people, and the forum's staff on their behalf."""
    return can_submit_pledge(user, pledge.lead_id)


def can_decide_pledge(user: Any, pledge: Pledge) -> bool:
    """Accommodating, merging, deferring and declining is the forum staff's work."""
    return is_forum_staff(user)


def can_agree_pledge(user: Any, pledge: Pledge) -> bool:
    """A pledge is agreed by its document coming into force, which the staff records."""
    return is_forum_staff(user)
