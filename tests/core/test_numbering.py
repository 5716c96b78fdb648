"""References have no gap and no double; letter numbers follow the agency's pattern."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from core.models import Counter, IssuedNumber
from core.numbering import (
    check_pattern,
    claim_number,
    format_number,
    issue_number,
    issue_reference,
    reserve_number,
    take_next_serial,
)
from core.refusals import Refused
from tests.support.expect import refused, stopped_by_the_database
from tests.support.threads import at_once

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = date(2021, 11, 8)
PATTERN = "{klasifikasi}/{urut:03}/{unit}/{bulan_romawi}/{tahun}"


def issue(pattern="{urut:03}/{tahun}", day=DAY):
    return issue_number("agency", pattern, day=day, purpose="BA-2021-0001")


# ── References ───────────────────────────────────────────────────────────────────────────


def test_references_count_up_by_kind_and_year():
    made = [
        issue_reference("KOM", 2021),
        issue_reference("KOM", 2021),
        issue_reference("RPT", 2021),
        issue_reference("KOM", 2022),
        issue_reference("KOM", 2021),
    ]
    assert made == [
        "KOM-2021-0001",
        "KOM-2021-0002",
        "RPT-2021-0001",
        "KOM-2022-0001",
        "KOM-2021-0003",
    ]


def test_a_reference_past_9999_grows():
    Counter.objects.create(series="KOM", year=2021, last=9999)
    assert issue_reference("KOM", 2021) == "KOM-2021-10000"


def test_a_rolled_back_reference_leaves_no_gap():
    with transaction.atomic():
        issue_reference("KOM", 2021)
        transaction.set_rollback(True)
    assert issue_reference("KOM", 2021) == "KOM-2021-0001"


def test_there_is_one_counter_a_series_and_year():
    Counter.objects.create(series="KOM", year=2021)
    with stopped_by_the_database():
        Counter.objects.create(series="KOM", year=2021)


def test_a_serial_is_one_query_the_first_as_well(django_assert_num_queries):
    for serial in (1, 2):
        with django_assert_num_queries(1):
            assert take_next_serial("KOM", 2021) == serial


@pytest.mark.django_db(transaction=True)
def test_a_serial_taken_outside_a_transaction_is_kept():
    assert [take_next_serial("KOM", 2021), take_next_serial("KOM", 2021)] == [1, 2]
    assert Counter.objects.get().last == 2


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_instant_get_different_serials():
    def three():
        return [take_next_serial("KOM", 2021) for _number in range(3)]

    serials = [serial for each in at_once(three, three, three, three) for serial in each]
    assert sorted(serials) == list(range(1, 13))


# ── Letter numbers ───────────────────────────────────────────────────────────────────────


def test_a_pattern_is_filled():
    assert (
        format_number(PATTERN, serial=7, day=DAY, classification="050", unit="401.103")
        == "050/007/401.103/XI/2021"
    )


@pytest.mark.parametrize(
    "pattern",
    [
        PATTERN,
        "{urut}",
        "{bulan:02}-{urut:04}",
        "No. {urut} {{asli}}",
        "{klasifikasi}/{urut:03}/CONTOH/{tahun}",
    ],
)
def test_a_good_pattern_passes(pattern):
    assert check_pattern(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "050/2021",
        "{tahun}",
        "{urut} {nomor}",
        "{urut",
        "urut}",
        "{}",
        "{0}",
        "{urut}{}",
        "{urut}{0}",
        "{urut.__class__}",
        "{urut} {urut.__class__.__mro__}",
        "{urut} {tahun[0]}",
        "{urut!r}",
        "{urut:999999999}",
        "{urut:0999999999}",
        "{urut:{tahun}}",
        "{urut:c}",
        "{urut:>03}",
        "{urut:.2f}",
        "{urut:%}",
        "{urut} {klasifikasi:>999999}",
        "{urut} {settings.SECRET_KEY}",
    ],
)
def test_a_hostile_or_useless_pattern_is_refused(pattern):
    sentence = (
        "A number pattern needs {urut} and may use only: {klasifikasi}, {urut}, {unit}, "
        "{bulan}, {bulan_romawi}, {tahun}, {urut:03} for zeros."
    )
    with refused(sentence, field="number_pattern"):
        check_pattern(pattern)


@given(st.text(alphabet="{}urtahn:0129.!_[]", max_size=30))
def test_whatever_passes_gives_short_numbers_that_differ(pattern):
    try:
        check_pattern(pattern)
    except Refused:
        return
    first, second = (format_number(pattern, serial=serial, day=DAY) for serial in (1, 2))
    assert first != second
    assert len(first) <= 200


def test_numbers_are_issued_in_order_by_year():
    assert [issue(), issue(), issue(day=date(2022, 1, 3)), issue()] == [
        "001/2021",
        "002/2021",
        "001/2022",
        "003/2021",
    ]


def test_every_register_counts_by_itself():
    issue()
    assert issue_number("other", "{urut}", day=DAY, purpose="x") == "1"


def test_a_number_set_by_hand_is_stepped_over():
    claim_number("agency", "002/2021", purpose="By hand")
    assert [issue(), issue()] == ["001/2021", "003/2021"]


def test_a_pattern_without_the_year_never_repeats_last_years():
    assert issue("{urut}") == "1"
    assert issue("{urut}", day=date(2022, 1, 3)) == "2"


def test_an_issued_number_knows_its_purpose():
    issue()
    row = IssuedNumber.objects.get()
    assert (row.register, row.number, row.purpose, row.is_used) == (
        "agency",
        "001/2021",
        "BA-2021-0001",
        True,
    )


def test_a_taken_number_is_refused():
    claim_number("agency", "050/7/2021", purpose="One")
    with refused("Number 050/7/2021 is already taken.", field="number"):
        claim_number("agency", "  050/7/2021 ", purpose="Two")
    assert IssuedNumber.objects.get().purpose == "One"


@pytest.mark.parametrize("number", ["", "  "])
def test_no_number_is_refused(number):
    with refused("Please give the number.", field="number"):
        claim_number("agency", number, purpose="x")


def test_a_number_longer_than_its_column_is_refused():
    assert claim_number("agency", "9" * 100, purpose="x") == "9" * 100
    with refused("A number has at most 100 characters.", field="number"):
        claim_number("agency", "9" * 101, purpose="x")


def test_a_pattern_whose_numbers_fit_in_no_column_issues_none():
    with refused("A number has at most 100 characters.", field="number"):
        issue("{urut}" + "x" * 100)
    assert not IssuedNumber.objects.exists()


def test_a_booked_number_is_claimed_once():
    reserve_number("agency", "050/9/2021", purpose="Later")
    assert claim_number("agency", "050/9/2021", purpose="Now") == "050/9/2021"
    assert IssuedNumber.objects.get().purpose == "Now"
    with refused("Number 050/9/2021 is already taken.", field="number"):
        claim_number("agency", "050/9/2021", purpose="Again")


def test_a_booked_number_is_stepped_over():
    reserve_number("agency", "001/2021", purpose="Later")
    assert issue() == "002/2021"


def test_a_booked_number_is_not_booked_again():
    reserve_number("agency", "050/9/2021", purpose="Later")
    with refused("Number 050/9/2021 is already taken.", field="number"):
        reserve_number("agency", "050/9/2021", purpose="Me too")
    assert IssuedNumber.objects.get().purpose == "Later"


def test_a_used_number_is_not_booked():
    claim_number("agency", "050/9/2021", purpose="Used")
    with refused("Number 050/9/2021 is already taken.", field="number"):
        reserve_number("agency", "050/9/2021", purpose="Later")
    assert IssuedNumber.objects.get().is_used


def test_the_database_holds_a_number_once_a_register():
    IssuedNumber.objects.create(register="agency", number="1")
    IssuedNumber.objects.create(register="other", number="1")
    with stopped_by_the_database():
        IssuedNumber.objects.create(register="agency", number="1")


@pytest.mark.django_db(transaction=True)
def test_one_number_claimed_by_two_at_once_is_given_to_one():
    def claim():
        return claim_number("agency", "050/7/2021", purpose="Mine")

    results = at_once(claim, claim, claim)
    taken = "Number 050/7/2021 is already taken."
    assert sorted(str(result) for result in results) == ["050/7/2021", taken, taken]
