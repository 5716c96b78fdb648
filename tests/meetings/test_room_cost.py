"""What the meeting room costs: queries of a line, of a long meeting, bytes of the first view."""

from functools import partial
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import LogEntry
from tests.support.counting import count_queries
from tests.support.crowds import fill_with_people
from tests.support.first_view import weigh_file, weigh_first_view
from tests.support.reading import Reading, files_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
FIRST_VIEW = 80_000
OWN_SCRIPTS = 15_000
# Further dots and longer numbers; a row for each guest or line would be more.
MORE_BYTES = 2_000
# As a line of the log (test_log_cost.py), and the letters of the speaker are looked up.
A_LINE = 12
# A serial and a row of its own.
A_ROW = 2
LINES = {
    "P inka: Halo": A_LINE,
    "K inka: Lapak dibuka": A_LINE + A_ROW,
    # Its owner is looked up.
    "T inka: Menata kios": A_LINE + A_ROW + 1,
    # The line is read once more with its contribution, to be shown.
    "J inka: Dua puluh kios": A_LINE + A_ROW + 1,
}
# What an idle poll asks is told by test_room.py.
NEWS, DESK, PROJECTOR = "kabar/?versi=0", "", "?tampil=proyektor"


def room_of(meeting, below=""):
    return reverse("meetings:meeting_room", args=[meeting.reference]) + below


def write(client, meeting, text, **fields):
    data = {"text": text, "idempotency_key": str(uuid4()), **fields}
    return client.post(room_of(meeting), data, headers=HTMX)


def add_lines(meeting, first, last):
    LogEntry.objects.bulk_create(
        LogEntry(meeting=meeting, order=number, text=f"Baris {number:04}")
        for number in range(first, last + 1)
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("line", LINES)
def test_a_line_costs_few_queries_whoever_is_here(staff, running, line):
    fields = {"owner_text": "PT INKA"} if line.startswith("T") else {}
    send = partial(write, staff, running, line, **fields)
    send()  # what a process reads once
    for listed in (2, 40):
        fill_with_people(running, listed)
        assert count_queries(send) <= LINES[line]


@pytest.mark.parametrize("below", [DESK, PROJECTOR, NEWS])
def test_a_long_meeting_costs_no_more_than_a_short_one(staff, running, item, below):
    headers = HTMX if below == NEWS else {}
    read = partial(staff.get, room_of(running, below), headers=headers)
    fill_with_people(running, 18)
    add_lines(running, 1, 60)  # more than the room shows
    few, size = count_queries(read), len(read().content)
    fill_with_people(running, 60)
    add_lines(running, 61, 200)
    assert count_queries(read) == few
    assert len(read().content) < size + MORE_BYTES


def test_the_first_view_is_light_and_so_are_our_own_scripts(staff, running, item):
    fill_with_people(running, 18)
    add_lines(running, 1, 60)
    path = room_of(running)
    html = staff.get(path).content
    scripts = {
        file for file in files_of(Reading(path, html.decode())) if file.startswith("/static/js/")
    }
    assert scripts
    assert sum(map(weigh_file, scripts)) <= OWN_SCRIPTS
    assert weigh_first_view(path, html) <= FIRST_VIEW
