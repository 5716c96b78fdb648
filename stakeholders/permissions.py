"""Who someone is in the forum, and what they may do with the registers.

Everything follows from the mandates that hold today. They are read once a request and kept on
the user object, so a permission in a loop costs no query.
"""

from dataclasses import dataclass
from typing import Any

from stakeholders.models import Duty, Mandate


@dataclass(frozen=True, slots=True)
class Standing:
    """The duties and organisations that a user's current mandates give."""

    duties: frozenset[str]
    organisation_ids: frozenset[int]


NOBODY = Standing(frozenset(), frozenset())


def standing_of(user: Any) -> Standing:
    """Return a user's standing today: one query the first time, none after.

    The bearer of a personal link brings its standing along.
    """
    known: Standing | None = getattr(user, "known_standing", None)
    if known is None:
        if not getattr(user, "person_id", None):
            return NOBODY
        rows = list(
            Mandate.objects.current()
            .filter(person_id=user.person_id)
            # Sets have no order, and the usual one would join the organisations.
            .order_by()
            .values_list("duty", "organisation_id")
        )
        known = Standing(frozenset(duty for duty, _org in rows), frozenset(org for _d, org in rows))
        user.known_standing = known
    return known


def is_facilitator(user: Any) -> bool:
    """Tell whether the user facilitates the forum today."""
    return Duty.FACILITATOR in standing_of(user).duties


def is_secretariat(user: Any) -> bool:
    """Tell whether the user serves in the forum's secretariat today."""
    return Duty.SECRETARIAT in standing_of(user).duties


def is_forum_staff(user: Any) -> bool:
    """Tell whether the user facilitates or serves in the secretariat."""
    return is_facilitator(user) or is_secretariat(user)


def sees_everything(user: Any) -> bool:
    """Tell whether nothing published or unpublished is hidden from the user.

    Administrators see in order to help; acting stays with those who hold the duty.
    """
    return is_forum_staff(user) or bool(getattr(user, "is_superuser", False))


def represents(user: Any, organisation_id: int | None) -> bool:
    """Tell whether the user holds an office in the organisation today."""
    return organisation_id in standing_of(user).organisation_ids


def can_edit_registers(user: Any) -> bool:
    """Organisations, people and mandates are kept by the forum's staff."""
    return is_forum_staff(user) or bool(getattr(user, "is_superuser", False))


def can_give_mandate(user: Any, duty: str) -> bool:
    """Whoever keeps the registers records an office; a duty is given by the secretariat.

    Otherwise a facilitator could make anybody, and so oneself, the secretariat.
    """
    if duty == Duty.NONE:
        return can_edit_registers(user)
    return is_secretariat(user) or bool(getattr(user, "is_superuser", False))


def can_open_account(user: Any, is_administrator: bool) -> bool:
    """Accounts are opened by those who keep the registers, administrators' by their own kind."""
    if is_administrator:
        return bool(getattr(user, "is_superuser", False))
    return can_edit_registers(user)


def can_readdress_account(user: Any, account: Any) -> bool:
    """An administrator gives somebody else's account another address; one's own is proved."""
    return bool(getattr(user, "is_superuser", False)) and user != account


def can_see_contact_data(user: Any, organisation_id: int | None) -> bool:
    """Contact data go to the staff that invites, and to colleagues."""
    return is_forum_staff(user) or represents(user, organisation_id)


def can_issue_link(user: Any) -> bool:
    """Links are handed out by the forum's staff."""
    return is_forum_staff(user)
