"""Who may do what with a pledge; which state allows it stands in transitions.py."""

from typing import Any

from pledges.models import Pledge
from stakeholders.permissions import is_forum_staff, represents, sees_everything, standing_of


def can_submit_pledge(user: Any, organisation_id: int) -> bool:
    """The organisation's people, and the forum's staff on its behalf."""
    return represents(user, organisation_id) or is_forum_staff(user)


def can_edit_pledge(user: Any, pledge: Pledge) -> bool:
    """The lead organisation's people, and the forum's staff on their behalf."""
    return can_submit_pledge(user, pledge.lead_id)


def can_edit_words(user: Any, pledge: Pledge) -> bool:
    """The own words are the author's; what the staff typed from a slip, the staff may correct."""
    return represents(user, pledge.lead_id) or (pledge.is_on_behalf and is_forum_staff(user))


def can_write_pledge(user: Any) -> bool:
    """Whoever holds an office writes for its organisation, the forum's staff for anybody."""
    return bool(standing_of(user).organisation_ids) or is_forum_staff(user)


def can_see_slips(user: Any, pledge: Pledge) -> bool:
    """The photo of a slip shows handwriting: for the staff and the organisation itself."""
    return sees_everything(user) or represents(user, pledge.lead_id)


def can_keep_slip(user: Any, pledge: Pledge) -> bool:
    """Slips of paper are taken in by the forum's staff."""
    return is_forum_staff(user)


def can_see_queue(user: Any) -> bool:
    """What waits for a decision is the staff's to decide; administrators look on."""
    return sees_everything(user)


def can_decide_pledge(user: Any, pledge: Pledge) -> bool:
    """Accommodating, merging, deferring and declining is the forum staff's work."""
    return is_forum_staff(user)


def can_agree_pledge(user: Any, pledge: Pledge) -> bool:
    """What a frozen document holds is locked by the staff who freeze and void it."""
    return is_forum_staff(user)
