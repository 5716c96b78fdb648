"""The register in the browser: entries, other names, people; two editors, absurd input."""

import pytest

from stakeholders.actions.registers import add_organisation_name, edit_organisation, edit_person
from stakeholders.models import Organisation, OrganisationName, Person
from tests.support.expect import told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NEW, EDIT = "/parapihak/baru/", "/parapihak/inka/ubah/"
TYPED = {"name": "Bank Jatim (contoh)", "short_name": "Bank Jatim", "sector": "company"}


@pytest.fixture
def desk(client, facilitator):
    client.cookies["django_language"] = "en"
    client.force_login(facilitator)
    return client


def errors(answer):
    assert answer.status_code == 422
    return answer.context["form"].errors


def test_an_organisation_is_registered_and_leads_on(desk, forum):
    answer = desk.post(
        NEW, {**TYPED, "parent": forum.forpemma.pk, "is_verified": "on"}, follow=True
    )
    [(address, _status)] = answer.redirect_chain
    assert address == "/parapihak/bank-jatim-contoh/"
    bank = Organisation.objects.get(slug="bank-jatim-contoh")
    assert (bank.parent, bank.is_verified) == (forum.forpemma, True)
    assert "Now its people can be recorded." in answer.content.decode()


def test_an_address_of_ours_is_no_organisations(desk, forum):
    for name in ("Baru", "Saya"):
        desk.post(NEW, {**TYPED, "name": name})
        slug = Organisation.objects.get(name=name).slug
        assert slug == f"{name.lower()}-2"
        assert desk.get(f"/parapihak/{slug}/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": ""}, {"name": ["This field is required."]}),
        ({"name": "\u200b\u202e"}, {"name": ["This field cannot be blank."]}),
        (
            {"sector": "army"},
            {"sector": ["Select a valid choice. army is not one of the available choices."]},
        ),
        (
            {"name": "pt inka"},
            {"__all__": ["An organisation with this name is already registered."]},
        ),
        (
            {"parent": "99999999999999999999999"},
            {"parent": ["What was chosen is no longer there. Please choose again."]},
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk, forum, typed, wrong):
    answer = desk.post(NEW, {**TYPED, **typed, "about": "Yang ditulis tetap"})
    assert errors(answer) == wrong
    assert "Yang ditulis tetap" in answer.content.decode()


def test_a_registration_sent_twice_is_one(desk, forum):
    key = "0d2f0d6e-3a39-4f6c-9f41-3f3f3f3f3f3f"
    for _time in range(2):
        assert (
            desk.post(NEW, {**TYPED, "idempotency_key": key}).url == "/parapihak/bank-jatim-contoh/"
        )
    assert Organisation.objects.filter(name=TYPED["name"]).count() == 1


def test_an_entry_is_changed_and_keeps_its_address(desk, forum):
    page = desk.get(EDIT).context["form"]
    assert page.initial["revision"] == 1
    typed = {**TYPED, "name": "PT INKA (Persero)", "revision": 1}
    assert desk.post(EDIT, typed).url == "/parapihak/inka/"
    forum.inka.refresh_from_db()
    assert (forum.inka.name, forum.inka.slug, forum.inka.revision) == (
        "PT INKA (Persero)",
        "inka",
        2,
    )
    assert told(forum.inka)[-1] == "The entry was changed."


def test_the_second_of_two_editors_sees_both_texts(desk, forum, secretary):
    edit_organisation(
        organisation=forum.inka, seen_revision=1, about="Dari sekretariat", by=secretary
    )
    typed = {**TYPED, "name": "PT INKA", "about": "Dari fasilitator", "revision": 1}
    answer = desk.post(EDIT, typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dari sekretariat" in page
    assert "Dari fasilitator" in page
    assert Organisation.objects.get(slug="inka").about == "Dari sekretariat"
    chosen = {**typed, "revision": answer.context["form"]["revision"].value()}
    assert desk.post(EDIT, chosen).status_code == 302
    assert Organisation.objects.get(slug="inka").about == "Dari fasilitator"


def test_other_names_are_added_and_taken_away(desk, forum):
    path = "/parapihak/inka/nama/"
    assert desk.post(path, {"name": "Industri Kereta Api", "kind": "alias"}).url == path
    assert errors(desk.post(path, {"name": "industri kereta api", "kind": "former"})) == {
        "__all__": ["This organisation already has this name."]
    }
    other = OrganisationName.objects.get(organisation=forum.inka)
    assert desk.get("/cari/?cari=kereta").content.decode().count("PT INKA") == 1
    assert desk.post(f"{path}{other.pk}/hapus/", {"idempotency_key": ""}).url == path
    assert not forum.inka.other_names.exists()
    assert told(forum.inka)[-1] == "“Industri Kereta Api” was removed from the other names."


def test_a_name_of_another_organisation_is_not_taken_away_here(desk, forum, facilitator):
    other = add_organisation_name(organisation=forum.taman, name="Kantor Taman", by=facilitator)
    assert desk.post(f"/parapihak/inka/nama/{other.pk}/hapus/").status_code == 404


def test_a_person_gets_titles_and_a_number(desk, cast, facilitator):
    path = f"/parapihak/inka/orang/{cast.inka.person.pk}/ubah/"
    typed = {"name": "Wakil INKA (contoh)", "title_after": "M.T.", "nip": "19800101 200501 1 001"}
    assert desk.post(path, {**typed, "revision": 1}).status_code == 302
    person = Person.objects.get(pk=cast.inka.person.pk)
    assert (str(person), person.nip) == ("Wakil INKA (contoh), M.T.", "19800101 200501 1 001")
    assert told(person)[-1] == "The person's entry was changed."
    edit_person(person=person, seen_revision=2, phone="0812", by=facilitator)
    answer = desk.post(path, {**typed, "phone": "0899", "revision": 2})
    assert answer.status_code == 422
    assert Person.objects.get(pk=person.pk).phone == "0812"


def test_an_organisation_that_named_itself_is_looked_at_and_put_on_the_register(desk, forum):
    Organisation.objects.filter(pk=forum.inka.pk).update(is_introduced=True)
    assert "/parapihak/inka/" not in desk.get("/parapihak/").content.decode()
    assert (
        "This organisation is not registered yet" in desk.get("/parapihak/inka/").content.decode()
    )
    assert (
        desk.post("/parapihak/inka/daftarkan/", {"idempotency_key": ""}).url == "/parapihak/inka/"
    )
    assert "is not registered yet" not in desk.get("/parapihak/inka/").content.decode()
    assert "/parapihak/inka/" in desk.get("/parapihak/").content.decode()
