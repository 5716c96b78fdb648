"""What can be done with the offices that people hold, and with their accounts."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import require
from core.actors import Actor
from core.emails import enqueue_email
from core.history import record, record_for_each
from core.refusals import Refused
from stakeholders.accounts import build_address_change_email, is_email_taken
from stakeholders.models import Duty, Mandate, Organisation, Person, User
from stakeholders.naming import FullName, make_unique_slug
from stakeholders.permissions import (
    can_give_mandate,
    can_open_account,
    can_readdress_account,
)


@transaction.atomic
def register_newcomers(
    *, newcomers: Sequence[tuple[FullName, Organisation, str]], by: Actor
) -> list[Person]:
    """Add people with the office each came in, given as name, organisation and position.

    The office is kept as a mandate without dates, so that they are known the next time. A few
    queries, however many they are. Raises Refused when two lists are registered at one instant.
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


def _get_position_label(mandate: Mandate) -> Any:
    return mandate.position or gettext_lazy("representative")


@transaction.atomic
def give_mandate(*, by: Actor, **fields: Any) -> Mandate:
    """Record that a person holds an office; raises ValidationError for a doubled one."""
    mandate = Mandate(**fields)
    require(can_give_mandate(by, mandate.duty))
    mandate.full_clean()
    mandate.save()
    record(
        mandate.organisation,
        "mandate_given",
        by=by,
        person=mandate.person,
        position=_get_position_label(mandate),
        organisation=mandate.organisation,
    )
    return mandate


@transaction.atomic
def end_mandate(*, mandate: Mandate, on: date, by: Actor) -> Mandate:
    """End a mandate with the given day as its last; raises ValidationError if before its first.

    Whoever may give a duty may end it, and nobody else.
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

    Raises Refused for somebody with a duty, unless it is opened by one who may give that duty, and
    when somebody else gets an account with this address at the same instant.
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
    """Raise Refused if the account would open a duty that `by` may not give.

    Whoever names the address chooses who comes in: a facilitator could otherwise invite an own
    address to the office of a secretary who has no account yet.
    """
    ended = person.mandates.filter(valid_until__lt=timezone.localdate())
    duties = person.mandates.exclude(pk__in=ended.values("pk")).values_list("duty", flat=True)
    if not all(can_give_mandate(by, duty) for duty in duties):
        raise Refused(
            _("%(person)s holds a duty in the portal; this account is opened by the secretariat.")
            % {"person": person},
            field="email",
        )


@transaction.atomic
def readdress_account(*, user: User, email: str, by: Actor) -> User:
    """Give an account another address, for somebody who cannot read letters to the old one.

    It is signed out everywhere and has no password from then on: whoever comes in proves the new
    address by a code or a reset link. The old address is told. Raises Refused for a taken address.
    """
    require(can_readdress_account(by, user))
    kept = User.objects.select_for_update().get(pk=user.pk)
    old, new = kept.email, email.strip().lower()
    if is_email_taken(new, kept):
        raise Refused(_("There is already an account with this address."), field="email")
    user.email = new
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=user).delete()
    subject, text = build_address_change_email(old, new)
    enqueue_email(to=old, subject=subject, text=text)
    record(user, "account_readdressed", by=by, old=old, email=new)
    return user
