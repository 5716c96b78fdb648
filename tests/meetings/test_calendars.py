"""The iCal file of a meeting, read by a parser that did not write it (vobject)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import vobject

from meetings.actions.planning import cancel_meeting, edit_meeting
from meetings.actions.sending_invitations import tell_guests
from meetings.calendars import build_calendar
from meetings.reports.invitations import select_invitation_links
from tests.support.factories import make_guest, make_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

AT = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)
THEME = "Kelurahan, “Mandiri”; 100% \\ siap\nbaris kedua " + "panjang sekali é " * 12


@pytest.fixture
def planned(facilitator):
    return make_meeting(
        by=facilitator,
        theme=THEME.replace("\n", " "),
        date=date(2030, 2, 4),
        starts_at=time(9),
        ends_at=time(11, 30),
        venue="Balai Kota, Jl. Contoh 1; lantai 2",
    )


def parse(raw):
    return vobject.readOne(raw.decode())


def test_the_event_says_what_when_and_where_in_the_time_of_the_city(planned, settings):
    calendar = parse(build_calendar(planned, at=AT))
    event = calendar.vevent
    assert calendar.method.value == "PUBLISH"
    assert event.uid.value.startswith(f"{planned.reference}@")
    assert event.sequence.value == "0"
    assert event.summary.value == planned.theme
    assert event.location.value == "Balai Kota, Jl. Contoh 1; lantai 2"
    assert event.dtstart.value == datetime(2030, 2, 4, 2, tzinfo=UTC)
    assert event.dtend.value - event.dtstart.value == timedelta(hours=2, minutes=30)
    assert b"DTSTART;TZID=Asia/Jakarta:20300204T090000\r\n" in build_calendar(planned, at=AT)
    assert calendar.vtimezone.tzid.value == "Asia/Jakarta"
    assert event.organizer.value.startswith("mailto:")
    assert event.url.value == f"{settings.PUBLIC_URL}{planned.get_absolute_url()}"


def test_lines_are_folded_at_75_bytes_and_end_in_crlf(planned):
    raw = build_calendar(planned, at=AT)
    assert raw.endswith(b"\r\n")
    lines = raw.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(b"\n" not in line for line in lines)
    for line in lines:
        line.decode()  # no letter is cut in two


def test_without_an_hour_it_is_the_whole_day(facilitator):
    meeting = make_meeting(by=facilitator, date=date(2030, 2, 4))
    event = parse(build_calendar(meeting, at=AT)).vevent
    assert event.dtstart.value == date(2030, 2, 4)
    assert not hasattr(event, "dtend")


def test_the_same_event_has_a_higher_number_when_it_moves(planned, facilitator):
    before = parse(build_calendar(planned, at=AT)).vevent
    moved = edit_meeting(
        meeting=planned, seen_revision=planned.revision, by=facilitator, date=date(2030, 2, 5)
    )
    after = parse(build_calendar(moved, at=AT)).vevent
    assert after.uid.value == before.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")


def test_a_cancelled_meeting_is_taken_out_of_the_calendar(planned, facilitator):
    cancelled = cancel_meeting(meeting=planned, reason="Banjir", by=facilitator)
    calendar = parse(build_calendar(cancelled, at=AT))
    assert calendar.method.value == "CANCEL"
    assert calendar.vevent.status.value == "CANCELLED"
    assert calendar.vevent.sequence.value == "1"


def test_the_guest_gets_the_file_and_no_personal_link_is_in_it(client, planned, forum, facilitator):
    guest = make_guest(planned, forum.inka, by=facilitator)
    tell_guests(meeting=planned, by=facilitator)
    token = select_invitation_links([guest]).get().token
    answer = client.get(f"/undangan/{token}/rapat.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert parse(answer.content).vevent.summary.value == planned.theme
    assert token not in answer.content.decode().replace("\r\n ", "")
