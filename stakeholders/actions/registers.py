"""What can be done with the register of organisations, what they offer, and people."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record, record_for_each
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
from stakeholders.naming import make_unique_slug
from stakeholders.permissions import can_edit_registers


@transaction.atomic
def register_organisation(*, by: Actor, slug: str = "", **fields: Any) -> Organisation:
    """Add an organisation to the register; raises ValidationError for a name already there.

    Without a `slug` its address is made of its name.
    """
    require(can_edit_registers(by))
    if not slug:
        taken = set(Organisation.objects.values_list("slug", flat=True))
        slug = make_unique_slug(fields["name"], taken, otherwise="organisasi")
    organisation = Organisation(slug=slug, **fields)
    organisation.full_clean()
    organisation.save()
    record(organisation, "organisation_registered", by=by)
    return organisation


@transaction.atomic
def edit_organisation(
    *, organisation: Organisation, seen: int, by: Actor, **changes: Any
) -> Organisation:
    """Change an entry of the register; its address stays, since it is printed.

    Raises ValidationError as registering does, Conflict when someone saved before.
    """
    require(can_edit_registers(by))
    for name, value in changes.items():
        setattr(organisation, name, value)
    organisation.full_clean()
    organisation = save_unless_changed(organisation, seen=seen, by=by, **changes)
    record(organisation, "organisation_edited", by=by)
    return organisation


@transaction.atomic
def introduce_organisation(*, link: PersonalLink, name: str, sector: str) -> Organisation:
    """Note an organisation that its own people name through a room's link.

    It stays between them and the staff until `confirm_organisation`, so that nobody can write
    on the public register by a QR code. Raises ValidationError for a name already there.
    """
    slugs = set(Organisation.objects.values_list("slug", flat=True))
    slug = make_unique_slug(name, slugs, otherwise="organisasi")
    organisation = Organisation(slug=slug, name=name, sector=sector, is_introduced=True)
    organisation.full_clean()
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:  # somebody named it at the same instant
        raise Refused(
            _("An organisation with this name is already registered."), field="organisation"
        ) from None
    record(organisation, "organisation_introduced", link=link)
    return organisation


@transaction.atomic
def confirm_organisation(*, organisation: Organisation, by: Actor) -> Organisation:
    """Put an introduced organisation on the public register; doing it twice changes nothing."""
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
def remove_organisation_name(*, other: OrganisationName, by: Actor) -> None:
    """Take another name away that was noted by mistake."""
    require(can_edit_registers(by))
    record(other.organisation, "organisation_unnamed", by=by, name=other.name)
    OrganisationName.objects.filter(pk=other.pk).delete()


@transaction.atomic
def register_support_programme(*, by: Actor, **fields: Any) -> SupportProgramme:
    """Add what an organisation offers, such as a TJSL partnership."""
    require(can_edit_registers(by))
    programme = SupportProgramme(**fields)
    programme.full_clean()
    programme.save()
    record(programme.organisation, "support_programme_registered", by=by, name=programme.name)
    return programme


@transaction.atomic
def register_person(*, by: Actor, slug: str = "", **fields: Any) -> Person:
    """Add a person; namesakes are allowed, since names are not unique."""
    require(can_edit_registers(by))
    if not slug:
        taken = set(Person.objects.values_list("slug", flat=True))
        slug = make_unique_slug(fields["name"], taken, otherwise="orang")
    person = Person(slug=slug, **fields)
    person.full_clean()
    person.save()
    record(person, "person_registered", by=by)
    return person


@transaction.atomic
def edit_person(*, person: Person, seen: int, by: Actor, **changes: Any) -> Person:
    """Change a person's name, titles or contact data; raises Conflict when someone saved before."""
    require(can_edit_registers(by))
    for name, value in changes.items():
        setattr(person, name, value)
    person.full_clean()
    person = save_unless_changed(person, seen=seen, by=by, **changes)
    record(person, "person_edited", by=by)
    return person


@transaction.atomic
def register_organisations(*, sectors: Mapping[str, str], by: Actor) -> dict[str, Organisation]:
    """Add many organisations, given as name and sector, in a few queries; by name.

    They are not verified. Raises Refused when one of them was registered meanwhile.
    """
    require(can_edit_registers(by))
    taken = set(Organisation.objects.values_list("slug", flat=True))
    made = []
    for name, sector in sectors.items():
        slug = make_unique_slug(name, taken, otherwise="organisasi")
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
    record_for_each("organisation_registered", [(each, {}) for each in made], by=by)
    return {organisation.name: organisation for organisation in made}
