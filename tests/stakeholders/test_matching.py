"""Who is meant by a name: looked up in memory, by any name, with the likest suggested."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders.actions.offices import give_mandate
from stakeholders.actions.registers import add_organisation_name, register_person
from stakeholders.matching import NameMatcher
from tests.support.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(forum, facilitator):
    """Two who are called alike, and one with titles; by slug."""
    made = {}
    for slug, name, organisation in (
        ("siti", "Siti Aminah", forum.inka),
        ("siti-2", "Siti Aminah", forum.taman),
        ("bambang", "Bambang Ramadhiarto", forum.inka),
    ):
        made[slug] = register_person(slug=slug, name=name, title_before="Dr.", by=facilitator)
        give_mandate(person=made[slug], organisation=organisation, position="Staf", by=facilitator)
    return made


def labels(found):
    return [one.label for one in found]


def names(found):
    return [one.full_name for one in found]


# ── Organisations ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["PT INKA", "pt. inka", " PT  INKA ", "Industri Kereta", "PT-INKA"]
)
def test_an_organisation_is_found_by_all_its_names(forum, facilitator, text):
    add_organisation_name(organisation=forum.inka, name="Industri Kereta", by=facilitator)
    found = NameMatcher().find_organisation(text)
    assert found is not None
    assert found.pk == forum.inka.pk


def test_a_name_that_two_share_is_nobodys(forum, facilitator):
    for organisation in (forum.inka, forum.taman):
        add_organisation_name(organisation=organisation, name="Mitra", by=facilitator)
    matcher = NameMatcher()
    assert matcher.find_organisation("Mitra") is None
    assert set(labels(matcher.list_similar_organisations("Mitra"))) == {
        "PT INKA",
        "Kelurahan Taman",
    }


@pytest.mark.parametrize(
    ("text", "likest"),
    [
        ("Beppelitbangda", "Bappelitbangda"),
        ("Bappelitbangda Kota Madiun", "Bappelitbangda"),
        ("Forpenma", "Forpemma"),
        ("Kelurahan Tamam", "Kelurahan Taman"),
    ],
)
def test_a_similar_organisation_is_suggested(forum, text, likest):
    matcher = NameMatcher()
    assert matcher.find_organisation(text) is None
    assert labels(matcher.list_similar_organisations(text))[0] == likest


@pytest.mark.parametrize("text", ["Universitas Terbuka", "", "🎋", "x" * 200])
def test_what_is_not_alike_is_not_suggested(forum, text):
    assert NameMatcher().list_similar_organisations(text) == []


def test_at_most_four_are_suggested(forum, facilitator):
    for number in range(9):
        make_organisation(f"k{number}", name=f"Karang Taruna {number}", by=facilitator)
    assert len(NameMatcher().list_similar_organisations("Karang Taruna")) == 4


def test_an_office_is_parted_from_its_organisation(forum):
    office, found = NameMatcher().split_position_and_organisation(
        "Kabid Perencanaan Bappelitbangda"
    )
    assert (office, str(found)) == ("Kabid Perencanaan", "Bappelitbangda")
    assert NameMatcher().split_position_and_organisation("Ketua RT") == ("Ketua RT", None)


# ── People ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["Siti Aminah", "Ibu SITI aminah, S.Pd", "Dr. Siti Aminah"])
def test_titles_do_not_hide_a_person(people, text):
    assert {one.pk for one in NameMatcher().list_namesakes(text)} == {
        people["siti"].pk,
        people["siti-2"].pk,
    }


def test_a_similar_person_is_suggested(people, forum):
    matcher = NameMatcher()
    assert matcher.list_namesakes("Bambang Ramadiarto") == []
    assert names(matcher.list_similar_people("Bambang Ramadiarto", None)) == [
        "Dr. Bambang Ramadhiarto"
    ]
    # A short form is enough among colleagues only.
    assert matcher.list_similar_people("Bambang R", None) == []
    assert names(matcher.list_similar_people("Bambang Rama", forum.inka.pk)) == [
        "Dr. Bambang Ramadhiarto"
    ]


def test_a_person_is_known_with_the_offices_held_today(people, forum):
    [known] = [
        one for one in NameMatcher().list_namesakes("Siti Aminah") if one.pk == people["siti"].pk
    ]
    assert known.offices == {forum.inka.pk: "Staf"}


def test_the_register_is_read_in_four_queries_however_many_are_looked_up(people, forum):
    matcher = NameMatcher()
    with CaptureQueriesContext(connection) as queries:
        for number in range(300):
            matcher.find_organisation(f"Organisasi {number}")
            matcher.list_similar_organisations(f"Kelurahan {number}")
            matcher.list_namesakes(f"Siti {number}")
            matcher.list_similar_people(f"Siti Amina {number}", forum.inka.pk)
    assert len(queries) == 4
