"""Registering and editing organisations, their names, their support programmes, and people."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record, record_for_each
from core.models import SourcedFields
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from stakeholders.models import (
    NameKind,
    Organisation,
    OrganisationName,
    Person,
    PersonalLink,
    SupportProgramme,
)
from stakeholders.naming import FullName, make_unique_slug
from stakeholders.permissions import can_edit_registers


class OrganisationFields(SourcedFields, total=False):
    """The optional fields of an organisation."""

    short_name: str
    parent: Organisation | None
    about: str
    is_verified: bool


class OrganisationChanges(OrganisationFields, total=False):
    """What an edit of an organisation may change."""

    name: str
    sector: str


class OrganisationNameFields(SourcedFields, total=False):
    """The optional fields of another name of an organisation."""

    valid_from: date | None
    valid_until: date | None
    note: str


class SupportProgrammeFields(SourcedFields, total=False):
    """The optional fields of a support programme."""

    audience: str
    description: str
    terms: str
    contact: str
    valid_from: date | None
    valid_until: date | None


class PersonFields(SourcedFields, total=False):
    """The optional fields of a person."""

    title_before: str
    title_after: str
    sex: str
    nip: str
    phone: str
    email: str
    consent_date: date | None


class PersonChanges(PersonFields, total=False):
    """What an edit of a person may change."""

    name: str


@transaction.atomic
def register_organisation(
    *, name: str, sector: str, by: Actor, slug: str = "", **fields: Unpack[OrganisationFields]
) -> Organisation:
    """Register an organisation; raises ValidationError for a name that is already registered.

    Without a `slug` one is made from the name.
    """
    require(can_edit_registers(by))
    if not slug:
        taken = set(Organisation.objects.values_list("slug", flat=True))
        slug = make_unique_slug(name, taken, otherwise="organisasi")
    organisation = Organisation(slug=slug, name=name, sector=sector, **fields)
    organisation.full_clean()
    organisation.save()
    record(organisation, "organisation_registered", by=by)
    return organisation


@transaction.atomic
def edit_organisation(
    *,
    organisation: Organisation,
    seen_revision: int,
    by: Actor,
    **changes: Unpack[OrganisationChanges],
) -> Organisation:
    """Edit an organisation, with an optimistic lock on `seen_revision`.

    Its slug stays, since the URL is printed in documents. Raises ValidationError as registering
    does, Conflict when somebody else saved first.
    """
    require(can_edit_registers(by))
    for name, value in changes.items():
        setattr(organisation, name, value)
    organisation.full_clean()
    organisation = save_unless_changed(organisation, seen_revision=seen_revision, by=by, **changes)
    record(organisation, "organisation_edited", by=by)
    return organisation


@transaction.atomic
def introduce_organisation(*, link: PersonalLink, name: str, sector: str) -> Organisation:
    """Add an unconfirmed organisation, entered by its own people through a room's link.

    Only they and the staff see it until `confirm_organisation`, so that the public register cannot
    be filled through a QR code. Raises ValidationError for a name that is already registered.
    """
    slugs = set(Organisation.objects.values_list("slug", flat=True))
    slug = make_unique_slug(name, slugs, otherwise="organisasi")
    organisation = Organisation(slug=slug, name=name, sector=sector, is_introduced=True)
    organisation.full_clean()
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:  # somebody entered it at the same time
        raise Refused(
            _("An organisation with this name is already registered."), field="organisation"
        ) from None
    record(organisation, "organisation_introduced", link=link)
    return organisation


@transaction.atomic
def introduce_person(*, link: PersonalLink, name: FullName, phone: str = "") -> Person:
    """Add a person whose name came through a link, without an office.

    The register of people is the staff's alone, so the public cannot read what was entered. Raises
    Refused for a name that is too long, and when somebody registers the same name just now.
    """
    alike = Person.objects.filter(
        slug__startswith=make_unique_slug(name.name, (), otherwise="orang")
    )
    taken = set(alike.values_list("slug", flat=True))
    slug = make_unique_slug(name.name, taken, otherwise="orang")
    person = Person(slug=slug, phone=phone, **asdict(name))
    person.clean_fields()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # somebody of this name was registered at the same time
        raise Refused(_("Somebody is registering people just now. Please try again.")) from None
    record(person, "person_introduced", link=link)
    return person


@transaction.atomic
def confirm_organisation(*, organisation: Organisation, by: Actor) -> Organisation:
    """Put an unconfirmed organisation on the public register; repeating it changes nothing."""
    require(can_edit_registers(by))
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.is_introduced:
        organisation.is_introduced = False
        organisation.save(update_fields=["is_introduced"])
        record(organisation, "organisation_confirmed", by=by)
    return organisation


@transaction.atomic
def add_organisation_name(
    *,
    organisation: Organisation,
    name: str,
    kind: str = NameKind.ALIAS,
    by: Actor,
    **fields: Unpack[OrganisationNameFields],
) -> OrganisationName:
    """Add another name, under which searches and imports find the organisation."""
    require(can_edit_registers(by))
    other = OrganisationName(organisation=organisation, name=name, kind=kind, **fields)
    other.full_clean()
    other.save()
    record(organisation, "organisation_named", by=by, name=name)
    return other


@transaction.atomic
def remove_organisation_name(*, other: OrganisationName, by: Actor) -> None:
    """Remove another name of an organisation."""
    require(can_edit_registers(by))
    record(other.organisation, "organisation_unnamed", by=by, name=other.name)
    OrganisationName.objects.filter(pk=other.pk).delete()


@transaction.atomic
def register_support_programme(
    *, organisation: Organisation, name: str, by: Actor, **fields: Unpack[SupportProgrammeFields]
) -> SupportProgramme:
    """Add a support programme of an organisation, such as a TJSL partnership."""
    require(can_edit_registers(by))
    programme = SupportProgramme(organisation=organisation, name=name, **fields)
    programme.full_clean()
    programme.save()
    record(organisation, "support_programme_registered", by=by, name=name)
    return programme


@transaction.atomic
def register_person(
    *, name: str, by: Actor, slug: str = "", **fields: Unpack[PersonFields]
) -> Person:
    """Register a person; several people may have the same name."""
    require(can_edit_registers(by))
    if not slug:
        taken = set(Person.objects.values_list("slug", flat=True))
        slug = make_unique_slug(name, taken, otherwise="orang")
    person = Person(slug=slug, name=name, **fields)
    person.full_clean()
    person.save()
    record(person, "person_registered", by=by)
    return person


@transaction.atomic
def edit_person(
    *, person: Person, seen_revision: int, by: Actor, **changes: Unpack[PersonChanges]
) -> Person:
    """Edit a person, with an optimistic lock; raises Conflict when somebody else saved first."""
    require(can_edit_registers(by))
    for name, value in changes.items():
        setattr(person, name, value)
    person.full_clean()
    person = save_unless_changed(person, seen_revision=seen_revision, by=by, **changes)
    record(person, "person_edited", by=by)
    return person


@transaction.atomic
def register_organisations(*, sectors: Mapping[str, str], by: Actor) -> dict[str, Organisation]:
    """Register organisations in bulk from `sectors` by name; return them by name.

    Takes a few queries; none is marked as verified. Raises Refused when one of them was registered
    meanwhile.
    """
    require(can_edit_registers(by))
    taken = set(Organisation.objects.values_list("slug", flat=True))
    organisations = []
    for name, sector in sectors.items():
        slug = make_unique_slug(name, taken, otherwise="organisasi")
        taken.add(slug)
        organisation = Organisation(slug=slug, name=name, sector=sector)
        organisation.clean_fields()
        organisations.append(organisation)
    try:
        with transaction.atomic():
            Organisation.objects.bulk_create(organisations)
    except IntegrityError:
        raise Refused(
            _("One of these organisations was registered just now. Check the list once more.")
        ) from None
    record_for_each("organisation_registered", [(each, {}) for each in organisations], by=by)
    return {organisation.name: organisation for organisation in organisations}
