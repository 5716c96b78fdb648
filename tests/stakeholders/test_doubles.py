"""Likely doubles: asked when an organisation is registered, and listed for the staff."""

from uuid import uuid4

import pytest
from django.urls import reverse

from stakeholders.actions.merging import mark_distinct, merge_entries
from stakeholders.actions.registers import add_organisation_name
from stakeholders.doubles import NEIGHBOURS, list_candidates, list_likely_doubles, list_pairs
from stakeholders.models import MergedKind, Organisation, Person
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LIST = "/parapihak/ganda/"


@pytest.fixture
def desk(client, facilitator):
    client.cookies["django_language"] = "en"
    client.force_login(facilitator)
    return client


@pytest.fixture
def make(facilitator):
    def make(name, **fields):
        slug = f"o{Organisation.objects.count()}"
        return factories.make_organisation(slug, name=name, by=facilitator, **fields)

    return make


def read(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        ("PT INKA (contoh)", "INKA contoh"),
        ("Bappeda Kota Contoh", "Bappeda"),
        ("Bappeda", "Bappeda Kota Contoh"),
        ("Yayasan Peduli Anak", "Yayasan Peduli Anak."),
        ("Yayasan Peduli Anak", "Yayasan Peduli Annak"),
        ("Dinas Kesehatan", "dinas  kesehatan"),
        ("Forum RT 05", "Forum RT 5"),
    ],
)
def test_a_similar_name_is_a_likely_double(make, registered, typed):
    row = make(registered)
    assert list_likely_doubles(typed) == [row]


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        ("Forum RT 01", "Forum RT 02"),
        ("Dinas Kesehatan", "Dinas Pendidikan"),
        ("Bank Jatim", "Karang Taruna"),
        ("Kota Contoh", "Bappeda Kota Contoh"),
    ],
)
def test_another_name_is_none(make, registered, typed):
    make(registered)
    assert list_likely_doubles(typed) == []


def test_other_names_are_compared_and_merged_entries_are_not(make, facilitator):
    row, double = make("Bappelitbangda Baru"), make("Badan Riset")
    add_organisation_name(organisation=row, name="Bapeda", by=facilitator)
    merge_entries(merged=double, kept=row, taken=(), by=facilitator)
    assert list_likely_doubles("Bapeda") == [row]
    assert list_likely_doubles("Badan Riset") == [row]


# ── Asked when registering ───────────────────────────────────────────────────────────────────

NEW = "/parapihak/baru/"


def test_registering_asks_once_about_a_likely_double(desk, make):
    row = make("Bappeda Kota Contoh")
    typed = {"name": "Bappeda", "sector": "government", "idempotency_key": str(uuid4())}
    answer = desk.post(NEW, typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "name": [
            "It may be registered already: Bappeda Kota Contoh. Use that one, or say that not."
        ]
    }
    assert f'href="{row.get_absolute_url()}"' in read(answer)
    assert not Organisation.objects.filter(name="Bappeda").exists()
    answer = desk.post(NEW, {**typed, "is_another": "on"})
    assert answer.status_code == 302
    assert Organisation.objects.filter(name="Bappeda").exists()


def test_a_name_like_no_other_is_registered_at_once(desk, forum):
    answer = desk.post(NEW, {"name": "Karang Taruna Contoh", "sector": "citizen"})
    assert answer.status_code == 302


def test_editing_asks_nothing(desk, make):
    make("Bappeda Kota Contoh")
    row = make("Karang Taruna")
    answer = desk.post(
        f"/parapihak/{row.slug}/ubah/", {"name": "Bappeda", "sector": "citizen", "revision": "1"}
    )
    assert answer.status_code == 302


def admit(desk, meeting, **fields):
    address = reverse("meetings:attendance_walk_in", args=[meeting.reference])
    return desk.post(address, {"idempotency_key": str(uuid4()), "name": "Tamu", **fields})


def test_at_the_door_a_likely_double_is_asked_with_the_sector(desk, make, meeting):
    row = make("Bappeda Kota Contoh")
    answer = admit(desk, meeting, organisation="Bappeda")
    assert answer.status_code == 422
    page = read(answer)
    assert "Do you mean one of these?" in page
    assert f'value="{row.pk}"' in page
    assert 'name="sector"' in page
    admit(desk, meeting, organisation="Bappeda", meant=str(row.pk))
    assert meeting.participants.filter(organisation=row).exists()
    assert not Organisation.objects.filter(name="Bappeda").exists()


def test_at_the_door_it_may_be_another(desk, make, meeting):
    make("Bappeda Kota Contoh")
    answer = admit(desk, meeting, organisation="Bappeda", meant="baru", sector="government")
    assert answer.status_code == 302
    assert meeting.participants.filter(organisation__name="Bappeda").exists()


def test_at_the_door_an_answer_that_was_not_offered_is_asked_again(desk, make, forum, meeting):
    make("Bappeda Kota Contoh")
    answer = admit(desk, meeting, organisation="Bappeda", meant=str(forum.inka.pk))
    assert answer.status_code == 422


def test_adding_a_person_asks_about_a_similar_name(desk, cast, forum):
    address = "/parapihak/inka/akun/baru/"
    answer = desk.post(address, {"name": "Wakil Inca (contoh)"})
    assert answer.status_code == 422
    assert "A person with a similar name is already registered." in read(answer)
    people = Person.objects.count()
    answer = desk.post(address, {"name": "Wakil Inca (contoh)", "is_namesake": "on"})
    assert answer.status_code == 302
    assert Person.objects.count() == people + 1


# ── The list ─────────────────────────────────────────────────────────────────────────────────


def list_names(kind, model):
    rows = model.objects.in_bulk()
    return [(rows[each.first].name, rows[each.second].name) for each in list_pairs(kind)]


def test_pairs_of_organisations_and_of_people_are_found(make, facilitator):
    make("Bank Jatim Cabang Contoh")
    make("Yayasan Peduli Anak")
    make("Bank Jatim Cabang Contho")
    make("Peduli Anak Yayasan Lain")
    assert list_names(MergedKind.ORGANISATION, Organisation) == [
        ("Bank Jatim Cabang Contoh", "Bank Jatim Cabang Contho")
    ]
    for name in ("Siti Contoh", "Siti Conto", "Budi Contoh", "Siti Contoh"):
        slug = f"orang{Person.objects.count()}"
        factories.make_person(slug, name=name, by=facilitator)
    assert list_names(MergedKind.PERSON, Person) == [
        ("Siti Contoh", "Siti Contoh"),
        ("Siti Contoh", "Siti Conto"),
        ("Siti Conto", "Siti Contoh"),
    ]


def test_a_pair_that_is_none_is_remembered(desk, make, facilitator):
    one, other = make("Bank Jatim Contoh"), make("Bank Jatim Conto")
    page = read(desk.get(LIST))
    assert f"/parapihak/{other.slug}/gabung/?ke={one.slug}" in page
    address = f"{LIST}organisasi/{one.pk}/{other.pk}/"
    assert address in page
    assert "Not a double" in read(desk.get(address))
    answer = desk.post(address, follow=True)
    assert answer.redirect_chain == [(f"{LIST}?jenis=organisasi", 302)]
    assert "No likely doubles" in read(answer)
    assert list_pairs(MergedKind.ORGANISATION) == []


def test_merged_entries_are_no_pair(make, facilitator):
    one, other = make("Bank Jatim Contoh"), make("Bank Jatim Conto")
    merge_entries(merged=other, kept=one, taken=(), by=facilitator)
    assert list_pairs(MergedKind.ORGANISATION) == []


def test_an_organisation_that_a_guest_entered_is_listed(desk, make):
    make("Bank Jatim Contoh")
    make("Bank Jatim Conto")
    Organisation.objects.filter(name="Bank Jatim Conto").update(is_introduced=True)
    assert "introduced by a link" in read(desk.get(LIST))


def test_the_list_has_pages(desk, make, facilitator):
    names = [f"Bank {letter * 3}{other * 3} Contoh" for letter in "abcde" for other in "fghijk"]
    for name in names:
        make(name)
        make(name.replace("Contoh", "Conto"))
    first = desk.get(LIST)
    assert len(first.context["pairs"]) == 25
    assert first.context["count"] == 30
    second = desk.get(f"{LIST}?jenis=organisasi&halaman=2")
    assert len(second.context["pairs"]) == 5
    shown = {each.newer.pk for each in first.context["pairs"]}
    assert shown.isdisjoint(each.newer.pk for each in second.context["pairs"])


def test_a_name_is_compared_with_few_others_however_many_there_are():
    def count_comparisons(size):
        names = sorted(f"kelompok mawar {number:x} contoh" for number in range(size))
        sharing = [names, *([name] for name in names)]  # a word of all, and one of each
        return len(list_candidates(names, sharing))

    assert count_comparisons(2_000) <= 2_000 * NEIGHBOURS
    assert count_comparisons(20) == 20 * 19 / 2  # each with each, where few share a word


def test_only_who_keeps_the_registers_sees_the_list(client, cast):
    for name in ("citizen", "inka", "lurah", "facilitator", "secretary", "administrator"):
        client.force_login(cast[name])
        allowed = name in ("facilitator", "secretary", "administrator")
        assert client.get(LIST).status_code == (200 if allowed else 403)
    client.logout()
    assert client.get(LIST).status_code == 302


def test_marking_twice_changes_nothing(make, facilitator):
    one, other = make("Bank Jatim Contoh"), make("Bank Jatim Conto")
    mark_distinct(one=one, other=other, by=facilitator)
    mark_distinct(one=other, other=one, by=facilitator)
    assert list_pairs(MergedKind.ORGANISATION) == []
