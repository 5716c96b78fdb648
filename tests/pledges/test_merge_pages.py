"""Merging in the browser: which one, both side by side, and why."""

import pytest

from meetings.actions.logging import log_pledge
from pledges.actions.agreeing import freeze_pledges
from pledges.actions.deciding import accommodate_pledge, decline_pledge
from pledges.models import Pledge
from tests.support.expect import told
from tests.support.factories import make_meeting, make_pledge, make_submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def said(meeting, facilitator):
    """Takes a contribution for the meeting, or for another one."""

    def take(lead, words, *, at=meeting, form="goods"):
        return log_pledge(meeting=at, lead=lead, own_words=words, form=form, by=facilitator)

    return take


@pytest.fixture
def pledge(said, forum):
    """A contribution said in the meeting."""
    return said(forum.taman, "Kami juga bantu gerobak")


def page(pledge, query=""):
    return f"{pledge.get_absolute_url()}gabung/{query}"


def offered(answer):
    return {str(candidate) for candidate in answer.context["candidates"]}


def test_those_of_the_same_meeting_and_form_are_offered(
    staff, read, said, pledge, forum, facilitator
):
    beside = said(forum.inka, "Gerobak")
    taken = accommodate_pledge(pledge=said(forum.inka, "Lampu"), by=facilitator)
    formless = said(forum.inka, "Apa saja", form="")
    decline_pledge(pledge=said(forum.inka, "Ditolak"), reason="Tidak", by=facilitator)
    said(forum.inka, "Pelatihan", form="training")
    locked = accommodate_pledge(pledge=said(forum.inka, "Terkunci"), by=facilitator)
    freeze_pledges(pledges=[locked], document="BA-2021-0001", by=facilitator)
    elsewhere = said(forum.inka, "Lain", at=make_meeting(by=facilitator))
    narrow = {str(each) for each in (beside, taken, formless)}
    answer = staff.get(page(pledge))
    assert offered(answer) == narrow
    assert "Offer those of other meetings too" in read(answer)
    assert offered(staff.get(page(pledge, "?lingkup=semua"))) == narrow | {str(elsewhere)}


def test_clean_text_that_equals_the_own_words_stands_once(staff, said, forum, pledge):
    beside = said(forum.inka, "Gerobak siap pakai")
    address = page(pledge, f"?dengan={beside}")
    assert "No clean text has been written yet." in staff.get(address).content.decode()
    Pledge.objects.filter(pk=beside.pk).update(title="Gerobak siap pakai.", description="")
    html = staff.get(address).content.decode()
    assert "The same as their own words." in html
    assert html.partition("<main")[2].count("Gerobak siap pakai") == 1
    Pledge.objects.filter(pk=beside.pk).update(title="Lima gerobak", description="Lima gerobak")
    html = staff.get(address).content.decode()
    assert html.partition("<main")[2].count("Lima gerobak") == 1


def test_what_was_said_in_no_meeting_is_offered_all_of_its_form(staff, read, forum, inka):
    pledge, other = (make_submitted(forum.inka, by=inka) for _number in range(2))
    answer = staff.get(page(pledge))
    assert offered(answer) == {str(other)}
    assert "of other meetings" not in read(answer)


def test_there_may_be_none(staff, read, pledge):
    assert "There is no contribution it can be merged into." in read(staff.get(page(pledge)))


def test_both_are_compared_before_one_is_merged(staff, read, said, pledge, forum):
    survivor = said(forum.inka, "Gerobak sepuluh buah")
    text = read(staff.get(page(pledge, f"?dengan={survivor}")))
    assert text.index("Kami juga bantu gerobak") < text.index("Gerobak sepuluh buah")
    assert "Quantities and values are not added up" in text
    assert f"{pledge} keeps its original words, its organisation and its reference" in text
    answer = staff.post(page(pledge, f"?dengan={survivor}"), {"reason": "Sama-sama gerobak"})
    assert (answer.status_code, answer["Location"]) == (302, pledge.get_absolute_url())
    merged = Pledge.objects.get(pk=pledge.pk)
    assert (merged.state, merged.survivor, merged.reason) == (
        "merged",
        survivor,
        "Sama-sama gerobak",
    )
    assert list(survivor.partners.all()) == [forum.taman]
    assert f"It was merged into this pledge of {forum.inka}" in read(
        staff.get(merged.get_absolute_url())
    )


def test_a_merge_needs_a_reason_and_keeps_the_choice(staff, said, pledge, forum):
    survivor = said(forum.inka, "Gerobak")
    answer = staff.post(page(pledge, f"?dengan={survivor}"), {"reason": ""})
    assert answer.status_code == 422
    assert answer.context["survivor"] == survivor
    assert Pledge.objects.get(pk=pledge.pk).state == "submitted"


def test_without_a_choice_nothing_is_merged(staff, pledge):
    answer = staff.post(page(pledge), {"reason": "Sama"})
    assert (answer.status_code, Pledge.objects.get(pk=pledge.pk).state) == (200, "submitted")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("training", "Only contributions of the same form can be merged (Goods, Training)."),
        ("goods", "is “Declined”. Choose a pledge that is submitted or accommodated."),
    ],
)
def test_what_cannot_be_merged_is_said(
    staff, read, said, pledge, forum, facilitator, form, sentence
):
    other = said(forum.inka, "Lain", form=form)
    if form == "goods":
        decline_pledge(pledge=other, reason="Tidak", by=facilitator)
    answer = staff.post(page(pledge, f"?dengan={other}"), {"reason": "Sama"})
    assert answer.status_code == 422
    assert sentence in read(answer)
    assert "Other contributions were merged" not in told(pledge)


def test_into_itself_is_refused(staff, read, pledge):
    answer = staff.post(page(pledge, f"?dengan={pledge}"), {"reason": "Sama"})
    assert "A pledge cannot be merged into itself." in read(answer)


@pytest.mark.parametrize("name", ["KOM-9999-9999", "9" * 400, "%F0%9F%8E%8B", "x' OR 1=1"])
def test_an_unknown_choice_is_not_found(staff, pledge, name):
    assert staff.get(page(pledge, f"?dengan={name}")).status_code == 404


def test_a_draft_of_others_is_no_choice(staff, pledge, forum, inka):
    draft = make_pledge(forum.inka, by=inka)
    assert staff.get(page(pledge, f"?dengan={draft}")).status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_more_to_choose_from_costs_no_more(
    staff, said, pledge, forum, count, django_assert_max_num_queries
):
    others = [said(forum.inka, f"Gerobak {number}") for number in range(count)]
    with django_assert_max_num_queries(10):
        assert len(offered(staff.get(page(pledge)))) == count
    with django_assert_max_num_queries(11):
        staff.get(page(pledge, f"?dengan={others[0]}"))
