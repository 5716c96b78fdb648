"""Who someone is in the forum, and what they may do with the registers.

Everything follows from the mandates that hold today. They are read once a request and kept on
the user object, so a permission in a loop costs no query.
"""

from core.actors import Actor
from stakeholders.models import Duty, Grants, Mandate, User

NO_GRANTS = Grants(frozenset(), frozenset())


def get_person_id(user: Actor) -> int | None:
    """Return the id of the person behind an account; None for a visitor or the bearer of a link."""
    person_id: int | None = getattr(user, "person_id", None)
    return person_id


def get_grants(user: Actor) -> Grants:
    """Return the grants of a user today: one query the first time, none after.

    The bearer of a personal link brings its own along.
    """
    known: Grants | None = getattr(user, "known_grants", None)
    if known is None:
        if not isinstance(user, User) or user.person_id is None:
            return NO_GRANTS
        rows = list(
            Mandate.objects.current()
            .filter(person_id=user.person_id)
            # Sets have no order, and the usual one would join the organisations.
            .order_by()
            .values_list("duty", "organisation_id")
        )
        known = Grants(frozenset(duty for duty, _org in rows), frozenset(org for _d, org in rows))
        user.known_grants = known
    return known


def is_facilitator(user: Actor) -> bool:
    """Tell whether the user facilitates the forum today."""
    return Duty.FACILITATOR in get_grants(user).duties


def is_secretariat(user: Actor) -> bool:
    """Tell whether the user serves in the forum's secretariat today."""
    return Duty.SECRETARIAT in get_grants(user).duties


def is_forum_staff(user: Actor) -> bool:
    """Tell whether the user facilitates or serves in the secretariat."""
    return is_facilitator(user) or is_secretariat(user)


def sees_everything(user: Actor) -> bool:
    """Tell whether nothing published or unpublished is hidden from the user.

    Administrators see in order to help; acting stays with those who hold the duty.
    """
    return is_forum_staff(user) or user.is_superuser


def represents(user: Actor, organisation_id: int | None) -> bool:
    """Tell whether the user holds an office in the organisation today."""
    return organisation_id in get_grants(user).organisation_ids


def can_edit_registers(user: Actor) -> bool:
    """Organisations, people and mandates are kept by the forum's staff."""
    return is_forum_staff(user) or user.is_superuser


def can_give_mandate(user: Actor, duty: str) -> bool:
    """Whoever keeps the registers records an office; a duty is given by the secretariat.

    Otherwise a facilitator could make anybody, and so oneself, the secretariat.
    """
    if duty == Duty.NONE:
        return can_edit_registers(user)
    return is_secretariat(user) or user.is_superuser


def can_open_account(user: Actor, is_administrator: bool) -> bool:
    """Accounts are opened by those who keep the registers, administrators' by their own kind."""
    if is_administrator:
        return user.is_superuser
    return can_edit_registers(user)


def can_readdress_account(user: Actor, account: User) -> bool:
    """An administrator gives somebody else's account another address; one's own is proved."""
    return user.is_superuser and user != account


def can_see_contact_data(user: Actor, organisation_id: int | None) -> bool:
    """Contact data go to the staff that invites, and to colleagues."""
    return is_forum_staff(user) or represents(user, organisation_id)


def can_issue_link(user: Actor) -> bool:
    """Links are handed out by the forum's staff."""
    return is_forum_staff(user)
