"""Giving and ending mandates, opening accounts, and changing the address of an account."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Unpack

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import require
from core.actors import Actor
from core.emails import enqueue_email
from core.history import record, record_for_each
from core.models import SourcedFields
from core.refusals import Refused
from stakeholders.accounts import build_address_change_email, is_email_taken
from stakeholders.models import Duty, Mandate, Organisation, Person, User
from stakeholders.naming import FullName, make_unique_slug
from stakeholders.permissions import (
    can_change_account_address,
    can_give_mandate,
    can_open_account,
)


class MandateFields(SourcedFields, total=False):
    """The optional fields of a mandate."""

    position: str
    duty: str
    valid_from: date | None
    valid_until: date | None
    letter: str
    note: str
    substitute: Person | None


@transaction.atomic
def register_newcomers(
    *, newcomers: Sequence[tuple[FullName, Organisation, str]], by: Actor
) -> list[Person]:
    """Register people with their offices in bulk; each is a name, an organisation and a position.

    Each office becomes a mandate without dates. Takes a few queries, however many people. Raises
    Refused when somebody registers people at the same time.
    """
    require(can_give_mandate(by, Duty.NONE))
    taken = set(Person.objects.values_list("slug", flat=True))
    people, mandates = [], []
    for full_name, organisation, position in newcomers:
        slug = make_unique_slug(full_name.name, taken, otherwise="orang")
        taken.add(slug)
        person = Person(slug=slug, **asdict(full_name))
        person.clean_fields()
        mandate = Mandate(person=person, organisation=organisation, position=position)
        mandate.clean_fields(exclude=["person", "organisation"])
        people.append(person)
        mandates.append(mandate)
    try:
        with transaction.atomic():
            Person.objects.bulk_create(people)
    except IntegrityError:
        raise Refused(_("Somebody is registering people just now. Please try again.")) from None
    Mandate.objects.bulk_create(mandates)
    record_for_each("person_registered", [(person, {}) for person in people], by=by)
    record_for_each(
        "mandate_given",
        [(each.organisation, _build_mandate_params(each)) for each in mandates],
        by=by,
    )
    return people


def _build_mandate_params(mandate: Mandate) -> dict[str, Any]:
    return {
        "person": mandate.person,
        "position": _get_position_label(mandate),
        "organisation": mandate.organisation,
    }


def _get_position_label(mandate: Mandate) -> str | Promise:
    return mandate.position or gettext_lazy("representative")


@transaction.atomic
def give_mandate(
    *, person: Person, organisation: Organisation, by: Actor, **fields: Unpack[MandateFields]
) -> Mandate:
    """Record that a person holds an office; raises ValidationError for a duplicate."""
    mandate = Mandate(person=person, organisation=organisation, **fields)
    require(can_give_mandate(by, mandate.duty))
    mandate.full_clean()
    mandate.save()
    record(
        organisation,
        "mandate_given",
        by=by,
        person=person,
        position=_get_position_label(mandate),
        organisation=organisation,
    )
    return mandate


@transaction.atomic
def end_mandate(*, mandate: Mandate, on: date, by: Actor) -> Mandate:
    """End a mandate; `on` is its last day. Raises ValidationError if that is before its first.

    Ending a duty takes the same permission as giving it.
    """
    require(can_give_mandate(by, mandate.duty))
    mandate.valid_until = on
    mandate.full_clean()
    mandate.save(update_fields=["valid_until"])
    record(mandate.organisation, "mandate_ended", by=by, person=mandate.person, date=on)
    return mandate


@transaction.atomic
def open_account(
    *, email: str, person: Person | None, by: Actor, is_administrator: bool = False
) -> User:
    """Open an account without a password; its owner sets one through the reset link.

    Raises Refused for a person with a duty that `by` may not give, and when another account with
    this address is opened at the same time.
    """
    require(can_open_account(by, is_administrator))
    if person is not None:
        _require_duties_given_by(by, person)
    user = User(
        email=email.strip().lower(),
        person=person,
        is_staff=is_administrator,
        is_superuser=is_administrator,
    )
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise Refused(_("There is already an account with this address."), field="email") from None
    record(user, "account_opened", by=by, email=user.email)
    return user


def _require_duties_given_by(by: Actor, person: Person) -> None:
    """Raise Refused if the person holds a duty that `by` may not give.

    Prevents privilege escalation: otherwise a facilitator could open the account of a secretary
    with an address of their own.
    """
    ended = person.mandates.filter(valid_until__lt=timezone.localdate())
    duties = person.mandates.exclude(pk__in=ended.values("pk")).values_list("duty", flat=True)
    if not all(can_give_mandate(by, duty) for duty in duties):
        raise Refused(
            _("%(person)s holds a duty in the portal. Only the secretariat can open this account.")
            % {"person": person},
            field="email",
        )


@transaction.atomic
def change_account_address(*, user: User, email: str, by: Actor) -> User:
    """Change the address of an account whose owner can no longer read the old mailbox.

    Ends all its sessions and removes the password, so that the next sign-in proves the new address
    by a code or reset link. Notifies the old address. Raises Refused for a taken address.
    """
    require(can_change_account_address(by, user))
    locked = User.objects.select_for_update().get(pk=user.pk)
    old, new = locked.email, email.strip().lower()
    if is_email_taken(new, locked):
        raise Refused(_("There is already an account with this address."), field="email")
    user.email = new
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=user).delete()
    subject, text = build_address_change_email(old, new)
    enqueue_email(to=old, subject=subject, text=text)
    record(user, "account_readdressed", by=by, old=old, email=new)
    return user
