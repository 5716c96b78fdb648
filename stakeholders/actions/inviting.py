"""Inviting the representatives of an organisation: mandate, account and invitation e-mail."""

from dataclasses import asdict
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.emails import enqueue_email
from core.history import record
from core.refusals import Refused
from stakeholders.accounts import build_account_invitation_email
from stakeholders.actions.offices import MandateFields, give_mandate, open_account
from stakeholders.actions.registers import register_person
from stakeholders.models import Mandate, Organisation, Person, User
from stakeholders.naming import FullName
from stakeholders.permissions import can_edit_registers


@transaction.atomic
def appoint_representative(
    *,
    organisation: Organisation,
    person: Person | FullName,
    by: Actor,
    email: str = "",
    **office: Unpack[MandateFields],
) -> Mandate:
    """Give a mandate to a known or a new person, and invite them if an address is given.

    Raises ValidationError for an office that the person already holds, Refused as
    `invite_to_sign_in` does.
    """
    if isinstance(person, FullName):
        person = register_person(**asdict(person), email=email, by=by)
    mandate = give_mandate(person=person, organisation=organisation, by=by, **office)
    if email:
        invite_to_sign_in(mandate=mandate, email=email, by=by)
    return mandate


@transaction.atomic
def invite_to_sign_in(*, mandate: Mandate, email: str = "", by: Actor) -> User:
    """Open an account for the holder of a mandate, unless there is one, and send an invitation.

    A second invitation does not invalidate the link in the first. Raises Refused without an
    address, for an address of another account, for a closed account, and as `open_account` does.
    """
    require(can_edit_registers(by))
    user = _find_or_open_account(mandate.person, email.strip().lower(), by)
    subject, text = build_account_invitation_email(user, mandate.organisation)
    enqueue_email(to=user.email, subject=subject, text=text)
    record(mandate.organisation, "account_invited", by=by, person=mandate.person)
    return user


def _find_or_open_account(person: Person, email: str, by: Actor) -> User:
    """Return the account of a person, or open one with this address."""
    # Locks the person: of two simultaneous invitations the second finds the account of the first.
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
            else _("An account with this address exists, but its owner is not on the register."),
            field="email",
        )
    return open_account(email=email, person=person, by=by)
