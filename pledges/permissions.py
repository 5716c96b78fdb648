"""Permissions on pledges; what a state allows is in transitions.py."""

from core.actors import Actor
from pledges.models import Pledge
from stakeholders.permissions import get_grants, is_forum_staff, represents, sees_everything


def can_submit_pledge(user: Actor, organisation_id: int) -> bool:
    """The organisation's representatives, and the forum's staff on its behalf."""
    return represents(user, organisation_id) or is_forum_staff(user)


def can_edit_pledge(user: Actor, pledge: Pledge) -> bool:
    """The lead organisation's representatives, and the forum's staff on its behalf."""
    return can_submit_pledge(user, pledge.lead_id)


def can_edit_words(user: Actor, pledge: Pledge) -> bool:
    """The author may edit the own words; the staff only those that it typed from a slip."""
    return represents(user, pledge.lead_id) or (pledge.is_on_behalf and is_forum_staff(user))


def can_write_pledge(user: Actor) -> bool:
    """Representatives may write for their organisation, the forum's staff for any."""
    return bool(get_grants(user).organisation_ids) or is_forum_staff(user)


def can_see_slips(user: Actor, pledge: Pledge) -> bool:
    """The staff and the lead organisation may see the photo of a slip, which shows handwriting."""
    return sees_everything(user) or represents(user, pledge.lead_id)


def can_keep_slip(user: Actor, pledge: Pledge) -> bool:
    """The forum's staff may attach the photo of a slip."""
    return is_forum_staff(user)


def can_see_queue(user: Actor) -> bool:
    """The staff and administrators may see the queue of undecided contributions."""
    return sees_everything(user)


def can_decide_pledge(user: Actor, pledge: Pledge) -> bool:
    """The forum's staff may accommodate, merge, defer, decline and reopen."""
    return is_forum_staff(user)


def can_agree_pledge(user: Actor, pledge: Pledge) -> bool:
    """The forum's staff may freeze and unfreeze pledges, together with their document."""
    return is_forum_staff(user)
