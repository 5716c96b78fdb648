"""The grants of a user, and the permissions on the registers.

All rights come from the mandates that are valid today. They are read once per request and cached on
the user object, so that checking a permission in a loop takes no query.
"""

from core.actors import Actor
from stakeholders.models import Duty, Grants, Mandate, Organisation, Person, User

NO_GRANTS = Grants(frozenset(), frozenset())


def get_person_id(user: Actor) -> int | None:
    """Return the id of the person of an account; None for a visitor or the bearer of a link."""
    person_id: int | None = getattr(user, "person_id", None)
    return person_id


def get_grants(user: Actor) -> Grants:
    """Return the grants of an actor today; one query the first time, none afterwards.

    A bearer (of a personal link) has grants that come with the link: `Bearer.known_grants`.
    """
    known: Grants | None = getattr(user, "known_grants", None)
    if known is None:
        if not isinstance(user, User) or user.person_id is None:
            return NO_GRANTS
        rows = list(
            Mandate.objects.current()
            .filter(person_id=user.person_id)
            # The default order would join the organisations.
            .order_by()
            .values_list("duty", "organisation_id", "organisation__merged")
        )
        # Of an organisation they also have what still names a double that was merged into it.
        organisations = {each for _duty, *both in rows for each in both if each is not None}
        known = Grants(frozenset(duty for duty, *_both in rows), frozenset(organisations))
        user.known_grants = known
    return known


def is_facilitator(user: Actor) -> bool:
    """Tell whether the user is a facilitator of the forum today."""
    return Duty.FACILITATOR in get_grants(user).duties


def is_secretariat(user: Actor) -> bool:
    """Tell whether the user belongs to the forum's secretariat today."""
    return Duty.SECRETARIAT in get_grants(user).duties


def is_forum_staff(user: Actor) -> bool:
    """Tell whether the user is a facilitator or belongs to the secretariat."""
    return is_facilitator(user) or is_secretariat(user)


def sees_everything(user: Actor) -> bool:
    """Tell whether the user may see everything, including what is not published.

    Administrators may, in order to help; but to change something one needs a duty in the forum.
    """
    return is_forum_staff(user) or user.is_superuser


def represents(user: Actor, organisation_id: int | None) -> bool:
    """Tell whether the user holds an office in the organisation today."""
    return organisation_id in get_grants(user).organisation_ids


def can_edit_registers(user: Actor) -> bool:
    """The forum's staff and administrators may edit organisations, people and mandates."""
    return is_forum_staff(user) or user.is_superuser


def can_give_mandate(user: Actor, duty: str) -> bool:
    """Facilitators may give mandates without a duty; the secretariat and administrators all.

    Otherwise facilitators could give themselves the duty of the secretariat.
    """
    if duty == Duty.NONE:
        return can_edit_registers(user)
    return is_secretariat(user) or user.is_superuser


def can_merge(user: Actor, merged: Organisation | Person, kept: Organisation | Person) -> bool:
    """Who edits the registers may merge; people with a duty only who may give that duty.

    Otherwise a facilitator could merge the secretary into the holder of another account.
    """
    if not isinstance(merged, Person):
        return can_edit_registers(user)
    duties = Mandate.objects.filter(person__in=[merged, kept]).order_by()
    given = {Duty.NONE, *duties.values_list("duty", flat=True)}
    return all(can_give_mandate(user, duty) for duty in given)


def can_open_account(user: Actor, is_administrator: bool) -> bool:
    """The forum's staff may open accounts; accounts of administrators, only administrators."""
    if is_administrator:
        return user.is_superuser
    return can_edit_registers(user)


def can_change_account_address(user: Actor, account: User) -> bool:
    """Administrators may change the e-mail address of other accounts.

    Their own they change like every user, by confirming the new address (stakeholders.own_account).
    """
    return user.is_superuser and user != account


def can_see_contact_data(user: Actor, organisation_id: int | None) -> bool:
    """The forum's staff and colleagues may see contact data."""
    return is_forum_staff(user) or represents(user, organisation_id)


def can_issue_link(user: Actor) -> bool:
    """The forum's staff may issue links."""
    return is_forum_staff(user)
