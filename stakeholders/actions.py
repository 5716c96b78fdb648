"""What can be done with organisations, people, mandates and personal links."""

from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import require
from core.history import record
from core.links import BadToken, read_token
from core.refusals import Refused
from stakeholders.models import (
    LinkPurpose,
    Mandate,
    NameKind,
    Organisation,
    OrganisationName,
    Person,
    PersonalLink,
    SupportProgramme,
    User,
)
from stakeholders.permissions import (
    can_edit_registers,
    can_give_mandate,
    can_issue_link,
    can_open_account,
)


@transaction.atomic
def register_organisation(*, by: Any, **fields: Any) -> Organisation:
    """Add an organisation to the register; raises ValidationError for a name already there."""
    require(can_edit_registers(by))
    organisation = Organisation(**fields)
    organisation.full_clean()
    organisation.save()
    record(organisation, "organisation_registered", by=by)
    return organisation


@transaction.atomic
def name_organisation(
    *,
    organisation: Organisation,
    name: str,
    kind: str = NameKind.ALIAS,
    by: Any,
    **fields: Any,
) -> OrganisationName:
    """Note another name, under which searches and imports find the organisation."""
    require(can_edit_registers(by))
    other = OrganisationName(organisation=organisation, name=name, kind=kind, **fields)
    other.full_clean()
    other.save()
    record(organisation, "organisation_named", by=by, name=name)
    return other


@transaction.atomic
def register_support_programme(*, by: Any, **fields: Any) -> SupportProgramme:
    """Add what an organisation offers, such as a TJSL partnership."""
    require(can_edit_registers(by))
    programme = SupportProgramme(**fields)
    programme.full_clean()
    programme.save()
    record(programme.organisation, "support_programme_registered", by=by, name=programme.name)
    return programme


@transaction.atomic
def register_person(*, by: Any, **fields: Any) -> Person:
    """Add a person; namesakes are allowed, since names are not unique."""
    require(can_edit_registers(by))
    person = Person(**fields)
    person.full_clean()
    person.save()
    record(person, "person_registered", by=by)
    return person


@transaction.atomic
def give_mandate(*, by: Any, **fields: Any) -> Mandate:
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
        position=mandate.position or gettext_lazy("representative"),
        organisation=mandate.organisation,
    )
    return mandate


@transaction.atomic
def end_mandate(*, mandate: Mandate, on: date, by: Any) -> Mandate:
    """End a mandate with the given day as its last; raises ValidationError if before its first."""
    require(can_edit_registers(by))
    mandate.valid_until = on
    mandate.full_clean()
    mandate.save(update_fields=["valid_until"])
    record(mandate.organisation, "mandate_ended", by=by, person=mandate.person, date=on)
    return mandate


@transaction.atomic
def open_account(
    *, email: str, person: Person | None, by: Any, is_administrator: bool = False
) -> User:
    """Open an account without a password; its owner sets one through the reset link."""
    require(can_open_account(by, is_administrator))
    user = User(
        email=email.strip().lower(),
        person=person,
        is_staff=is_administrator,
        is_superuser=is_administrator,
    )
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    record(user, "account_opened", by=by, email=user.email)
    return user


# ── Personal links ───────────────────────────────────────────────────────────────────────


@transaction.atomic
def issue_link(
    *,
    purpose: str,
    target: models.Model,
    expires_at: datetime,
    by: Any,
    person: Person | None = None,
    organisation: Organisation | None = None,
) -> PersonalLink:
    """Make a link that opens one task on one object; raises Refused if it would be dead already."""
    require(can_issue_link(by))
    _require_future(expires_at)
    link = PersonalLink(
        purpose=purpose,
        person=person,
        organisation=organisation,
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        expires_at=expires_at,
    )
    link.full_clean()
    link.save()
    record(link, "link_issued", by=by, purpose=LinkPurpose(link.purpose).label)
    return link


def _require_future(expires_at: datetime) -> None:
    if expires_at <= timezone.now():
        raise Refused(_("The link would already have expired."), field="expires_at")


def find_link(token: str, *, purpose: str) -> PersonalLink:
    """Return the living link behind a token, for reading only; a preview may call this freely.

    Raises Refused with what to do: not ours, made for something else, renewed, revoked, expired.
    """
    try:
        link_id, version = read_token(token)
        link = PersonalLink.objects.select_related("person", "organisation").get(
            pk=link_id, purpose=purpose
        )
    except (BadToken, PersonalLink.DoesNotExist, OverflowError):
        raise Refused(
            _("This link is not complete. Open it again from the message you received."),
            code="foreign",
        ) from None
    if version != link.version:
        raise Refused(
            _("This link was replaced by a newer one. Please use the newest message."),
            code="renewed",
        )
    if link.revoked_at:
        raise Refused(_("This link was revoked. Please ask the facilitator."), code="revoked")
    if link.is_expired():
        raise Refused(
            _("This link has expired. Please ask the facilitator for a new one."), code="expired"
        )
    return link


@transaction.atomic
def use_link(*, token: str, purpose: str) -> PersonalLink:
    """Open a link in earnest (by POST) and log its use; raises Refused as `find_link` does."""
    link = find_link(token, purpose=purpose)
    record(link, "link_opened")
    return link


@transaction.atomic
def renew_link(*, link: PersonalLink, expires_at: datetime, by: Any) -> PersonalLink:
    """Give the link a new token and time; every earlier token dies, a revoked link lives again.

    Raises Refused for a time that is over.
    """
    require(can_issue_link(by))
    _require_future(expires_at)
    link = PersonalLink.objects.select_for_update().get(pk=link.pk)
    link.version += 1
    link.expires_at = expires_at
    link.revoked_at = None
    link.save(update_fields=["version", "expires_at", "revoked_at"])
    record(link, "link_renewed", by=by)
    return link


@transaction.atomic
def revoke_link(*, link: PersonalLink, by: Any) -> PersonalLink:
    """Kill a link at once; revoking twice changes nothing."""
    require(can_issue_link(by))
    link = PersonalLink.objects.select_for_update().get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        record(link, "link_revoked", by=by)
    return link
