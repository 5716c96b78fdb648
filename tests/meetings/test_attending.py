"""Who is invited, who came and how."""

from datetime import time

import pytest

from core.optimistic_lock import Conflict
from meetings.actions.attending import add_walk_in, invite, mark_attendance
from meetings.models import Attendance, Participant
from tests.support.expect import invalid, refused, stopped_by_the_database, told
from tests.support.factories import take_meeting_to
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

CANCELLED = "The meeting was cancelled."


def mark(participant, attendance, by, **fields):
    return mark_attendance(participant=participant, attendance=attendance, by=by, **fields)


@pytest.fixture
def guest(meeting):
    return meeting.participants.get(organisation__slug="inka")


# ── The list ─────────────────────────────────────────────────────────────────────────────


def test_guests_stand_in_the_order_of_inviting(meeting):
    rows = [(guest.order, str(guest), guest.attendance) for guest in meeting.participants.all()]
    assert rows == [
        (1, "Wakil INKA (contoh)", "unmarked"),
        (2, "Lurah Taman (contoh)", "unmarked"),
    ]


def test_an_office_without_a_known_holder_is_invited(meeting, forum, facilitator):
    guest = invite(
        meeting=meeting,
        organisation=forum.outside,
        position="Direktur",
        is_inferred=True,
        by=facilitator,
    )
    assert (str(guest), guest.person, guest.is_inferred) == ("Direktur", None, True)
    assert told(meeting)[-1] == "Direktur (Perusahaan Luar (contoh)) was invited."


@pytest.mark.both_databases
def test_a_person_stands_on_the_list_once(meeting, cast, forum, facilitator):
    same = {"meeting": meeting, "organisation": forum.outside, "person": cast.inka.person}
    with invalid("This person is already on the list."):
        invite(by=facilitator, **same)
    with stopped_by_the_database():
        Participant.objects.create(**same)


@pytest.mark.both_databases
def test_an_office_stands_on_the_list_once(meeting, forum, facilitator):
    same = {"meeting": meeting, "organisation": forum.outside, "position": "Direktur"}
    invite(by=facilitator, **same)
    with invalid("This office is already on the list."):
        invite(by=facilitator, **same)
    with stopped_by_the_database():
        Participant.objects.create(**same)


@pytest.mark.both_databases
def test_nobody_without_name_and_office_stands_on_the_list(meeting, forum, facilitator):
    with invalid("Give a name, or the office if it is not known."):
        invite(meeting=meeting, organisation=forum.outside, by=facilitator)
    with stopped_by_the_database():
        Participant.objects.create(meeting=meeting, organisation=forum.outside)


def test_nobody_is_invited_to_a_cancelled_meeting(meeting, forum, facilitator):
    meeting = take_meeting_to("cancelled", meeting, by=facilitator)
    with refused(CANCELLED, code="wrong_state"):
        invite(meeting=meeting, organisation=forum.outside, position="Wakil", by=facilitator)


def test_a_walk_in_is_present_at_once(meeting, forum, facilitator):
    guest = add_walk_in(
        meeting=meeting, organisation=forum.outside, position="Wakil", by=facilitator
    )
    assert (guest.attendance, guest.is_walk_in, guest.order) == ("present", True, 3)
    assert told(meeting)[-1] == ("Wakil (Perusahaan Luar (contoh)) came without an invitation.")


def test_a_walk_in_may_come_late(meeting, forum, facilitator):
    guest = add_walk_in(
        meeting=meeting,
        organisation=forum.outside,
        position="Wakil",
        attendance=Attendance.LATE,
        arrived_at=time(10),
        is_walk_in=False,
        by=facilitator,
    )
    assert (guest.attendance, guest.arrived_at, guest.is_walk_in) == ("late", time(10), True)


def test_nobody_walks_into_a_cancelled_meeting(meeting, forum, facilitator):
    meeting = take_meeting_to("cancelled", meeting, by=facilitator)
    with refused(CANCELLED, code="wrong_state"):
        add_walk_in(meeting=meeting, organisation=forum.outside, position="x", by=facilitator)


# ── Marking ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("attendance", "fields", "sentence"),
    [
        (Attendance.PRESENT, {}, "Wakil INKA (contoh): Present."),
        (Attendance.LATE, {"arrived_at": time(9, 30)}, "Wakil INKA (contoh): Late."),
        (
            Attendance.REPRESENTED,
            {"represented_by": "Staf (contoh)"},
            "Wakil INKA (contoh): Represented.",
        ),
        (Attendance.EXCUSED, {"excuse": "Dinas luar"}, "Wakil INKA (contoh): Excused."),
        (Attendance.ABSENT, {}, "Wakil INKA (contoh): Absent."),
    ],
)
def test_attendance_is_marked(meeting, guest, facilitator, attendance, fields, sentence):
    guest = mark(guest, attendance, facilitator, **fields)
    guest.refresh_from_db()
    assert {name: getattr(guest, name) for name in fields} == fields
    assert (guest.attendance, guest.revision) == (attendance, 2)
    assert told(meeting)[-1] == sentence


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("attendance", "sentence", "field"),
    [
        (
            Attendance.REPRESENTED,
            "Say by whom the participant was represented.",
            "represented_by",
        ),
        (Attendance.EXCUSED, "Give the reason for the absence.", "excuse"),
    ],
)
def test_what_belongs_to_a_mark_is_not_left_out(guest, facilitator, attendance, sentence, field):
    with refused(sentence, field=field):
        mark(guest, attendance, facilitator)
    with stopped_by_the_database():
        Participant.objects.filter(pk=guest.pk).update(attendance=attendance)
    guest.refresh_from_db()
    assert (guest.attendance, guest.revision) == ("unmarked", 1)


def test_an_unknown_mark_is_refused(guest, facilitator):
    with invalid(attendance="Value 'asleep' is not a valid choice."):
        mark(guest, "asleep", facilitator)


def test_a_mark_is_corrected_after_closing(meeting, guest, facilitator):
    take_meeting_to("closed", meeting, by=facilitator)
    guest.refresh_from_db()
    assert mark(guest, Attendance.ABSENT, facilitator).attendance == "absent"


def test_nobody_is_marked_in_a_cancelled_meeting(meeting, guest, facilitator):
    take_meeting_to("cancelled", meeting, by=facilitator)
    with refused(CANCELLED, code="wrong_state"):
        mark(guest, Attendance.PRESENT, facilitator)


def test_the_second_marker_sees_the_first_mark(meeting, guest, facilitator, secretary):
    stale = Participant.objects.get(pk=guest.pk)
    mark(guest, Attendance.PRESENT, facilitator)
    with pytest.raises(Conflict) as caught:
        mark(stale, Attendance.ABSENT, secretary, seen_revision=1)
    assert caught.value.theirs["attendance"] == "present"
    assert caught.value.mine["attendance"] == "absent"
    assert "Wakil INKA (contoh): Absent." not in told(meeting)


@pytest.mark.django_db(transaction=True)
def test_guests_invited_at_once_get_places_of_their_own(meeting, forum, facilitator):
    def call(position):
        return lambda: invite(
            meeting=meeting, organisation=forum.outside, position=position, by=facilitator
        )

    results = at_once(call("Satu"), call("Dua"), call("Tiga"))
    assert sorted(guest.order for guest in results) == [3, 4, 5]
