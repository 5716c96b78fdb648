"""Organisations, their other names, and what they offer."""

from datetime import date

import pytest

from stakeholders.actions.registers import (
    add_organisation_name,
    register_organisation,
    register_support_programme,
)
from stakeholders.models import NameKind, Organisation, OrganisationName, Sector, SupportProgramme
from tests.support.expect import invalid, stopped_by_the_database, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
BEFORE, AFTER = date(2021, 1, 1), date(2021, 12, 31)


def test_an_organisation_is_registered_with_all_that_is_known(forum, facilitator):
    organisation = register_organisation(
        slug="ybn",
        name="Yayasan Bina Nusantara (contoh)",
        short_name="YBN",
        sector=Sector.CIVIL_SOCIETY,
        parent=forum.forpemma,
        source="domain.md",
        is_example=True,
        by=facilitator,
    )
    organisation.refresh_from_db()
    assert str(organisation) == "YBN"
    assert (organisation.parent, organisation.is_verified, organisation.is_example) == (
        forum.forpemma,
        False,
        True,
    )
    assert told(organisation) == ["The organisation was registered."]


def test_without_a_short_name_the_name_stands(forum):
    assert str(forum.inka) == "PT INKA"


@pytest.mark.both_databases
def test_the_same_name_is_registered_once_whatever_its_case(forum, facilitator):
    with invalid("An organisation with this name is already registered."):
        register_organisation(slug="dua", name="pt inka", sector=Sector.COMPANY, by=facilitator)
    with stopped_by_the_database():
        Organisation.objects.create(slug="dua", name="Pt Inka", sector=Sector.COMPANY)


@pytest.mark.both_databases
def test_an_address_is_used_once(forum, facilitator):
    with invalid(slug="Organisation with this Address already exists."):
        register_organisation(slug="inka", name="Dua", sector=Sector.COMPANY, by=facilitator)
    with stopped_by_the_database():
        Organisation.objects.create(slug="inka", name="Dua", sector=Sector.COMPANY)


@pytest.mark.both_databases
def test_a_sector_is_one_of_the_seven(facilitator):
    with pytest.raises(Exception, match="is not a valid choice"):
        register_organisation(slug="x", name="X", sector="army", by=facilitator)
    with stopped_by_the_database():
        Organisation.objects.create(slug="x", name="X", sector="army")


@pytest.mark.both_databases
def test_an_organisation_is_no_member_of_itself(forum):
    forum.inka.parent = forum.inka
    with invalid("An organisation cannot be a member of itself."):
        forum.inka.full_clean()
    with stopped_by_the_database():
        forum.inka.save()


def test_another_name_is_noted(forum, facilitator):
    other = add_organisation_name(
        organisation=forum.inka,
        name="Industri Kereta Api",
        kind=NameKind.FORMER,
        valid_until=AFTER,
        by=facilitator,
    )
    assert str(other) == "Industri Kereta Api"
    assert (other.kind, other.valid_until) == ("former", AFTER)
    assert told(forum.inka)[-1] == "“Industri Kereta Api” was added as another name."


@pytest.mark.both_databases
def test_another_name_is_noted_once(forum, facilitator):
    add_organisation_name(organisation=forum.inka, name="INKA", by=facilitator)
    with invalid("This organisation already has this name."):
        add_organisation_name(organisation=forum.inka, name="Inka", by=facilitator)
    with stopped_by_the_database():
        OrganisationName.objects.create(organisation=forum.inka, name="inka")


def test_two_organisations_may_share_another_name(forum, facilitator):
    add_organisation_name(organisation=forum.inka, name="Mitra", by=facilitator)
    add_organisation_name(organisation=forum.outside, name="Mitra", by=facilitator)
    assert set(Organisation.objects.known_as("mitra")) == {forum.inka, forum.outside}


@pytest.mark.both_databases
def test_another_name_ends_after_it_begins(forum, facilitator):
    with invalid("The end lies before the beginning."):
        add_organisation_name(
            organisation=forum.inka,
            name="INKA",
            valid_from=AFTER,
            valid_until=BEFORE,
            by=facilitator,
        )
    with stopped_by_the_database():
        OrganisationName.objects.create(
            organisation=forum.inka, name="INKA", valid_from=AFTER, valid_until=BEFORE
        )


@pytest.mark.parametrize("name", ["pt inka", "INKA", "kereta api"])
def test_an_organisation_is_known_by_any_of_its_names(forum, facilitator, name):
    Organisation.objects.filter(pk=forum.inka.pk).update(short_name="Inka")
    add_organisation_name(organisation=forum.inka, name="Kereta Api", by=facilitator)
    add_organisation_name(organisation=forum.inka, name="Inka Madiun", by=facilitator)
    assert list(Organisation.objects.known_as(name)) == [forum.inka]


def test_nobody_is_known_by_half_a_name(forum):
    assert list(Organisation.objects.known_as("INK")) == []


def test_a_support_programme_is_added(forum, facilitator):
    programme = register_support_programme(
        organisation=forum.inka, name="Kemitraan TJSL", valid_from=BEFORE, by=facilitator
    )
    assert str(programme) == "Kemitraan TJSL"
    assert told(forum.inka)[-1] == "The support programme “Kemitraan TJSL” was added."


@pytest.mark.both_databases
def test_a_support_programme_ends_after_it_begins(forum, facilitator):
    dates = {"valid_from": AFTER, "valid_until": BEFORE}
    with invalid("The end lies before the beginning."):
        register_support_programme(organisation=forum.inka, name="X", by=facilitator, **dates)
    with stopped_by_the_database():
        SupportProgramme.objects.create(organisation=forum.inka, name="X", **dates)


def test_organisations_are_public(cast, forum):
    everything = set(Organisation.objects.all())
    for name in cast.names:
        assert set(Organisation.objects.visible_to(cast[name])) == everything
