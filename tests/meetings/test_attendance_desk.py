"""The attendance desk: one tap for everybody, small forms for the rest."""

import re
from datetime import time

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions.attending import mark_attendance
from meetings.actions.planning import cancel_meeting, close_meeting, publish_meeting
from meetings.models import Participant
from tests.support import factories
from tests.support.crowds import crowd
from tests.support.expect import told
from tests.support.first_view import weigh_first_view
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
MOST_BYTES_AT_FIRST = 80_000


@pytest.fixture
def desk(meeting):
    return reverse("meetings:meeting_attendance", args=[meeting.reference])


@pytest.fixture
def guest(meeting):
    return meeting.participants.get(organisation__slug="inka")


@pytest.fixture
def staff(reader, facilitator):
    reader.force_login(facilitator)
    return reader


def row_of(guest, query=""):
    return reverse("meetings:attendance_mark", args=[guest.meeting.reference, guest.pk]) + query


def mark(client, guest, attendance, htmx=True, **more):
    data = {"attendance": attendance, "revision": guest.revision, **more}
    return client.post(row_of(guest), data, headers={"HX-Request": "true"} if htmx else {})


# ── Marking ──────────────────────────────────────────────────────────────────────────────


def test_one_tap_marks_and_answers_with_the_row_and_the_counts(staff, guest, meeting):
    answer = mark(staff, guest, "present")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="p{guest.pk}"' in html
    assert re.search(r'value="present"\s+aria-pressed="true"', html)
    assert re.search(r"<strong>1</strong>\s+of 2 are here", html)
    assert "<html" not in html
    guest.refresh_from_db()
    assert (guest.attendance, guest.revised_by) == ("present", "Fasilitator (contoh)")


def test_without_script_one_goes_back_to_the_list_as_it_was_filtered(staff, guest, desk):
    data = {"attendance": "absent", "revision": guest.revision}
    answer = staff.post(row_of(guest, "?cari=inka"), data)
    assert (answer.status_code, answer["Location"]) == (302, f"{desk}?cari=inka#p{guest.pk}")
    guest.refresh_from_db()
    assert guest.attendance == "absent"


@time_machine.travel("2021-11-08T02:17:30Z", tick=False)
def test_the_form_of_a_late_comer_is_filled_with_now(staff, guest):
    html = staff.get(row_of(guest, "?tanda=late")).content.decode()
    assert 'type="time" name="arrived_at" value="09:17"' in html
    assert "<html" in html
    part = staff.get(row_of(guest, "?tanda=late"), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert part["Vary"].count("HX-Request") == 1


@time_machine.travel("2021-11-09T02:17:30Z", tick=False)
def test_on_another_day_nobody_arrives_now(staff, guest):
    html = staff.get(row_of(guest, "?tanda=late")).content.decode()
    assert 'name="arrived_at"' in html
    assert 'value="09:17"' not in html


@pytest.mark.parametrize(
    ("attendance", "field", "typed", "kept", "shown"),
    [
        ("late", "arrived_at", "09.40", time(9, 40), "09:40 WIB"),
        ("represented", "represented_by", "Staf (contoh)", "Staf (contoh)", "by Staf (contoh)"),
        ("excused", "excuse", "Dinas luar", "Dinas luar", "Dinas luar"),
    ],
)
def test_a_mark_that_asks_more_is_made_by_its_small_form(
    staff, guest, attendance, field, typed, kept, shown
):
    html = mark(staff, guest, attendance, **{field: typed}).content.decode()
    assert shown in html
    guest.refresh_from_db()
    assert (guest.attendance, getattr(guest, field)) == (attendance, kept)


def test_the_reason_for_an_absence_is_read_by_the_staff_alone(
    staff, meeting, facilitator, cast, forum
):
    other = factories.make_guest(meeting, forum.forpemma, by=facilitator)
    meeting = factories.open_meeting(meeting, by=facilitator)
    other.refresh_from_db()
    mark_attendance(participant=other, attendance="excused", excuse="Rawat inap", by=facilitator)
    publish_meeting(meeting=close_meeting(meeting=meeting, by=facilitator), by=facilitator)
    assert "Rawat inap" in staff.get(meeting.get_absolute_url()).content.decode()
    company = Client()
    company.force_login(cast.inka)
    for other_reader in (Client(), company):
        html = other_reader.get(meeting.get_absolute_url()).content.decode()
        assert "Rawat inap" not in html


@pytest.mark.parametrize(
    ("attendance", "field", "typed", "sentence"),
    [
        ("late", "arrived_at", "", "This field is required."),
        ("late", "arrived_at", "25.99", "Enter a valid time."),
        ("represented", "represented_by", "   ", "This field is required."),
        ("excused", "excuse", "x" * 301, "Ensure this value has at most 300 characters"),
        ("excused", "excuse", "a\0b", "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_stays(
    staff, guest, attendance, field, typed, sentence
):
    answer = mark(staff, guest, attendance, **{field: typed})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    assert typed.strip() in html
    guest.refresh_from_db()
    assert guest.attendance == "unmarked"


@pytest.mark.parametrize("attendance", ["", "asleep", "present\0", "🎋", "x" * 5000])
def test_an_absurd_mark_is_told_what_to_choose(staff, guest, attendance):
    answer = mark(staff, guest, attendance)
    assert answer.status_code == 422
    assert "Choose how somebody attended." in answer.content.decode()


def test_what_was_said_of_a_mark_goes_with_it(guest, facilitator):
    guest = mark_attendance(participant=guest, attendance="excused", excuse="Sakit", by=facilitator)
    guest = mark_attendance(participant=guest, attendance="present", by=facilitator)
    assert (guest.attendance, guest.excuse) == ("present", "")


def test_a_mark_is_taken_back(staff, guest, meeting, english):
    mark(staff, guest, "present")
    guest.refresh_from_db()
    html = staff.get(row_of(guest) + "pulang/").content.decode()
    assert "Remove the mark" in html
    assert "Last marked by Fasilitator (contoh)" in html
    mark(staff, guest, "unmarked")
    guest.refresh_from_db()
    assert guest.attendance == "unmarked"
    assert told(meeting)[-1] == "Wakil INKA (contoh): Not marked yet."


def test_nobody_is_marked_once_the_meeting_is_cancelled(staff, guest, meeting, desk, facilitator):
    cancel_meeting(meeting=meeting, reason="Banjir", by=facilitator)
    answer = mark(staff, guest, "present")
    assert answer.status_code == 422
    html = staff.get(desk).content.decode()
    assert "Attendance can no longer be marked." in html
    assert 'name="attendance"' not in html


# ── Twice, and two at once ───────────────────────────────────────────────────────────────


def test_a_tap_sent_twice_is_one_mark(staff, guest, meeting, english):
    assert mark(staff, guest, "present").status_code == 200
    assert mark(staff, guest, "present").status_code == 200
    guest.refresh_from_db()
    assert guest.revision == 2
    assert told(meeting).count("Wakil INKA (contoh): Present.") == 1


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_instant_are_one_mark(guest, meeting, facilitator, english):
    def tap():
        client = Client()
        client.force_login(facilitator)
        return mark(client, guest, "present").status_code

    assert at_once(tap, tap) == [200, 200]
    guest.refresh_from_db()
    assert guest.revision == 2
    assert told(meeting).count("Wakil INKA (contoh): Present.") == 1


def test_the_second_editor_sees_both_marks_and_chooses(staff, guest, secretary):
    mark_attendance(
        participant=Participant.objects.get(pk=guest.pk),
        attendance="excused",
        excuse="Sakit",
        by=secretary,
    )
    answer = mark(staff, guest, "present")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Saved meanwhile by Sekretaris (contoh)" in html
    assert '<p class="conflict-text">Excused</p>' in html
    assert '<p class="conflict-text">Present</p>' in html
    assert 'name="revision" value="2"' in html
    guest.refresh_from_db()
    assert guest.attendance == "excused"
    assert mark(staff, guest, "present").status_code == 200
    guest.refresh_from_db()
    assert (guest.attendance, guest.excuse) == ("present", "")


@pytest.mark.django_db(transaction=True)
def test_two_marks_at_the_same_instant_leave_one_and_tell_the_other(guest, facilitator, secretary):
    def tap(user, attendance):
        def send():
            client = Client()
            client.force_login(user)
            return mark(client, guest, attendance).status_code

        return send

    answers = at_once(tap(facilitator, "present"), tap(secretary, "absent"))
    assert sorted(answers) == [200, 422]
    guest.refresh_from_db()
    assert guest.revision == 2


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 40, "1\0"])
def test_a_spoilt_revision_is_a_conflict_not_an_error(staff, guest, revision):
    data = {"attendance": "present", "revision": revision}
    assert staff.post(row_of(guest), data).status_code == 422


# ── Leaving early ────────────────────────────────────────────────────────────────────────


def leave(client, guest, left_at):
    return client.post(
        row_of(guest) + "pulang/",
        {"left_at": left_at, "revision": guest.revision},
        headers={"HX-Request": "true"},
    )


def test_who_leaves_early_is_noted_and_may_come_back(staff, guest, meeting, facilitator, english):
    guest = mark_attendance(
        participant=guest, attendance="late", arrived_at=time(9, 30), by=facilitator
    )
    assert "The departure is before the arrival." in leave(staff, guest, "09:00").content.decode()
    assert "left 11:15 WIB" in leave(staff, guest, "11:15").content.decode()
    guest.refresh_from_db()
    assert guest.left_at == time(11, 15)
    assert leave(staff, guest, "").status_code == 200
    assert told(meeting)[-2:] == [
        "Wakil INKA (contoh) left at 11.15.",
        "Wakil INKA (contoh) stayed: the departure was undone.",
    ]


def test_who_takes_part_online_is_noted_beside_the_mark(staff, guest, meeting, facilitator):
    guest = mark_attendance(participant=guest, attendance="present", by=facilitator)
    fields = {"left_at": "", "is_online": "on", "revision": guest.revision}
    answer = staff.post(row_of(guest) + "pulang/", fields, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    guest.refresh_from_db()
    assert (guest.is_online, guest.attendance, guest.left_at) == (True, "present", None)
    assert "daring" in answer.content.decode()


def test_who_was_not_there_cannot_leave(staff, guest):
    answer = leave(staff, guest, "11:00")
    assert answer.status_code == 422
    assert "Only a participant who is present can leave." in answer.content.decode()


def test_who_is_absent_after_all_never_left(guest, facilitator):
    guest = mark_attendance(participant=guest, attendance="present", by=facilitator)
    guest.left_at = time(11)
    guest.save()
    guest = mark_attendance(participant=guest, attendance="absent", by=facilitator)
    assert guest.left_at is None


# ── The cost ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("listed", [2, 300])
def test_a_mark_costs_few_queries_however_many_are_on_the_list(
    staff, guest, meeting, forum, listed
):
    crowd(meeting, forum, listed)
    for attendance, more in (("present", {}), ("excused", {"excuse": "Sakit"})):
        guest.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            assert mark(staff, guest, attendance, **more).status_code == 200
        assert len(queries) <= MOST_QUERIES, [each["sql"] for each in queries]


def test_the_desk_with_300_people_costs_no_query_more_and_stays_light(staff, meeting, forum, desk):
    counts = []
    for listed in (2, 300):
        crowd(meeting, forum, listed)
        with CaptureQueriesContext(connection) as queries:
            html = staff.get(desk).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES
    assert html.count('class="attendee"') == 300
    assert weigh_first_view(desk, html.encode()) < MOST_BYTES_AT_FIRST


# ── Finding somebody ─────────────────────────────────────────────────────────────────────


def test_the_list_is_searched_by_name_office_and_organisation(staff, meeting, forum, desk):
    crowd(meeting, forum, 300)

    def found(query):
        return staff.get(f"{desk}?{query}").content.decode().count('class="attendee"')

    assert found("cari=nomor+77") == 3  # and 177, and 277
    assert found("cari=inka") == 1
    assert found("status=unmarked") == 300
    assert found("unsur=government") == 1
    assert found("cari=tidak-ada") == 0


def test_the_address_does_not_hand_out_the_file(staff, desk):
    answer = staff.get(desk + "?format=csv")
    assert answer["Content-Type"].startswith("text/html")


# ── Who may ──────────────────────────────────────────────────────────────────────────────


def test_the_desk_is_the_staffs(reader, cast, meeting, guest, desk):
    paths = [desk, row_of(guest), row_of(guest) + "pulang/"]
    for name, status in (("inka", 403), ("outsider", 404), ("facilitator", 200)):
        reader.force_login(cast[name])
        assert {reader.get(path).status_code for path in paths} == {status}, name


def test_nobody_else_marks(reader, cast, guest):
    for name, status in (("inka", 403), ("administrator", 403), ("outsider", 404)):
        reader.force_login(cast[name])
        assert mark(reader, guest, "present").status_code == status
        assert leave(reader, guest, "10:00").status_code == status
    guest.refresh_from_db()
    assert guest.attendance == "unmarked"


def test_a_guest_of_another_meeting_is_not_here(staff, guest, facilitator):
    other = factories.make_meeting(by=facilitator)
    address = reverse("meetings:attendance_mark", args=[other.reference, guest.pk])
    assert staff.get(address).status_code == 404
    huge = reverse("meetings:attendance_mark", args=[other.reference, int("9" * 30)])
    assert staff.get(huge).status_code == 404
