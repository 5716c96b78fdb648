"""A representative is appointed and invited; who has an account already is told apart."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.outbox import run_due
from stakeholders.actions.inviting import appoint_representative, invite_to_sign_in
from stakeholders.actions.offices import give_mandate
from stakeholders.models import Duty, Mandate, Person, User
from stakeholders.naming import FullName
from stakeholders.permissions import represents
from tests.support.expect import invalid, refused, told
from tests.support.factories import make_person
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

SITI = FullName("Siti (contoh)", "Dr.", "M.Si.", "P")


def appoint(forum, by, **fields):
    values = {"person": SITI, "position": "Sekretaris", "email": "siti@rembug.example", **fields}
    return appoint_representative(organisation=forum.inka, by=by, **values)


def letters():
    run_due()
    return mail.outbox


def test_a_newcomer_gets_an_office_an_account_and_a_letter(forum, facilitator):
    mandate = appoint(forum, facilitator, valid_from=date(2021, 1, 1), letter="ST-1")
    person = mandate.person
    assert (person.full_name, person.slug, person.sex) == (
        "Dr. Siti (contoh), M.Si.",
        "siti-contoh",
        "P",
    )
    assert person.user.email == "siti@rembug.example"
    assert not person.user.has_usable_password()
    assert represents(person.user, forum.inka.pk)
    assert told(forum.inka)[-2:] == [
        "Dr. Siti (contoh), M.Si. was recorded as Sekretaris of PT INKA.",
        "Dr. Siti (contoh), M.Si. was invited by e-mail to sign in.",
    ]
    assert mail.outbox == []
    [letter] = letters()
    assert letter.to == ["siti@rembug.example"]


def test_the_letter_is_indonesian_and_its_link_sets_a_password(forum, facilitator, client):
    appoint(forum, facilitator)
    [letter] = letters()
    link = next(word for word in letter.body.split() if "/sandi/baru/" in word)
    assert link.startswith("http://rembug.example/akun/")
    assert "http://rembug.example/akun/masuk/kode/" in letter.body
    page = client.get(urlsplit(link).path, follow=True)
    [(path, _status)] = page.redirect_chain
    password = "sebuah kalimat panjang"
    client.post(path, {"password1": password, "password2": password, "action": ""})
    assert client.get("/").context["user"].email == "siti@rembug.example"


def test_without_an_address_only_the_office_is_recorded(forum, facilitator):
    mandate = appoint(forum, facilitator, email="")
    assert not User.objects.filter(person=mandate.person).exists()
    assert letters() == []


def test_somebody_known_may_hold_a_second_office_with_the_same_account(forum, facilitator, cast):
    appoint(forum, facilitator, person=cast.lurah.person, email="LURAH.taman@rembug.example")
    assert [letter.to for letter in letters()] == [["lurah.taman@rembug.example"]]
    assert represents(User.objects.get(pk=cast.lurah.pk), forum.inka.pk)


def test_the_address_of_somebody_else_is_refused_and_nothing_is_written(forum, facilitator):
    sentence = "This address belongs to the account of Lurah Taman (contoh). Give another one."
    with refused(sentence, field="email"):
        appoint(forum, facilitator, email="lurah.taman@rembug.example")
    assert not Person.objects.filter(name="Siti (contoh)").exists()
    assert letters() == []


def test_an_account_that_is_nobodys_is_refused(forum, facilitator):
    sentence = "An account with this address exists, but its owner is not on the register."
    with refused(sentence, field="email"):
        appoint(forum, facilitator, email="admin@rembug.example")


def test_who_has_an_account_has_one_address(forum, facilitator, cast):
    sentence = (
        "Wakil INKA (contoh) already has an account with the address inka@rembug.example."
        " Leave this empty."
    )
    mandate = Mandate.objects.get(person=cast.inka.person)
    with refused(sentence, field="email"):
        invite_to_sign_in(mandate=mandate, email="lain@rembug.example", by=facilitator)


def test_a_closed_account_is_not_invited(forum, facilitator, cast):
    User.objects.filter(pk=cast.inka.pk).update(is_active=False)
    mandate = Mandate.objects.get(person=cast.inka.person)
    sentence = "The account of Wakil INKA (contoh) is closed. An administrator can open it again."
    with refused(sentence, field="email"):
        invite_to_sign_in(mandate=mandate, by=facilitator)


def test_without_an_account_an_address_is_needed(forum, facilitator):
    person = make_person("siti", by=facilitator)
    mandate = give_mandate(person=person, organisation=forum.inka, by=facilitator)
    with refused("Give the address that the invitation goes to.", field="email"):
        invite_to_sign_in(mandate=mandate, by=facilitator)
    with invalid(email="Enter a valid email address."):
        invite_to_sign_in(mandate=mandate, email="siti di kantor", by=facilitator)


def test_who_names_the_address_of_a_duty_may_give_that_duty(forum, cast):
    """Else a facilitator invites an own address to the office of a secretary without account."""
    office = {"position": "Sekretaris", "duty": Duty.SECRETARIAT, "email": ""}
    secretary = appoint(forum, cast.secretary, **office)
    sentence = (
        "Dr. Siti (contoh), M.Si. holds a duty in the portal."
        " Only the secretariat can open this account."
    )
    with refused(sentence, field="email"):
        invite_to_sign_in(mandate=secretary, email="saya@rembug.example", by=cast.facilitator)
    with refused(sentence, field="email"):  # nor by a second office, without a duty
        appoint(forum, cast.facilitator, person=secretary.person, position="Anggota")
    assert not User.objects.filter(person=secretary.person).exists()
    invite_to_sign_in(mandate=secretary, email="siti@rembug.example", by=cast.secretary)
    invite_to_sign_in(mandate=secretary, by=cast.facilitator)  # the address is chosen already


def test_inviting_again_opens_no_second_account(forum, facilitator):
    mandate = appoint(forum, facilitator)
    invite_to_sign_in(mandate=mandate, by=facilitator)
    assert User.objects.filter(person=mandate.person).count() == 1
    assert len(letters()) == 2


def test_an_office_held_already_is_refused(forum, facilitator):
    mandate = appoint(forum, facilitator)
    with invalid("This person already holds this office."):
        appoint(forum, facilitator, person=mandate.person)


# ── In the browser ───────────────────────────────────────────────────────────────────────────

PEOPLE = "/parapihak/inka/akun/"
ADD = f"{PEOPLE}baru/"
TYPED = {
    "name": "Dr. Siti (contoh), M.Si.",
    "position": "Sekretaris",
    "valid_from": "2021-01-01",
    "email": "siti@rembug.example",
}


@pytest.fixture
def desk(client, facilitator):
    client.cookies["django_language"] = "en"
    client.force_login(facilitator)
    return client


def errors(answer):
    assert answer.status_code == 422
    return answer.context["form"].errors


def test_a_person_is_added_and_invited_on_one_page(desk, forum):
    answer = desk.post(ADD, TYPED, follow=True)
    assert answer.redirect_chain == [(PEOPLE, 302)]
    page = answer.content.decode()
    assert "Dr. Siti (contoh), M.Si." in page
    assert "has not signed in yet" in page
    assert Person.objects.get(name="Siti (contoh)").email == "siti@rembug.example"
    assert len(letters()) == 1


def test_the_same_form_sent_twice_makes_one_person(desk, forum):
    key = "0d2f0d6e-3a39-4f6c-9f41-3f3f3f3f3f3f"
    for _time in range(2):
        assert desk.post(ADD, {**TYPED, "idempotency_key": key}).status_code == 302
    assert Person.objects.filter(name="Siti (contoh)").count() == 1
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (
            {"name": ""},
            {"name": ["Choose a person, or write the name of somebody new."]},
        ),
        (
            {"email": "lurah.taman@rembug.example"},
            {
                "email": [
                    "This address belongs to the account of Lurah Taman (contoh). Give another one."
                ]
            },
        ),
        ({"email": "siti"}, {"email": ["Enter a valid email address."]}),
        ({"valid_until": "2020-01-01"}, {"__all__": ["The mandate ends before it begins."]}),
        ({"valid_from": "kemarin"}, {"valid_from": ["Enter a valid date."]}),
        (
            {"person": "999999999999999999999"},
            {"person": ["What was chosen is no longer there. Please choose again."]},
        ),
        (
            {"name": "x" * 201},
            {"name": ["Ensure this value has at most 200 characters (it has 201)."]},
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(desk, forum, typed, wrong):
    answer = desk.post(ADD, {**TYPED, **typed})
    assert errors(answer) == wrong
    assert "Sekretaris" in answer.content.decode()
    assert not Person.objects.filter(name="Siti (contoh)").exists()


def test_a_namesake_is_asked_about(desk, forum, cast):
    typed = {**TYPED, "name": "Bp. Lurah Taman (contoh)", "email": ""}
    answer = desk.post(ADD, typed)
    [sentence] = errors(answer)["name"]
    assert sentence.startswith("A person with this name is already registered.")
    offered = answer.context["form"]["person"].value().matches
    assert [value for value, _label in offered] == [str(cast.lurah.person.pk)]
    chosen = {**typed, "name": "", "person": cast.lurah.person.pk}
    assert desk.post(ADD, {**typed, "is_namesake": "on"}).status_code == 302
    assert Person.objects.filter(name="Lurah Taman (contoh)").count() == 2
    assert desk.post(ADD, chosen).status_code == 302
    assert cast.lurah.person.mandates.filter(organisation=forum.inka).exists()


def test_a_duty_is_offered_by_the_secretariat_only(desk, forum, secretary):
    assert "duty" not in desk.get(ADD).context["form"].fields
    desk.post(ADD, {**TYPED, "duty": Duty.SECRETARIAT})
    assert Mandate.objects.get(person__name="Siti (contoh)").duty == Duty.NONE
    desk.force_login(secretary)
    desk.post(ADD, {**TYPED, "name": "Wati (contoh)", "email": "", "duty": Duty.FACILITATOR})
    assert Mandate.objects.get(person__name="Wati (contoh)").duty == Duty.FACILITATOR


def test_an_office_ends_with_a_day(desk, forum, cast):
    mandate = Mandate.objects.get(person=cast.inka.person)
    path = f"{PEOPLE}{mandate.pk}/akhiri/"
    assert "no longer acts for PT INKA here" in desk.get(path).content.decode()
    assert errors(desk.post(path, {"on": "entah"})) == {"on": ["Enter a valid date."]}
    assert desk.post(path, {"on": "2021-01-01"}).status_code == 302
    page = desk.get(PEOPLE).content.decode()
    assert page.index("Not in office today") < page.index("Wakil INKA (contoh)")
    assert not represents(User.objects.get(pk=cast.inka.pk), forum.inka.pk)


def test_inviting_again_is_confirmed_and_says_where_the_letter_goes(desk, forum, cast):
    mandate = Mandate.objects.get(person=cast.inka.person)
    path = f"{PEOPLE}{mandate.pk}/undang/"
    assert "inka@rembug.example" in desk.get(path).content.decode()
    assert desk.post(path, {"idempotency_key": ""}).url == PEOPLE
    assert [letter.to for letter in letters()] == [["inka@rembug.example"]]


def test_who_has_no_account_is_asked_for_an_address(desk, forum, facilitator):
    person = make_person("siti", email="siti@rembug.example", by=facilitator)
    mandate = give_mandate(person=person, organisation=forum.inka, by=facilitator)
    path = f"{PEOPLE}{mandate.pk}/undang/"
    assert desk.get(path).context["form"].initial == {"email": "siti@rembug.example"}
    assert desk.post(path, {"email": "siti@rembug.example"}).status_code == 302
    assert User.objects.get(person=person).email == "siti@rembug.example"


def test_an_administrator_sees_no_address_that_is_no_accounts(
    client, administrator, forum, facilitator
):
    person = make_person("siti", email="siti@rembug.example", by=facilitator)
    mandate = give_mandate(person=person, organisation=forum.inka, by=facilitator)
    client.force_login(administrator)
    for path in (PEOPLE, f"{PEOPLE}{mandate.pk}/undang/"):
        assert b"siti@rembug.example" not in client.get(path).content
    assert client.get(f"/parapihak/inka/orang/{person.pk}/ubah/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_who_invite_the_same_person_at_once_open_one_account(forum, facilitator):
    person = make_person("siti", by=facilitator)
    mandate = give_mandate(person=person, organisation=forum.inka, by=facilitator)

    def invite():
        return invite_to_sign_in(mandate=mandate, email="siti@rembug.example", by=facilitator).email

    assert at_once(invite, invite) == ["siti@rembug.example"] * 2
    assert User.objects.filter(person=person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_are_invited_at_one_address_at_once_one_gets_the_account(forum, facilitator):
    people = [make_person(name, by=facilitator) for name in ("siti", "rini")]
    mandates = [give_mandate(person=p, organisation=forum.inka, by=facilitator) for p in people]

    def invite(mandate):
        return invite_to_sign_in(mandate=mandate, email="siti@rembug.example", by=facilitator)

    found = at_once(*[lambda mandate=mandate: invite(mandate) for mandate in mandates])
    # Whether the form or the database notices depends on how close they came.
    assert sorted(isinstance(each, ValidationError) for each in found) == [False, True]
    assert User.objects.filter(email="siti@rembug.example").count() == 1


def test_the_people_page_costs_the_same_for_many(
    desk, forum, facilitator, django_assert_num_queries
):
    for number in range(30):
        person = make_person(f"p{number}", by=facilitator)
        give_mandate(person=person, organisation=forum.inka, by=facilitator)
    with django_assert_num_queries(6):
        desk.get(PEOPLE)


def test_others_are_sent_away(client, cast, forum):
    assert client.get(PEOPLE).status_code == 302
    client.force_login(cast.inka)
    assert client.get(PEOPLE).status_code == 403
    assert client.post(ADD, TYPED).status_code == 403
    assert not Person.objects.filter(name="Siti (contoh)").exists()
    assert client.get(reverse("stakeholders:accounts", args=["tidak-ada"])).status_code == 404
