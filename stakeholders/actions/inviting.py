"""Inviting the representatives of an organisation: an office, an account, a letter."""

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.emails import enqueue_email
from core.history import record
from core.refusals import Refused
from stakeholders.accounts import build_account_invitation_email
from stakeholders.actions.offices import give_mandate, open_account
from stakeholders.actions.registers import register_person
from stakeholders.models import Duty, Mandate, Organisation, Person, User
from stakeholders.naming import FullName
from stakeholders.permissions import can_edit_registers


@transaction.atomic
def appoint_representative(
    *,
    organisation: Organisation,
    person: Person | FullName,
    by: Actor,
    position: str = "",
    duty: str = Duty.NONE,
    valid_from: date | None = None,
    valid_until: date | None = None,
    letter: str = "",
    email: str = "",
) -> Mandate:
    """Record an office, of somebody known or of a newcomer, and invite them if there is an address.

    Raises ValidationError for an office that the person holds already, Refused as
    `invite_to_sign_in` does.
    """
    if isinstance(person, FullName):
        person = register_person(**asdict(person), email=email, by=by)
    mandate = give_mandate(
        person=person,
        organisation=organisation,
        position=position,
        duty=duty,
        valid_from=valid_from,
        valid_until=valid_until,
        letter=letter,
        by=by,
    )
    if email:
        invite_to_sign_in(mandate=mandate, email=email, by=by)
    return mandate


@transaction.atomic
def invite_to_sign_in(*, mandate: Mandate, email: str = "", by: Actor) -> User:
    """Open the account of a mandate's holder, unless it is open, and post the letter that says how.

    Asking again posts another letter; the link in the earlier one works as long as it did. Raises
    Refused when there is no address, when it is somebody else's, when the account is closed, and
    as `open_account` does.
    """
    require(can_edit_registers(by))
    user = _find_or_open_account(mandate.person, email.strip().lower(), by)
    subject, text = build_account_invitation_email(user, mandate.organisation)
    enqueue_email(to=user.email, subject=subject, text=text)
    record(mandate.organisation, "account_invited", by=by, person=mandate.person)
    return user


def _find_or_open_account(person: Person, email: str, by: Actor) -> User:
    """Return the person's account: the one there is, else a new one with this address."""
    # Two who invite the same person at once: the second finds the account that the first opened.
    Person.objects.select_for_update().get(pk=person.pk)
    own = User.objects.filter(person=person).first()
    if own is None:
        return _open(person, email, by)
    if email not in ("", own.email.lower()):
        raise Refused(
            _("%(person)s already has an account with the address %(email)s. Leave this empty.")
            % {"person": person, "email": own.email},
            field="email",
        )
    if not own.is_active:
        raise Refused(
            _("The account of %(person)s is closed. An administrator can open it again.")
            % {"person": person},
            field="email",
        )
    return own


def _open(person: Person, email: str, by: Actor) -> User:
    if not email:
        raise Refused(_("Give the address that the invitation goes to."), field="email")
    other = User.objects.select_related("person").filter(email__iexact=email).first()
    if other is not None:
        raise Refused(
            _("This address belongs to the account of %(person)s. Give another one.")
            % {"person": other}
            if other.person
            else _("There is an account with this address that belongs to nobody on the register."),
            field="email",
        )
    return open_account(email=email, person=person, by=by)
