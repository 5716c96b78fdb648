"""Who may do what with a pledge; which state allows it stands in transitions.py."""

from core.actors import Actor
from pledges.models import Pledge
from stakeholders.permissions import get_grants, is_forum_staff, represents, sees_everything


def can_submit_pledge(user: Actor, organisation_id: int) -> bool:
    """The organisation's people, and the forum's staff on its behalf."""
    return represents(user, organisation_id) or is_forum_staff(user)


def can_edit_pledge(user: Actor, pledge: Pledge) -> bool:
    """The lead organisation's people, and the forum's staff on their behalf."""
    return can_submit_pledge(user, pledge.lead_id)


def can_edit_words(user: Actor, pledge: Pledge) -> bool:
    """The own words are the author's; what the staff typed from a slip, the staff may correct."""
    return represents(user, pledge.lead_id) or (pledge.is_on_behalf and is_forum_staff(user))


def can_write_pledge(user: Actor) -> bool:
    """Whoever holds an office writes for its organisation, the forum's staff for anybody."""
    return bool(get_grants(user).organisation_ids) or is_forum_staff(user)


def can_see_slips(user: Actor, pledge: Pledge) -> bool:
    """The photo of a slip shows handwriting: for the staff and the organisation itself."""
    return sees_everything(user) or represents(user, pledge.lead_id)


def can_keep_slip(user: Actor, pledge: Pledge) -> bool:
    """Slips of paper are taken in by the forum's staff."""
    return is_forum_staff(user)


def can_see_queue(user: Actor) -> bool:
    """What waits for a decision is the staff's to decide; administrators look on."""
    return sees_everything(user)


def can_decide_pledge(user: Actor, pledge: Pledge) -> bool:
    """Accommodating, merging, deferring and declining is the forum staff's work."""
    return is_forum_staff(user)


def can_agree_pledge(user: Actor, pledge: Pledge) -> bool:
    """What a frozen document holds is locked by the staff who freeze and void it."""
    return is_forum_staff(user)
