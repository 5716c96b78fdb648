"""Who comes to the door without an invitation, and the list as a file to take along."""

import csv
import io
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from meetings.actions.attending import invite
from meetings.models import Attendance
from stakeholders.models import Organisation, Person
from tests.support.crowds import crowd
from tests.support.expect import told
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def desk(meeting):
    return reverse("meetings:meeting_attendance", args=[meeting.reference])


@pytest.fixture
def staff(reader, facilitator):
    reader.force_login(facilitator)
    return reader


# ── At the door ──────────────────────────────────────────────────────────────────────────


def admit(client, meeting, **fields):
    address = reverse("meetings:attendance_walk_in", args=[meeting.reference])
    return client.post(address, {"idempotency_key": str(uuid4()), **fields})


def test_a_known_person_of_a_known_organisation_is_found(staff, meeting, cast, desk):
    answer = admit(
        staff, meeting, name="  wakil   luar (contoh) ", organisation="perusahaan luar (contoh)"
    )
    guest = meeting.participants.get(person=cast.outsider.person)
    assert (answer.status_code, answer["Location"]) == (302, f"{desk}#p{guest.pk}")
    assert (guest.attendance, guest.is_walk_in) == (Attendance.PRESENT, True)
    assert Person.objects.filter(name__icontains="wakil luar").count() == 1


def test_a_new_person_is_registered_with_titles_and_office(staff, meeting, forum):
    people = Person.objects.count()
    admit(staff, meeting, name="Dr. Tamu Baru, M.Si. (contoh)", organisation="PT INKA")
    admit(staff, meeting, name="Ir. Tamu Lain, M.T.", organisation="PT INKA", position="Manajer")
    assert Person.objects.count() == people + 2
    guest = meeting.participants.get(position="Manajer")
    assert (guest.person.name, guest.person.title_before, guest.person.title_after) == (
        "Tamu Lain",
        "Ir.",
        "M.T.",
    )
    assert guest.organisation == forum.inka
    assert guest.person.mandates.get().position == "Manajer"


def test_a_guest_may_come_online(staff, meeting):
    admit(staff, meeting, name="Tamu (contoh)", organisation="PT INKA", is_online="on")
    assert meeting.participants.get(is_walk_in=True).is_online


def test_an_office_may_come_without_a_name(staff, meeting, forum):
    admit(staff, meeting, name="", organisation="PT INKA", position="Sopir")
    assert str(meeting.participants.get(position="Sopir")) == "Sopir"
    answer = admit(staff, meeting, name="", organisation="PT INKA", position="")
    assert answer.status_code == 422
    assert "Give a name, or the office if it is not known." in answer.content.decode()


def test_an_unknown_organisation_asks_for_its_sector_and_is_added_unverified(staff, meeting):
    fields = {"name": "Tamu (contoh)", "organisation": "Karang Taruna Demangan (contoh)"}
    answer = admit(staff, meeting, **fields)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert (
        "“Karang Taruna Demangan (contoh)” is not registered yet:"
        " choose its sector, and it is added."
    ) in html
    assert 'value="Tamu (contoh)"' in html
    assert admit(staff, meeting, sector="citizen", **fields).status_code == 302
    organisation = Organisation.objects.get(name="Karang Taruna Demangan (contoh)")
    assert (organisation.sector, organisation.is_verified) == ("citizen", False)


def test_who_is_on_the_list_is_marked_there(staff, meeting, cast):
    answer = admit(staff, meeting, name="Wakil INKA (contoh)", organisation="PT INKA")
    assert answer.status_code == 422
    assert "is already on the list; mark the attendance there." in answer.content.decode()
    assert meeting.participants.count() == 2


def test_a_guest_sent_twice_comes_once(staff, meeting):
    fields = {"name": "Tamu (contoh)", "organisation": "PT INKA", "idempotency_key": str(uuid4())}
    addresses = [admit(staff, meeting, **fields)["Location"] for _time in range(2)]
    assert addresses[0] == addresses[1]
    assert meeting.participants.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_guest_sent_twice_at_the_same_instant_comes_once(meeting, facilitator):
    fields = {"name": "Tamu (contoh)", "organisation": "PT INKA", "idempotency_key": str(uuid4())}

    def send():
        client = Client()
        client.force_login(facilitator)
        return admit(client, meeting, **fields)["Location"]

    first, second = at_once(send, send)
    assert first == second
    assert meeting.participants.count() == 3


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "a\0b", "\u202egnp.exe", "🎋" * 100, "x" * 5000, "'; --", " "],
)
def test_whatever_is_typed_at_the_door_is_answered(staff, meeting, hostile):
    for field in ("name", "organisation", "position", "sector", "idempotency_key"):
        fields = {"name": "Tamu (contoh)", "organisation": "PT INKA", field: hostile}
        answer = staff.post(
            reverse("meetings:attendance_walk_in", args=[meeting.reference]), fields
        )
        assert answer.status_code in (302, 422), field
        assert "<script>alert" not in answer.content.decode()


# ── The file ─────────────────────────────────────────────────────────────────────────────


def take_along(client, meeting, kind):
    address = reverse("meetings:attendance_export", args=[meeting.reference])
    return client.post(address, {"format": kind})


def test_the_list_is_taken_along_with_contact_data_and_the_history_notes_it(
    staff, meeting, cast, english
):
    person = cast.inka.person
    person.phone, person.email = "081234567890", "wakil@inka.example"
    person.save()
    answer = take_along(staff, meeting, "csv")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Name"] for row in rows] == ["Wakil INKA (contoh)", "Lurah Taman (contoh)"]
    assert (rows[0]["Telephone"], rows[0]["E-mail"]) == (person.phone, person.email)
    assert told(meeting)[-1] == "The list of participants was exported as CSV."


def test_the_list_is_a_workbook_in_the_readers_language(client, meeting, facilitator):
    client.force_login(facilitator)
    answer = take_along(client, meeting, "xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    heads = [cell.value for cell in sheet[1]]
    assert "Organisasi" in heads
    assert sheet.max_row == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_of_300_costs_no_query_more(staff, meeting, forum, kind):
    counts = []
    for listed in (2, 300):
        crowd(meeting, forum, listed)
        with CaptureQueriesContext(connection) as queries:
            answer = take_along(staff, meeting, kind)
            body = b"".join(answer) if answer.streaming else answer.content
        counts.append(len(queries))
    assert len(body) > 1000
    assert counts[0] == counts[1] <= MOST_QUERIES


@pytest.mark.parametrize("kind", ["", "pdf", "csv\0", "x" * 999])
def test_there_is_no_other_kind_of_file(staff, meeting, kind):
    assert take_along(staff, meeting, kind).status_code == 400


def test_a_name_that_looks_like_a_formula_is_text(staff, meeting, forum, facilitator):
    invite(meeting=meeting, organisation=forum.outside, position="=1+1", by=facilitator)
    answer = take_along(staff, meeting, "csv")
    assert "'=1+1" in answer.content.decode()


# ── Who may ──────────────────────────────────────────────────────────────────────────────


def test_nobody_else_admits_or_takes_the_list_along(reader, cast, meeting, desk):
    for name, status in (("inka", 403), ("administrator", 403), ("outsider", 404)):
        reader.force_login(cast[name])
        assert reader.get(desk + "tamu/").status_code == status
        assert admit(reader, meeting, name="x", organisation="y").status_code == status
        assert take_along(reader, meeting, "csv").status_code == status
    assert meeting.participants.count() == 2
