"""Regions, the programme, its survey, problems, plan and focuses."""

import pytest

from pilots.actions import record_focus, record_plan, record_problem, record_survey, register_region
from pilots.models import Focus, Problem, Region
from tests.support.expect import invalid, stopped_by_the_database, told
from tests.support.factories import make_programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_region_stands_in_its_tree_with_its_office(ground, forum):
    region = Region.objects.get(code="35.77.03.1007")
    assert (region.parent, region.office, str(region)) == (
        ground.city,
        forum.taman,
        "Kelurahan Taman",
    )
    assert told(region) == ["The region was registered."]


@pytest.mark.parametrize(
    ("level", "full"),
    [
        ("province", "Taman"),
        ("city", "Taman"),
        ("district", "Kecamatan Taman"),
        ("kelurahan", "Kelurahan Taman"),
    ],
)
def test_a_name_that_two_regions_share_is_said_with_its_level(level, full):
    assert Region(level=level, name="Taman").full_name == full


@pytest.mark.both_databases
def test_a_code_is_used_once(ground, facilitator):
    with invalid(code="Region with this Code already exists."):
        register_region(code="35.77", level="city", name="Lain", by=facilitator)
    with stopped_by_the_database():
        Region.objects.create(code="35.77", level="city", name="Lain")


def test_a_level_is_one_that_the_portal_knows(facilitator):
    with invalid(level="Value 'hamlet' is not a valid choice."):
        register_region(code="1", level="hamlet", name="X", by=facilitator)


def test_wards_can_be_told_from_the_rest(ground):
    assert list(Region.objects.kelurahan()) == [ground.kelurahan]


def test_regions_are_public(cast, ground):
    for name in cast.names:
        assert set(Region.objects.visible_to(cast[name])) == {ground.city, ground.kelurahan}


def test_a_programme_has_city_secretariat_and_organisers(ground, forum, facilitator):
    programme = make_programme(
        ground.city, forum.bappelitbangda, slug="dua", organisers=[forum.forpemma], by=facilitator
    )
    assert (programme.city, programme.secretariat, list(programme.organisers.all())) == (
        ground.city,
        forum.bappelitbangda,
        [forum.forpemma],
    )
    assert told(programme) == ["The programme was registered."]


def test_an_address_of_a_programme_is_used_once(ground, forum, facilitator):
    with invalid(slug="Programme with this Address already exists."):
        make_programme(ground.city, forum.bappelitbangda, by=facilitator)


def test_what_is_recorded_stands_in_the_history_of_the_programme(ground, facilitator):
    survey = record_survey(
        programme=ground.programme,
        title="Survei 2021",
        period="2021-02",
        regions=[ground.kelurahan],
        by=facilitator,
    )
    assert list(survey.regions.all()) == [ground.kelurahan]
    assert told(ground.programme) == [
        "The programme was registered.",
        "Priority problem “Kewirausahaan” was recorded.",
        "The action plan “Rencana aksi (contoh)” was recorded.",
        "Focus “Lapak” was recorded.",
        "The survey “Survei 2021” was recorded.",
    ]


@pytest.mark.both_databases
def test_a_code_of_a_problem_is_used_once_a_programme(ground, facilitator):
    same = {"programme": ground.programme, "code": "M1", "rank": 2, "title": "Lain"}
    with invalid("This code is already used."):
        record_problem(by=facilitator, **same)
    with stopped_by_the_database():
        Problem.objects.create(**same)


@pytest.mark.both_databases
def test_a_code_of_a_focus_is_used_once_a_plan(ground, facilitator):
    same = {"plan": ground.focus.plan, "code": "F1", "order": 2, "title": "Lain"}
    with invalid("This code is already used."):
        record_focus(by=facilitator, **same)
    with stopped_by_the_database():
        Focus.objects.create(**same)


def test_another_plan_may_use_the_code_again(ground, facilitator):
    plan = record_plan(programme=ground.programme, title="Dua", by=facilitator)
    focus = record_focus(
        plan=plan, code="F1", order=1, title="Lapak", problems=[ground.problem], by=facilitator
    )
    assert (str(focus), list(focus.problems.all())) == ("F1 Lapak", [ground.problem])
