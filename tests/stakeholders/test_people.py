"""People, the offices they hold, and their accounts."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from stakeholders.actions.offices import end_mandate, give_mandate, open_account
from stakeholders.actions.registers import register_person
from stakeholders.models import Duty, Mandate, Person, User
from stakeholders.permissions import is_facilitator, represents
from tests.support.expect import invalid, stopped_by_the_database, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)


def again(user):
    """The user as the next request meets them."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def mandate(cast):
    return Mandate.objects.get(person=cast.inka.person)


# ── People ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after", "full"),
    [
        ("", "", "Wakil"),
        ("Dr.", "", "Dr. Wakil"),
        ("", "M.Si", "Wakil, M.Si"),
        ("Dr.", "M.Si", "Dr. Wakil, M.Si"),
    ],
)
def test_a_name_stands_with_its_titles(before, after, full):
    assert str(Person(name="Wakil", title_before=before, title_after=after)) == full


def test_namesakes_are_two_people(facilitator):
    for slug in ("satu", "dua"):
        person = register_person(slug=slug, name="Wakil (contoh)", by=facilitator)
    assert Person.objects.filter(name="Wakil (contoh)").count() == 2
    assert told(person) == ["The person was registered."]


def test_a_person_without_a_name_is_refused(facilitator):
    with invalid(name="This field cannot be blank."):
        register_person(slug="x", name="", by=facilitator)


# ── Mandates ─────────────────────────────────────────────────────────────────────────────


def test_a_mandate_is_kept_in_the_history_of_the_organisation(forum, facilitator, cast):
    mandate = give_mandate(
        person=cast.citizen.person, organisation=forum.outside, position="Direktur", by=facilitator
    )
    assert str(mandate) == "Warga (contoh), Direktur, Perusahaan Luar (contoh)"
    assert told(forum.outside)[-1] == (
        "Warga (contoh) was recorded as Direktur of Perusahaan Luar (contoh)."
    )


def test_a_mandate_without_a_position_is_a_representatives(forum, facilitator, cast):
    give_mandate(person=cast.citizen.person, organisation=forum.outside, by=facilitator)
    assert told(forum.outside)[-1] == (
        "Warga (contoh) was recorded as representative of Perusahaan Luar (contoh)."
    )


@pytest.mark.both_databases
def test_an_office_is_given_once(mandate, facilitator):
    same = {
        "person": mandate.person,
        "organisation": mandate.organisation,
        "position": "Wakil INKA",
    }
    with invalid("This person already holds this office."):
        give_mandate(by=facilitator, **same)
    with stopped_by_the_database():
        Mandate.objects.create(**same)


def test_an_office_may_be_held_again_later(mandate, facilitator):
    again = give_mandate(
        person=mandate.person,
        organisation=mandate.organisation,
        position=mandate.position,
        valid_from=FIRST,
        by=facilitator,
    )
    assert again.pk != mandate.pk


@pytest.mark.both_databases
def test_a_mandate_ends_after_it_begins(cast, forum, facilitator):
    wrong = {
        "person": cast.citizen.person,
        "organisation": forum.inka,
        "valid_from": LAST,
        "valid_until": FIRST,
    }
    with invalid("The mandate ends before it begins."):
        give_mandate(by=facilitator, **wrong)
    with stopped_by_the_database():
        Mandate.objects.create(**wrong)


def test_a_mandate_may_last_one_day(cast, forum, facilitator):
    give_mandate(
        person=cast.citizen.person,
        organisation=forum.inka,
        valid_from=FIRST,
        valid_until=FIRST,
        by=facilitator,
    )


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [
        (None, None, True),
        (0, 0, True),
        (-1, None, True),
        (1, None, False),
        (None, -1, False),
        (None, 1, True),
        (-9, -1, False),
    ],
)
def test_a_mandate_gives_rights_from_its_first_day_to_its_last(
    cast, forum, administrator, begins, ends, holds
):
    today = timezone.localdate()
    day = lambda offset: None if offset is None else today + timedelta(days=offset)  # noqa: E731
    mandate = give_mandate(
        person=cast.citizen.person,
        organisation=forum.inka,
        duty=Duty.FACILITATOR,
        valid_from=day(begins),
        valid_until=day(ends),
        by=administrator,
    )
    user = again(cast.citizen)
    assert (represents(user, forum.inka.pk), is_facilitator(user)) == (holds, holds)
    assert mandate.is_current() == holds  # what the page of the organisation says


def test_with_the_mandate_end_the_rights_but_not_the_history(mandate, cast, forum, facilitator):
    yesterday = timezone.localdate() - timedelta(days=1)
    end_mandate(mandate=mandate, on=yesterday, by=facilitator)
    assert not represents(again(cast.inka), forum.inka.pk)
    mandate.refresh_from_db()
    assert mandate.valid_until == yesterday
    day = date_format(yesterday, "j F Y")
    assert told(forum.inka)[-1] == f"The last day of Wakil INKA (contoh) in this office is {day}."


def test_a_mandate_holds_on_its_last_day(mandate, cast, forum, facilitator):
    end_mandate(mandate=mandate, on=timezone.localdate(), by=facilitator)
    assert represents(again(cast.inka), forum.inka.pk)


def test_a_mandate_is_not_ended_before_its_first_day(mandate, facilitator):
    Mandate.objects.filter(pk=mandate.pk).update(valid_from=LAST)
    mandate.refresh_from_db()
    with invalid("The mandate ends before it begins."):
        end_mandate(mandate=mandate, on=FIRST, by=facilitator)
    mandate.refresh_from_db()
    assert mandate.valid_until is None


# ── Accounts ─────────────────────────────────────────────────────────────────────────────


def test_an_account_is_opened_without_a_password(facilitator):
    person = register_person(slug="baru", name="Baru (contoh)", by=facilitator)
    user = open_account(email=" Baru@Rembug.example ", person=person, by=facilitator)
    assert (user.email, user.has_usable_password(), user.is_staff, user.is_superuser) == (
        "baru@rembug.example",
        False,
        False,
        False,
    )
    assert str(user) == "Baru (contoh)"
    assert told(user) == ["An account was opened for baru@rembug.example."]


def test_an_administrator_may_open_the_administration(administrator):
    user = open_account(
        email="lain@rembug.example", person=None, is_administrator=True, by=administrator
    )
    assert (user.is_staff, user.is_superuser, str(user)) == (True, True, "lain@rembug.example")


@pytest.mark.both_databases
def test_an_address_opens_one_account_whatever_its_case(cast, facilitator):
    with invalid(email="There is already an account with this address."):
        open_account(email="INKA@rembug.example", person=None, by=facilitator)
    with stopped_by_the_database():
        User.objects.create(email="Inka@rembug.example")


@pytest.mark.both_databases
def test_a_person_has_one_account(cast, facilitator):
    with pytest.raises(ValidationError, match="Person already exists"):
        open_account(email="dua@rembug.example", person=cast.inka.person, by=facilitator)
    with stopped_by_the_database():
        User.objects.create(email="dua@rembug.example", person=cast.inka.person)


def test_an_account_is_found_whatever_the_case_of_its_address(cast):
    assert User.objects.get_by_natural_key("INKA@Rembug.Example") == cast.inka


def test_an_account_can_be_made_with_a_password(db):
    user = User.objects.create_user(" Siapa@Rembug.example", "rahasia-sekali")
    assert (user.email, user.check_password("rahasia-sekali")) == ("siapa@rembug.example", True)
