"""A pledge from its first line to its submission."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.models import Counter
from core.optimistic_lock import Conflict
from core.refusals import Refused
from pledges.actions.writing import draft_pledge, edit_pledge, submit_pledge
from pledges.models import Pledge, PledgeQuantity, PledgeState
from tests.support.expect import invalid, refused, stopped_by_the_database, told
from tests.support.factories import make_pledge, make_pledge_in, make_submitted
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LATER, EARLIER = date(2022, 6, 30), date(2021, 12, 1)


def facts(pledge):
    """Everything that is kept of a pledge."""
    pledge = Pledge.objects.get(pk=pledge.pk)
    return {
        **Pledge.objects.values().get(pk=pledge.pk),
        "quantities": [str(quantity) for quantity in pledge.quantities.all()],
        "partners": set(pledge.partners.all()),
    }


def test_own_words_are_enough(forum, inka):
    pledge = draft_pledge(lead=forum.inka, own_words="Kami melatih 20 orang", year=2021, by=inka)
    assert (str(pledge), pledge.state, pledge.form, pledge.value_rupiah) == (
        "KOM-2021-0001",
        "draft",
        "",
        None,
    )
    assert told(pledge) == ["A draft was begun for PT INKA."]


def test_everything_that_is_known_is_kept(forum, inka, ground):
    pledge = draft_pledge(
        lead=forum.inka,
        own_words="Kami membantu",
        title="Lapak",
        value_rupiah=15_000_000,
        quantities=[(Decimal("10.5"), "lapak"), (Decimal(3), "meja")],
        partners=[forum.taman],
        regions=[ground.kelurahan],
        focuses=[ground.focus],
        problems=[ground.problem],
        year=2021,
        by=inka,
    )
    pledge = Pledge.objects.with_related().get(pk=pledge.pk)
    assert [str(quantity) for quantity in pledge.quantities.all()] == ["10.5 lapak", "3 meja"]
    assert (
        list(pledge.partners.all()),
        list(pledge.regions.all()),
        list(pledge.focuses.all()),
        list(pledge.problems.all()),
    ) == ([forum.taman], [ground.kelurahan], [ground.focus], [ground.problem])
    assert pledge.value_rupiah == 15_000_000


def test_without_a_meeting_the_year_is_this_years(forum, inka, time_machine):
    time_machine.move_to("2024-01-01T06:00:00+07:00")
    assert draft_pledge(lead=forum.inka, own_words="x", by=inka).reference == "KOM-2024-0001"


@pytest.mark.parametrize(
    "wrong",
    [
        {"own_words": ""},
        {"start_date": LATER, "end_date": EARLIER},
        {"form": "money"},
        {"value_rupiah": -1},
        {"quantities": [(Decimal(0), "lapak")]},
        {"quantities": [(Decimal(-1), "lapak")]},
        {"quantities": [(Decimal(1), "")]},
        {"quantities": [(Decimal(1), "lapak"), (Decimal(2), "lapak")]},
    ],
    ids=str,
)
def test_a_draft_that_cannot_be_leaves_neither_row_nor_gap(forum, inka, wrong):
    with pytest.raises(ValidationError):
        make_pledge(forum.inka, by=inka, **wrong)
    assert (Pledge.objects.count(), Counter.objects.filter(series="KOM").count()) == (0, 0)
    assert make_pledge(forum.inka, by=inka).reference == "KOM-2021-0001"


def test_a_draft_says_what_is_wrong(forum, inka):
    with refused("The end lies before the beginning.", field="end_date"):
        make_pledge(forum.inka, start_date=LATER, end_date=EARLIER, by=inka)
    with invalid("A quantity is more than zero."):
        make_pledge(forum.inka, quantities=[(Decimal(0), "lapak")], by=inka)
    with invalid("This unit is already listed."):
        make_pledge(forum.inka, quantities=[(Decimal(1), "m"), (Decimal(2), "m")], by=inka)


def test_a_pledge_without_words_is_refused(forum, inka):
    with invalid(own_words="This field cannot be blank."):
        make_pledge(forum.inka, own_words="", by=inka)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "eaten"},
        {"own_words": ""},
        {"start_date": LATER, "end_date": EARLIER},
        {"state": PledgeState.MERGED},
        {"state": PledgeState.DEFERRED},
        {"state": PledgeState.DECLINED},
        {"reference": None},
    ],
    ids=str,
)
def test_the_database_keeps_what_is_always_true(forum, inka, wrong):
    pledge = make_pledge(forum.inka, by=inka)
    with stopped_by_the_database():
        Pledge.objects.filter(pk=pledge.pk).update(**wrong)


@pytest.mark.both_databases
def test_the_database_keeps_a_survivor_to_merged_ones(forum, inka):
    one, two = make_pledge(forum.inka, by=inka), make_pledge(forum.inka, by=inka)
    one.survivor = two
    with invalid("A merged pledge must name the pledge that it was merged into."):
        one.full_clean()
    with stopped_by_the_database():
        one.save()


@pytest.mark.both_databases
def test_the_database_keeps_one_amount_a_unit(forum, inka):
    pledge = make_pledge(forum.inka, by=inka)
    with stopped_by_the_database():
        PledgeQuantity.objects.create(pledge=pledge, amount=1, unit="lapak")
    with stopped_by_the_database():
        PledgeQuantity.objects.create(pledge=pledge, amount=0, unit="meja")


@pytest.mark.parametrize(
    ("title", "words", "summary"),
    [
        ("Lapak", "Kami membantu", "Lapak"),
        ("", "Kami membantu\ndan melatih", "Kami membantu"),
        ("", "\n\nKami membantu", "Kami membantu"),
        ("", "x" * 200, "x" * 120),
    ],
)
def test_a_list_shows_the_title_or_the_first_words(title, words, summary):
    assert Pledge(title=title, own_words=words).summary == summary


# ── Editing ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [PledgeState.DRAFT, PledgeState.SUBMITTED])
def test_the_text_changes_while_it_waits(forum, inka, facilitator, state):
    pledge = make_pledge_in(state, forum.inka, by=facilitator)
    edited = edit_pledge(pledge=pledge, seen_revision=1, own_words="Baru", title="Judul", by=inka)
    assert (edited.own_words, edited.title, edited.revision, edited.state) == (
        "Baru",
        "Judul",
        2,
        state,
    )
    assert told(pledge)[-1] == "The text was changed."


def test_an_accommodated_text_waits_again_once_it_is_edited(forum, inka, facilitator):
    pledge = make_pledge_in(PledgeState.ACCOMMODATED, forum.inka, by=facilitator)
    edited = edit_pledge(pledge=pledge, seen_revision=pledge.revision, own_words="Lebih", by=inka)
    assert (edited.own_words, edited.state) == ("Lebih", PledgeState.SUBMITTED)


@pytest.mark.parametrize("state", list(PledgeState)[3:])
def test_a_decided_text_no_longer_changes(forum, facilitator, state):
    pledge = make_pledge_in(state, forum.inka, partner=forum.taman, by=facilitator)
    before = facts(pledge)
    sentence = f"“Edit” is not possible while {pledge} is “{state.label}”."
    with refused(sentence, code="wrong_state"):
        edit_pledge(pledge=pledge, seen_revision=1, own_words="Baru", by=facilitator)
    assert facts(pledge) == before


def test_the_second_editor_sees_both_texts(forum, inka, facilitator):
    pledge = make_pledge(forum.inka, by=inka, description="Lama")
    edit_pledge(pledge=pledge, seen_revision=1, description="Dari INKA", by=inka)
    with pytest.raises(Conflict) as caught:
        edit_pledge(pledge=pledge, seen_revision=1, description="Dari Forpemma", by=facilitator)
    assert (caught.value.theirs, caught.value.mine) == (
        {"description": "Dari INKA"},
        {"description": "Dari Forpemma"},
    )
    assert told(pledge).count("The text was changed.") == 1


def test_the_second_editor_sees_quantities_and_places_too(forum, inka, facilitator, ground):
    pledge = make_pledge(forum.inka, by=inka)
    edit_pledge(
        pledge=pledge,
        seen_revision=1,
        quantities=[(Decimal(12), "lapak")],
        regions=[ground.kelurahan],
        by=inka,
    )
    with pytest.raises(Conflict) as caught:
        edit_pledge(
            pledge=pledge,
            seen_revision=1,
            quantities=[(Decimal(9), "lapak")],
            regions=[ground.city],
            by=facilitator,
        )
    theirs, mine = caught.value.theirs, caught.value.mine
    assert [str(row) for row in theirs["quantities"]] == ["12 lapak"]
    assert [str(row) for row in mine["quantities"]] == ["9 lapak"]
    assert (theirs["regions"], mine["regions"]) == ([ground.kelurahan], [ground.city])
    assert facts(pledge)["quantities"] == ["12 lapak"]


@pytest.mark.parametrize("state", [PledgeState.DRAFT, PledgeState.ACCOMMODATED])
def test_an_edit_that_says_what_stands_there_is_none(forum, inka, facilitator, ground, state):
    pledge = make_pledge_in(
        state, forum.inka, focuses=[ground.focus], title="Lapak", by=facilitator
    )
    before, history = facts(pledge), told(pledge)
    edit_pledge(
        pledge=pledge,
        seen_revision=1,
        own_words=pledge.own_words,
        title="Lapak",
        quantities=[(Decimal("10.00"), "lapak")],
        focuses=[ground.focus],
        by=inka,
    )
    assert (facts(pledge), told(pledge)) == (before, history)


def test_nobody_but_the_author_changes_the_own_words(forum, inka, facilitator):
    pledge = make_submitted(forum.inka, by=inka)
    before = facts(pledge)
    with pytest.raises(PermissionDenied) as caught:
        edit_pledge(pledge=pledge, seen_revision=1, own_words="Lebih baik", by=facilitator)
    assert str(caught.value) == "Only the contributor may change their own words."
    assert facts(pledge) == before
    edit_pledge(
        pledge=pledge, seen_revision=1, own_words=pledge.own_words, title="Judul", by=facilitator
    )
    assert Pledge.objects.get(pk=pledge.pk).title == "Judul"


def test_what_the_staff_read_wrongly_from_a_slip_the_staff_corrects(forum, facilitator):
    pledge = make_pledge(forum.inka, is_on_behalf=True, own_words="Kmai", by=facilitator)
    assert (
        edit_pledge(pledge=pledge, seen_revision=1, own_words="Kami", by=facilitator).own_words
        == "Kami"
    )


def test_an_edit_that_cannot_be_changes_nothing(forum, inka):
    pledge = make_pledge(forum.inka, by=inka)
    before = facts(pledge)
    with invalid(form="Value 'money' is not a valid choice."):
        edit_pledge(pledge=pledge, seen_revision=1, form="money", by=inka)
    assert facts(pledge) == before


# ── Submitting ───────────────────────────────────────────────────────────────────────────


def test_a_contribution_is_handed_in_once(forum, inka):
    pledge = make_submitted(forum.inka, by=inka)
    assert pledge.state == "submitted"
    with refused(
        "“Submit” is not possible while KOM-2021-0001 is “Submitted”.", code="wrong_state"
    ):
        submit_pledge(pledge=pledge, by=inka)
    assert told(pledge) == ["A draft was begun for PT INKA.", "The contribution was submitted."]


def test_undecided_ones_are_those_submitted(forum, facilitator):
    for state in PledgeState:
        make_pledge_in(state, forum.inka, partner=forum.taman, by=facilitator)
    references = list(Pledge.objects.undecided().values_list("lead__slug", flat=True))
    assert references == ["inka", "taman"]  # the survivor of the merged one waits too


@pytest.mark.django_db(transaction=True)
def test_of_two_who_submit_at_once_exactly_one_does(forum, inka):
    pledge = make_pledge(forum.inka, by=inka)

    def submit():
        return submit_pledge(pledge=pledge, by=inka)

    results = at_once(submit, submit)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert told(pledge).count("The contribution was submitted.") == 1


@pytest.mark.django_db(transaction=True)
def test_pledges_begun_at_once_get_references_without_a_gap(forum, inka):
    def draft():
        return make_pledge(forum.inka, by=inka).reference

    assert sorted(at_once(draft, draft, draft)) == [
        "KOM-2021-0001",
        "KOM-2021-0002",
        "KOM-2021-0003",
    ]
