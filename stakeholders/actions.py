"""What can be done with organisations, people, mandates and personal links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import require
from core.history import record, record_many
from core.links import BadToken, read_token
from core.refusals import Refused
from stakeholders.bearers import Bearer
from stakeholders.models import (
    Duty,
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
from stakeholders.naming import FullName, free_slug
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
def introduce_organisation(*, link: PersonalLink, name: str, sector: str) -> Organisation:
    """Note an organisation that its own people name through a room's link.

    It stays between them and the staff until `confirm_organisation`, so that nobody can write
    on the public register by a QR code. Raises ValidationError for a name already there.
    """
    slugs = set(Organisation.objects.values_list("slug", flat=True))
    slug = free_slug(name, slugs, otherwise="organisasi")
    organisation = Organisation(slug=slug, name=name, sector=sector, is_introduced=True)
    organisation.full_clean()
    organisation.save()
    record(organisation, "organisation_introduced", link=link)
    return organisation


@transaction.atomic
def confirm_organisation(*, organisation: Organisation, by: Any) -> Organisation:
    """Put an introduced organisation on the public register; doing it twice changes nothing."""
    require(can_edit_registers(by))
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.is_introduced:
        organisation.is_introduced = False
        organisation.save(update_fields=["is_introduced"])
        record(organisation, "organisation_confirmed", by=by)
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
def register_organisations(*, sectors: Mapping[str, str], by: Any) -> dict[str, Organisation]:
    """Add many organisations, given as name and sector, in a few queries; by name.

    They are not verified. Raises Refused when one of them was registered meanwhile.
    """
    require(can_edit_registers(by))
    taken = set(Organisation.objects.values_list("slug", flat=True))
    made = []
    for name, sector in sectors.items():
        slug = free_slug(name, taken, otherwise="organisasi")
        taken.add(slug)
        organisation = Organisation(slug=slug, name=name, sector=sector)
        organisation.clean_fields()
        made.append(organisation)
    try:
        with transaction.atomic():
            Organisation.objects.bulk_create(made)
    except IntegrityError:
        raise Refused(
            _("One of these organisations was registered just now. Check the list once more.")
        ) from None
    record_many("organisation_registered", [(each, {}) for each in made], by=by)
    return {organisation.name: organisation for organisation in made}


@transaction.atomic
def register_newcomers(
    *, newcomers: Sequence[tuple[FullName, Organisation, str]], by: Any
) -> list[Person]:
    """Add people with the office each came in, given as name, organisation and position.

    The office is kept as a mandate without dates, so that they are known the next time. A few
    queries, however many they are. Raises Refused when two lists are registered at one instant.
    """
    require(can_give_mandate(by, Duty.NONE))
    taken = set(Person.objects.values_list("slug", flat=True))
    people, mandates = [], []
    for full_name, organisation, position in newcomers:
        slug = free_slug(full_name.name, taken, otherwise="orang")
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
    record_many("person_registered", [(person, {}) for person in people], by=by)
    record_many("mandate_given", [(each.organisation, _given(each)) for each in mandates], by=by)
    return people


def _given(mandate: Mandate) -> dict[str, Any]:
    return {
        "person": mandate.person,
        "position": mandate.position or gettext_lazy("representative"),
        "organisation": mandate.organisation,
    }


@transaction.atomic
def give_mandate(*, by: Any, **fields: Any) -> Mandate:
    """Record that a person holds an office; raises ValidationError for a doubled one."""
    mandate = Mandate(**fields)
    require(can_give_mandate(by, mandate.duty))
    mandate.full_clean()
    mandate.save()
    record(mandate.organisation, "mandate_given", by=by, **_given(mandate))
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
    return _make_link(purpose, target, expires_at, person, organisation, by)


@transaction.atomic
def issue_links(
    *,
    purpose: str,
    target: models.Model,
    bearers: Iterable[tuple[Person | None, Organisation]],
    expires_at: datetime,
    by: Any,
) -> list[PersonalLink]:
    """Make a link to one object for each bearer, in a few queries; raises Refused if over."""
    require(can_issue_link(by))
    _require_future(expires_at)
    links = [
        PersonalLink(
            purpose=LinkPurpose(purpose),
            person=person,
            organisation=organisation,
            content_type=ContentType.objects.get_for_model(target),
            object_id=target.pk,
            expires_at=expires_at,
        )
        for person, organisation in bearers
    ]
    PersonalLink.objects.bulk_create(links)
    told = [(link, {"purpose": LinkPurpose(purpose).label}) for link in links]
    record_many("link_issued", told, by=by)
    return links


@transaction.atomic
def issue_link_to_bearer(
    *, bearer: Bearer, purpose: str, target: models.Model, expires_at: datetime
) -> PersonalLink:
    """Give the bearer of a link one of their own, to what they have just made with it.

    It stands for the same person and organisation. That the bearer made `target` is for the
    calling action to know.
    """
    return _make_link(
        purpose, target, expires_at, bearer.link.person, bearer.organisation, by=bearer
    )


def _make_link(
    purpose: str,
    target: models.Model,
    expires_at: datetime,
    person: Person | None,
    organisation: Organisation | None,
    by: Any,
) -> PersonalLink:
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


def find_link(token: str, *, purpose: str | Iterable[str]) -> PersonalLink:
    """Return the living link behind a token, for reading only; a preview may call this freely.

    `purpose` is what the link must be for, or several of which one must fit. Raises Refused with
    what to do: not ours, made for something else, renewed, revoked, expired.
    """
    try:
        link_id, version = read_token(token)
        link = PersonalLink.objects.select_related("person", "organisation").get(
            pk=link_id, purpose__in=[purpose] if isinstance(purpose, str) else list(purpose)
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
def use_link(*, token: str, purpose: str | Iterable[str]) -> PersonalLink:
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
