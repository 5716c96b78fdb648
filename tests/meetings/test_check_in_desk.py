"""The staff's side of self check-in, many guests at once, and the rest that is present."""

from datetime import time

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from meetings.actions.attending import invite, mark_attendance, mark_rest_present, unmark_rest
from meetings.actions.checking_in import check_in, set_check_ins_aside
from meetings.models import AttendeesOfMeeting, Participant
from stakeholders.models import LinkPurpose, PersonalLink
from tests.support.check_ins import add_oneself, path_of, tap
from tests.support.expect import refused, told
from tests.support.threads import at_once

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


# ── The staff ────────────────────────────────────────────────────────────────────────────────


def test_the_staff_sets_many_aside_with_a_reason(reader, room, at_ten, facilitator):
    for each in at_ten.participants.all():
        tap(Client(), room, each)
    add_oneself(Client(), room, name="Tamu (contoh)", organisation="PT INKA")
    reader.force_login(facilitator)
    address = reverse("meetings:attendance_check_ins", args=[at_ten.reference])
    ticked = [each.pk for each in at_ten.participants.all()]
    without = reader.post(address, {"participants": ticked})
    assert without.status_code == 422
    answer = reader.post(address, {"participants": ticked, "reason": "Iseng"}, follow=True)
    assert "self check-in set aside: Iseng" in answer.content.decode()
    assert "Tamu (contoh)" not in answer.content.decode().split('class="attendees"')[1]
    assert set(at_ten.participants.values_list("attendance", flat=True)) == {"unmarked"}
    assert not PersonalLink.objects.filter(is_from_check_in=True, revoked_at=None).exists()
    assert AttendeesOfMeeting.objects.get(meeting=at_ten).public == 0
    counted = at_ten.sector_tallies.aggregate(listed=Sum("listed"), present=Sum("present"))
    assert counted == {"listed": 2, "present": 0}  # the walk-in is not on the list
    assert [each for each in told(at_ten) if each.startswith("Self check-ins set aside: ")]


def test_a_check_in_marked_otherwise_meanwhile_stays(room, guest, at_ten, facilitator):
    check_in(token=room.token, participant=guest.pk)
    guest.refresh_from_db()
    mark_attendance(participant=guest, attendance="late", by=facilitator)
    count = set_check_ins_aside(
        meeting=at_ten, participants=[guest], reason="Iseng", by=facilitator
    )
    guest.refresh_from_db()
    assert (count, guest.attendance) == (0, "late")


def test_taking_a_check_in_back_ends_its_link(reader, own, guest, facilitator):
    guest.refresh_from_db()
    mark_attendance(participant=guest, attendance="unmarked", by=facilitator)
    assert reader.get(path_of(own)).status_code == 410


def test_the_rest_is_present_in_one_act_and_undone_in_one(reader, meeting, facilitator, guest):
    mark_attendance(participant=guest, attendance="excused", excuse="Sakit", by=facilitator)
    assert mark_rest_present(meeting=meeting, by=facilitator) == 1
    assert mark_rest_present(meeting=meeting, by=facilitator) == 0
    assert told(meeting)[-1] == "The rest was marked at once as present: 1 participants."
    assert AttendeesOfMeeting.objects.get(meeting=meeting).public == 1
    assert unmark_rest(meeting=meeting, by=facilitator) == 1
    assert sorted(meeting.participants.values_list("attendance", flat=True)) == [
        "excused",
        "unmarked",
    ]


def test_undoing_the_rest_keeps_what_was_marked_since(meeting, facilitator, guest):
    mark_rest_present(meeting=meeting, by=facilitator)
    guest.refresh_from_db()
    mark_attendance(participant=guest, attendance="late", arrived_at=time(9), by=facilitator)
    assert unmark_rest(meeting=meeting, by=facilitator) == 1
    guest.refresh_from_db()
    assert guest.attendance == "late"


def test_the_desk_marks_the_rest_with_one_tap_also_from_paper(staff, meeting):
    address = reverse("meetings:attendance_rest", args=[meeting.reference])
    html = staff.post(f"{address}?kertas=ya", follow=True).content.decode()
    assert "2 participants were marked as present." in html
    assert "from the paper attendance list" in html
    assert set(meeting.participants.values_list("mark_source", flat=True)) == {"paper"}
    staff.post(address, {"urungkan": "ya"})
    assert set(meeting.participants.values_list("attendance", flat=True)) == {"unmarked"}


def test_a_mark_from_the_paper_list_says_so(staff, meeting, guest):
    address = reverse("meetings:attendance_mark", args=[meeting.reference, guest.pk])
    staff.post(f"{address}?kertas=ya", {"attendance": "present", "revision": guest.revision})
    guest.refresh_from_db()
    assert (guest.attendance, guest.mark_source) == ("present", "paper")


def test_the_staff_makes_shows_and_renews_the_code(staff, meeting):
    address = reverse("meetings:attendance_qr", args=[meeting.reference])
    assert "qr-image" not in staff.get(address).content.decode()
    staff.post(address)
    link = PersonalLink.objects.get(purpose=LinkPurpose.CHECK_IN)
    assert path_of(link) in staff.get(address).content.decode()
    poster = staff.get(address, {"tampil": "poster"}).content.decode()
    assert "Check in here" in poster
    staff.post(address)
    assert staff.get(path_of(link)).status_code == 410


# ── Many at once ─────────────────────────────────────────────────────────────────────────────


def test_one_phone_does_not_shut_the_room_for_others(reader, room, guest, settings):
    reader.get(path_of(room))
    for number in range(12):
        answer = add_oneself(reader, room, name=f"Tamu ke {number}", organisation="PT INKA")
    assert answer.status_code == 422
    assert "Many check-ins came from this phone just now." in answer.content.decode()
    other = Client()
    other.get(path_of(room))
    assert add_oneself(other, room, name="Tamu Lain", organisation="PT INKA").status_code == 302
    assert tap(reader, room, guest).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_sixty_check_ins_at_once_from_twenty_phones_are_sixty(room, at_ten, forum, facilitator):
    for number in range(40):
        invite(meeting=at_ten, organisation=forum.inka, position=f"Utusan {number}", by=facilitator)
    listed = list(at_ten.participants.exclude(position="").order_by("-pk")[:40])

    letters = "abcdefghijklmnopqrst"

    def use_phone(phone):
        client = Client()
        client.get(path_of(room))
        answers = [tap(client, room, each) for each in listed[2 * phone : 2 * phone + 2]]
        answers.append(
            add_oneself(client, room, name=f"Tamu {letters[phone]}", organisation="PT INKA")
        )
        return [answer.status_code for answer in answers]

    answers = at_once(*[lambda phone=phone: use_phone(phone) for phone in range(20)])
    assert answers == [[302, 302, 302]] * 20
    assert at_ten.participants.attending().count() == 60
    assert AttendeesOfMeeting.objects.get(meeting=at_ten).public == 60
    orders = Participant.objects.filter(meeting=at_ten).values_list("order", flat=True)
    assert len(orders) == len(set(orders))
    assert PersonalLink.objects.filter(is_from_check_in=True, revoked_at=None).count() >= 21


@pytest.mark.django_db(transaction=True)
def test_one_name_tapped_by_twenty_phones_at_once_is_marked_once(room, guest):
    answers = at_once(*[lambda: tap(Client(), room, guest).status_code] * 20)
    assert sorted(answers) == [302, *[422] * 19]
    assert PersonalLink.objects.filter(is_from_check_in=True).count() == 1


def test_a_refusal_of_an_action_is_a_sentence(room, guest):
    check_in(token=room.token, participant=guest.pk)
    sentence = (
        "Wakil INKA (contoh) is marked as present already; nothing was changed. If that was not "
        "you, tell the facilitator."
    )
    with refused(sentence, code="marked"):
        check_in(token=room.token, participant=guest.pk)
