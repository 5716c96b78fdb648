"""The order of the log: what waited on a device stands where it was typed."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.content.minutes import build_content
from meetings.actions.logging import log_entry, log_pledge
from meetings.actions.planning import close_meeting
from meetings.models import LogEntry
from meetings.reports.room import read_pledges
from tests.support.log_desk import desk_of, write

pytestmark = pytest.mark.django_db

ARRIVED_AGO = {"Pembukaan": 600, "Paparan": 300, "Penutup": 10}  # seconds


@pytest.fixture
def with_lines(running, facilitator, time_machine):
    """Three lines of a device that is connected."""
    now = timezone.now()
    for text, seconds in ARRIVED_AGO.items():
        time_machine.move_to(now - timedelta(seconds=seconds), tick=False)
        log_entry(meeting=running, text=text, by=facilitator)
    time_machine.move_to(now, tick=False)
    return running


def texts_of(meeting):
    return [str(line) for line in meeting.log.all()]


def test_a_line_that_waited_stands_between_those_of_another_device(staff, with_lines):
    write(staff, with_lines, text="Tanggapan", seconds_ago=450)
    expected = ["Pembukaan", "Tanggapan", "Paparan", "Penutup"]
    assert texts_of(with_lines) == expected
    line = with_lines.log.get(text="Tanggapan")
    assert (line.order, line.stands_at) == (4, line.typed_at)
    assert timezone.now() == line.recorded_at
    log = staff.get(desk_of(with_lines)).content.decode()
    assert sorted(expected, key=log.index) == expected
    room = staff.get(reverse("meetings:meeting_room", args=[with_lines.reference])).content.decode()
    newest = room[room.index('id="newest"') :]
    assert sorted(expected, key=newest.index) == expected[::-1]


def test_the_minutes_keep_that_order(with_lines, letterhead, facilitator):
    typed_at = timezone.now() - timedelta(seconds=450)
    log_entry(meeting=with_lines, text="Tanggapan", typed_at=typed_at, by=facilitator)
    written = str(build_content(with_lines, letterhead))
    expected = ["Pembukaan", "Tanggapan", "Paparan", "Penutup"]
    assert sorted(expected, key=written.index) == expected


def test_a_slip_that_waited_is_not_the_newest_contribution(with_lines, forum, facilitator):
    for words, seconds in (("Dua lapak", 20), ("Satu gerobak", 400)):
        log_pledge(
            meeting=with_lines,
            lead=forum.inka,
            own_words=words,
            entry_fields={"typed_at": timezone.now() - timedelta(seconds=seconds)},
            by=facilitator,
        )
    assert texts_of(with_lines) == ["Pembukaan", "Satu gerobak", "Paparan", "Dua lapak", "Penutup"]
    assert [str(line) for line in read_pledges(with_lines).newest] == ["Dua lapak", "Satu gerobak"]


def test_of_one_device_its_own_sequence_counts_more_than_its_clock(staff, with_lines):
    first = str(uuid4())
    write(staff, with_lines, text="Pertama", seconds_ago=200, idempotency_key=first)
    # Its clock was set back in between.
    write(staff, with_lines, text="Kedua", seconds_ago=900, sent_after=first)
    assert texts_of(with_lines) == ["Pembukaan", "Paparan", "Pertama", "Kedua", "Penutup"]


@pytest.mark.parametrize("hostile", ["x", "0", "\x00", str(UUID(int=1)), "9" * 400])
def test_an_unknown_predecessor_is_ignored(staff, with_lines, hostile):
    answer = write(staff, with_lines, text="Tanggapan", seconds_ago=450, sent_after=hostile)
    assert answer.status_code == 200
    assert texts_of(with_lines)[1] == "Tanggapan"


def test_sent_twice_after_different_lines_it_is_one(staff, with_lines):
    key = str(uuid4())
    for sent_after in ("", str(uuid4())):
        fields = {"seconds_ago": 450, "sent_after": sent_after, "idempotency_key": key}
        assert write(staff, with_lines, text="Tanggapan", **fields).status_code == 200
    assert texts_of(with_lines).count("Tanggapan") == 1


def test_what_arrives_after_closing_stands_at_the_end(staff, with_lines, facilitator):
    close_meeting(meeting=with_lines, by=facilitator)
    write(staff, with_lines, text="Terlambat dikirim", seconds_ago=450)
    assert texts_of(with_lines)[-1] == "Terlambat dikirim"
    line = with_lines.log.get(text="Terlambat dikirim")
    assert line.is_recorded_late
    assert line.typed_at < line.recorded_at == line.stands_at


def test_older_lines_of_the_room_are_each_shown_once(staff, running):
    now = timezone.now()
    LogEntry.objects.bulk_create(
        LogEntry(
            meeting=running,
            order=number,
            text=f"Baris {number};",
            # The last twenty waited, and stand between the first; some at the same time.
            stands_at=now + timedelta(minutes=number if number <= 100 else (number - 100) // 2 * 7),
        )
        for number in range(1, 121)
    )
    expected = [str(line) for line in running.log.all()][::-1]
    shown, query = [], ""
    for _page in range(3):
        address = reverse("meetings:meeting_room", args=[running.reference]) + query
        html = staff.get(address).content.decode()
        lines = [text for text in expected if text in html]
        shown += sorted(lines, key=html.index)
        query = html.partition('href="?sebelum=')[2].partition('"')[0]
        query = f"?sebelum={query}" if query else ""
    assert not query
    assert shown == expected


def test_older_lines_are_found_although_the_line_they_follow_was_removed(staff, with_lines):
    with_lines.log.get(text="Penutup").delete()
    address = reverse("meetings:meeting_room", args=[with_lines.reference])
    html = staff.get(f"{address}?sebelum=3").content.decode()
    assert "Pembukaan" in html
    assert "Paparan" in html
    assert staff.get(f"{address}?sebelum=0").status_code == 200
