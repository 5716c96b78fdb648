"""The details of a contribution, as people type them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from pledges.actions.writing import draft_pledge
from pledges.forms import PledgeDetailsForm, build_initial_details, parse_rupiah
from pledges.models import Pledge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Rp 15.000.000", 15_000_000),
        ("Rp15.000.000,-", 15_000_000),
        ("Rp. 15.000.000,00", 15_000_000),
        ("rp 15,000,000.00", 15_000_000),
        ("IDR 15 000 000", 15_000_000),
        ("15000000", 15_000_000),
        ("15 juta", 15_000_000),
        ("Rp 1,5 Juta", 1_500_000),
        ("2.5jt", 2_500_000),
        ("750 ribu", 750_000),
        ("1 miliar", 10**9),
        ("0", 0),
    ],
)
def test_rupiah_are_read_as_people_write_them(text, amount):
    assert parse_rupiah(text) == amount


@pytest.mark.parametrize(
    "text",
    ["banyak", "15.00.000", "1.5", "-5", "15 dolar", "Rp", "1.000 juta lebih", "15..000", "juta"],
)
def test_what_is_no_amount_is_said_with_an_example(text):
    with pytest.raises(ValidationError) as caught:
        parse_rupiah(text)
    assert caught.value.messages == [
        "Write the value as a number, such as Rp 15.000.000 or 15 juta."
    ]


def test_zeros_that_were_miscounted_are_asked_about():
    with pytest.raises(ValidationError) as caught:
        parse_rupiah("9" * 39)
    assert caught.value.messages == ["That is more than a city's budget. Please check the zeros."]


def filled(**values):
    return PledgeDetailsForm({f"quantity_{row}": "" for row in (1, 2, 3)} | values)


def test_everything_may_be_left_out():
    form = filled()
    assert form.is_valid(), form.errors
    assert form.details == {
        "form": "",
        "value_rupiah": None,
        "regions": [],
        "start_date": None,
        "end_date": None,
        "focuses": [],
        "quantities": [],
    }


def test_what_is_typed_becomes_arguments_of_the_actions(ground):
    with translation.override("id"):
        form = filled(
            form="goods",
            quantity_1="1.250",
            unit_1="lembar",
            quantity_3="2,5",
            unit_3="ton",
            value_rupiah="15 juta",
            regions=[ground.kelurahan.code],
            start_date="2022-01-01",
            end_date="31/12/2022",
            focuses=[str(ground.focus.pk)],
        )
        assert form.is_valid(), form.errors
    assert form.details == {
        "form": "goods",
        "value_rupiah": 15_000_000,
        "regions": [ground.kelurahan],
        "start_date": date(2022, 1, 1),
        "end_date": date(2022, 12, 31),
        "focuses": [ground.focus],
        "quantities": [(Decimal(1250), "lembar"), (Decimal("2.5"), "ton")],
    }


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"quantity_1": "10"}, "unit_1", "Of what? Write the unit, such as people or stalls."),
        ({"unit_2": "lapak"}, "quantity_2", "How many or how much? Write a number."),
        ({"quantity_1": "0", "unit_1": "x"}, "quantity_1", "A quantity is more than zero."),
        ({"quantity_1": "-1", "unit_1": "x"}, "quantity_1", "A quantity is more than zero."),
        ({"quantity_1": "NaN", "unit_1": "x"}, "quantity_1", "Enter a number."),
        ({"quantity_1": "banyak", "unit_1": "x"}, "quantity_1", "Enter a number."),
        ({"start_date": "0021-11-08"}, "start_date", "Please check the year."),
        ({"end_date": "9999-12-31"}, "end_date", "Please check the year."),
        ({"start_date": "kapan-kapan"}, "start_date", "Enter a valid date."),
        (
            {"start_date": "2022-02-01", "end_date": "2022-01-01"},
            "end_date",
            "The end lies before the beginning.",
        ),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(typed, field, sentence):
    assert filled(**typed).errors == {field: [sentence]}


def test_a_unit_stands_once():
    form = filled(quantity_1="1", unit_1="Lapak", quantity_2="2", unit_2="lapak")
    assert form.errors == {"unit_2": ["This unit is already listed."]}


HOSTILE = ["a\0b", "🎋" * 50, "\u202ekata", "9" * 5000, "<script>", "1e999999", "' OR 1=1"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_is_refused_in_a_sentence(ground, text):
    names = ("form", "quantity_1", "value_rupiah", "regions", "start_date", "focuses")
    form = filled(unit_1="lapak", **dict.fromkeys(names, text))
    assert form.errors.keys() == set(names)


def test_a_form_filled_from_a_pledge_gives_the_same_details(forum, inka, ground):
    details = {
        "form": "goods",
        "value_rupiah": 1_500_000,
        "regions": [ground.city, ground.kelurahan],
        "start_date": date(2022, 1, 1),
        "end_date": None,
        "focuses": [ground.focus],
        "quantities": [(Decimal(amount), f"satuan {amount}") for amount in (1000, 2, 3, 4)],
    }
    draft_pledge(lead=forum.inka, own_words="Kami", by=inka, **details)
    with translation.override("id"):
        pledge = Pledge.objects.get()
        blank = PledgeDetailsForm(pledge=pledge, initial=build_initial_details(pledge))
        typed = {name: blank[name].value() for name in blank.fields}
        typed["regions"] = [code for code, _label in typed["regions"].chosen]
        form = PledgeDetailsForm(typed, initial=blank.initial)
        assert form.is_valid(), form.errors
    assert form.details == details


def test_places_chosen_and_offered_and_focuses_are_read_once_each(
    ground, django_assert_num_queries
):
    with django_assert_num_queries(3):
        form = filled(regions=["35.77"], focuses=[str(ground.focus.pk)])
        assert form.is_valid()
        form.as_div()
