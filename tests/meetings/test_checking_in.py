"""Guests check in by the QR code of the room, on their own phones."""

import re
from datetime import datetime, time
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingEmail
from meetings.actions.attending import invite, mark_attendance
from meetings.models import AttendeesOfMeeting
from stakeholders.actions.links import renew_link
from stakeholders.models import LinkPurpose, Organisation, Person, PersonalLink
from tests.support.check_ins import add_oneself, path_of, tap
from tests.support.contributions import in_days
from tests.support.expect import told
from tests.support.factories import make_meeting, take_meeting_to
from tests.support.first_view import weigh_first_view
from tests.support.reading import Reading, files_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def room(check_in_room):
    return check_in_room


@pytest.fixture
def guest(meeting):
    return meeting.participants.select_related("person").get(organisation__slug="inka")


@pytest.fixture
def own(reader, room, guest):
    tap(reader, room, guest)
    return PersonalLink.objects.get(purpose=LinkPurpose.CORRECT)


# ── Searching ────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_told_before_three_letters(reader, room):
    for typed in ("", "w", "wa", "w a", "   "):
        html = reader.get(path_of(room), {"cari": typed}).content.decode()
        assert "Wakil INKA" not in html
        assert "Lurah Taman" not in html
    html = reader.get(path_of(room), {"cari": "wak"}).content.decode()
    assert "Wakil INKA (contoh)" in html
    assert "Lurah Taman" not in html


def test_only_names_and_organisations_are_told(reader, room, guest, facilitator):
    Person.objects.filter(pk=guest.person_id).update(phone="081234567890", email="w@inka.example")
    mark_attendance(participant=guest, attendance="excused", excuse="Sakit", by=facilitator)
    html = reader.get(path_of(room), {"cari": "inka"}).content.decode()
    assert "Wakil INKA (contoh)" in html
    for secret in ("081234567890", "w@inka.example", "Sakit", "Excused"):
        assert secret not in html


def test_a_guest_is_found_by_organisation_and_by_the_middle_of_the_name(reader, room):
    for typed in ("INKA", "inka wak", "wakil"):
        assert "Wakil INKA" in reader.get(path_of(room), {"cari": typed}).content.decode()
    html = reader.get(path_of(room), {"cari": "akil"}).content.decode()
    assert "Nobody on the list is called so." in html


# ── Checking in ──────────────────────────────────────────────────────────────────────────────


def test_a_tapped_name_is_present_and_gets_a_link_that_says_where_it_came_from(
    reader, room, guest, at_ten
):
    answer = tap(reader, room, guest)
    assert answer.status_code == 302
    guest.refresh_from_db()
    assert (guest.attendance, guest.mark_source, guest.is_online) == ("present", "check_in", False)
    link = PersonalLink.objects.get(purpose=LinkPurpose.CORRECT)
    assert (link.is_from_check_in, link.person, link.target) == (True, guest.person, at_ten)
    page = reader.get(answer["Location"]).content.decode()
    assert "You are on the attendance list" in page
    assert "self check-in" in page
    assert "Wakil INKA (contoh) checked in by the QR code of the room." in told(at_ten)


def test_the_link_of_a_check_in_signs_nothing_and_contributes_nothing(reader, room, guest):
    tap(reader, room, guest)
    token = PersonalLink.objects.get(purpose=LinkPurpose.CORRECT).token
    for address in ("signing:signing_link", "meetings:contribute", "agreements:review_link"):
        assert reader.get(reverse(address, args=[token])).status_code == 404


def test_several_check_in_from_one_phone_on_site_and_online(reader, room, at_ten):
    for number, each in enumerate(at_ten.participants.all()):
        assert tap(reader, room, each, is_online="ya" * number).status_code == 302
    assert list(at_ten.participants.values_list("attendance", "is_online")) == [
        ("present", False),
        ("present", True),
    ]
    assert AttendeesOfMeeting.objects.get(meeting=at_ten).public == 2


def test_the_same_tap_twice_is_one(reader, room, guest, at_ten):
    key = {"idempotency_key": str(uuid4())}
    first, second = (tap(reader, room, guest, **key)["Location"] for _time in range(2))
    assert first == second
    again = tap(reader, room, guest)
    assert again.status_code == 422
    assert "is marked as present already; nothing was changed" in again.content.decode()
    assert PersonalLink.objects.filter(purpose=LinkPurpose.CORRECT).count() == 1


def test_a_check_in_changes_no_mark_of_the_staff(reader, room, guest, facilitator):
    mark_attendance(participant=guest, attendance="excused", excuse="Sakit", by=facilitator)
    answer = tap(reader, room, guest)
    assert answer.status_code == 422
    assert "The staff has noted something else" in answer.content.decode()
    guest.refresh_from_db()
    assert guest.excuse == "Sakit"


def test_who_has_an_address_is_told(reader, room, guest, at_ten):
    Person.objects.filter(pk=guest.person_id).update(email="wakil@inka.example")
    tap(reader, room, guest)
    message = OutgoingEmail.objects.get()
    assert message.to == "wakil@inka.example"
    own = PersonalLink.objects.get(purpose=LinkPurpose.CORRECT)
    assert own.token in message.text
    assert not mail.outbox


def test_somebody_of_another_meeting_is_not_on_the_list(reader, room, forum, facilitator):
    other = invite(
        meeting=make_meeting(by=facilitator),
        organisation=forum.inka,
        position="Direktur",
        by=facilitator,
    )
    answer = tap(reader, room, other)
    assert answer.status_code == 422
    assert "This name is not on the list of this meeting." in answer.content.decode()


# ── When ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("hour", "is_open"), [(time(8, 59), False), (time(9, 1), True), (time(23, 50), True)]
)
def test_check_in_opens_an_hour_before_by_the_clock_of_the_server(
    reader, room, guest, hour, is_open
):
    moment = timezone.make_aware(datetime.combine(timezone.localdate(), hour))
    with time_machine.travel(moment):
        html = reader.get(path_of(room), {"cari": "wakil"}).content.decode()
        assert ("Wakil INKA" in html) is is_open
        assert ("at 09.00 WIB" in html) is not is_open
        assert tap(reader, room, guest).status_code == (302 if is_open else 422)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("cancelled", "This meeting was cancelled. Nobody needs to check in."),
        ("closed", "This meeting is closed, and so is check-in."),
    ],
)
def test_a_meeting_that_is_over_or_cancelled_says_so(
    reader, room, guest, at_ten, facilitator, state, sentence
):
    take_meeting_to(state, at_ten, by=facilitator)
    answer = reader.get(path_of(room), {"cari": "wakil"})
    assert sentence in answer.content.decode()
    assert "Wakil INKA" not in answer.content.decode()
    refusal = tap(reader, room, guest)
    assert refusal.status_code == 422
    assert sentence in refusal.content.decode()


def test_links_that_do_not_work_say_why(reader, room, facilitator):
    assert reader.get("/hadir/bukan-tautan/").status_code == 404
    old = path_of(room)
    renew_link(link=room, expires_at=in_days(1), by=facilitator)
    assert reader.get(old).status_code == 410
    fresh = PersonalLink.objects.get(pk=room.pk)
    PersonalLink.objects.filter(pk=room.pk).update(expires_at=in_days(-1))
    answer = reader.get(path_of(fresh))
    assert answer.status_code == 410
    assert "Scan the QR code in the room again" in answer.content.decode()


# ── Without an invitation ────────────────────────────────────────────────────────────────────


def test_a_guest_adds_oneself_by_name_and_organisation(reader, room, at_ten, forum):
    answer = add_oneself(reader, room, name="Tamu Baru, S.E. (contoh)", organisation="PT INKA")
    assert answer.status_code == 302
    guest = at_ten.participants.get(is_walk_in=True)
    assert (guest.attendance, guest.mark_source, guest.organisation) == (
        "present",
        "check_in",
        forum.inka,
    )
    assert guest.person.mandates.count() == 0


def test_a_new_organisation_is_asked_for_its_sector_and_waits_for_the_staff(reader, room):
    fields = {"name": "Tamu (contoh)", "organisation": "Sanggar Baru (contoh)"}
    answer = add_oneself(reader, room, **fields)
    assert answer.status_code == 422
    assert 'value="Tamu (contoh)"' in answer.content.decode()
    fields |= {"asked_for": fields["organisation"], "meant": "baru", "sector": "citizen"}
    assert add_oneself(reader, room, **fields).status_code == 302
    assert Organisation.objects.get(name=fields["organisation"]).is_introduced


def test_an_emoji_in_a_name_is_refused_with_a_sentence_and_kept(reader, room, at_ten):
    answer = add_oneself(reader, room, name="Rini 🎋 (contoh)", organisation="PT INKA")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Write it with letters alone: “🎋” cannot stand in the attendance list." in html
    assert 'value="Rini 🎋 (contoh)"' in html
    assert not at_ten.participants.filter(is_walk_in=True).exists()


def test_who_is_on_the_list_is_told_so_and_a_namesake_elsewhere_is_added(reader, room, at_ten):
    answer = add_oneself(reader, room, name="Wakil INKA (contoh)", organisation="PT INKA")
    assert answer.status_code == 422
    assert "is on the list already" in answer.content.decode()
    other = {"organisation": "Perusahaan Luar (contoh)"}
    assert add_oneself(reader, room, name="Wakil INKA (contoh)", **other).status_code == 302
    html = reader.get(path_of(room), {"cari": "wakil inka"}).content.decode()
    assert html.count("<strong>Wakil INKA (contoh)</strong>") == 2
    assert "Perusahaan Luar (contoh)" in html


# ── One's own check-in ───────────────────────────────────────────────────────────────────────


def test_guests_correct_and_take_back_their_own_check_in(reader, own, guest):
    html = reader.get(path_of(own)).content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', html)[1]
    fields = {"revision": revision, "is_online": "ya", "initials": "WI"}
    assert reader.post(path_of(own), fields).status_code == 302
    guest.refresh_from_db()
    assert (guest.is_online, guest.initials) == (True, "WI")
    assert reader.post(path_of(own), {"batalkan": "ya"}).status_code == 302
    guest.refresh_from_db()
    assert (guest.attendance, guest.mark_source, guest.initials) == ("unmarked", "", "")
    assert reader.get(path_of(own)).status_code == 410


def test_once_the_meeting_is_closed_the_own_link_leads_to_the_minutes(
    reader, own, meeting, facilitator
):
    minutes = reverse("meetings:respond", args=[own.token])
    assert minutes not in reader.get(path_of(own)).content.decode()
    take_meeting_to("closed", meeting, by=facilitator)
    assert minutes in reader.get(path_of(own)).content.decode()
    assert reader.get(minutes).status_code == 200
    with time_machine.travel(in_days(8), tick=False):
        assert minutes not in reader.get(path_of(own)).content.decode()


def test_a_guest_cannot_change_what_the_staff_marked(reader, own, guest, facilitator):
    guest.refresh_from_db()
    mark_attendance(participant=guest, attendance="late", arrived_at=time(11), by=facilitator)
    assert "Not me" not in reader.get(path_of(own)).content.decode()
    assert reader.post(path_of(own), {"batalkan": "ya"}).status_code == 422
    guest.refresh_from_db()
    assert guest.attendance == "late"


# ── What it weighs ───────────────────────────────────────────────────────────────────────────


def test_the_pages_of_a_guest_are_light_and_load_no_htmx(reader, check_in_room, meeting, guest):
    own = tap(reader, check_in_room, guest)["Location"]
    walk_in = reverse("meetings:check_in_walk_in", args=[check_in_room.token])
    for path in (path_of(check_in_room, "?cari=contoh"), walk_in, own):
        answer = reader.get(path)
        files = files_of(Reading(path, answer.content.decode()))
        assert not [file for file in files if "htmx" in file]
        assert weigh_first_view(path, answer.content) < 30_000, path
