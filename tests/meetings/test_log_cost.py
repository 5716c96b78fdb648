"""What the next line of the log costs: every statement of a real request, BEGIN and COMMIT too."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions.agenda import add_agenda_item
from meetings.actions.logging import log_entry
from meetings.actions.planning import close_meeting
from meetings.actions.settling import record_decision, record_follow_up
from meetings.models import LogEntry
from pledges.models import Pledge
from tests.support import factories
from tests.support.crowds import crowd

pytestmark = pytest.mark.django_db

# Session, user, mandates, meeting; point and speaker; BEGIN, the meeting locked, the line, its
# history, COMMIT.
A_LINE = 11
# Its serial and its row. The history of both is one query.
A_ROW = 2
A_PAGE = 12

KINDS = {
    "statement": ({}, A_LINE),
    "note": ({}, A_LINE),
    "decision": ({"title": "Lokasi", "note": "Satu pihak tidak setuju."}, A_LINE + A_ROW),
    "follow_up": ({"deadline": "2021-12-01", "output": "Lapak siap"}, A_LINE + A_ROW),
    # The line is read once more with its pledge, to be shown.
    "pledge": ({}, A_LINE + A_ROW + 1),
}


@pytest.fixture
def running(meeting, facilitator):
    return factories.open_meeting(meeting, by=facilitator)


@pytest.fixture
def item(running, facilitator):
    return add_agenda_item(meeting=running, title="Diskusi", by=facilitator)


@pytest.fixture
def place(running, item):
    speaker = running.participants.get(organisation__slug="inka")
    return {"agenda_item": item.pk, "speaker": speaker.pk}


@pytest.fixture
def staff(reader, facilitator):
    reader.force_login(facilitator)
    return reader


def desk_of(meeting):
    return reverse("meetings:meeting_log", args=[meeting.reference])


def queries_of(client, meeting, **fields):
    """The statements of writing a line by htmx, when what is kept of a process is warm."""
    for _time in ("first", "second"):
        data = {"text": "Halo", "idempotency_key": str(uuid4()), **fields}
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(desk_of(meeting), data, headers={"HX-Request": "true"})
        assert answer.status_code == 200
    return [each["sql"] for each in queries]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_a_line_costs_few_queries_whatever_stands_there(staff, running, place, forum, kind):
    fields, most = KINDS[kind]
    crowd(running, forum, 300)
    LogEntry.objects.bulk_create(
        LogEntry(meeting=running, order=number, text="Halo") for number in range(1, 200)
    )
    queries = queries_of(staff, running, kind=kind, **place, **fields)
    assert len(queries) <= most, queries


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["statement", "note", "decision", "follow_up"])
def test_a_line_under_its_point_costs_no_more_than_a_page(staff, running, item, kind):
    fields, _most = KINDS[kind]
    queries = queries_of(staff, running, kind=kind, agenda_item=item.pk, **fields)
    assert len(queries) <= A_PAGE, queries


@pytest.mark.django_db(transaction=True)
def test_a_contribution_of_who_is_named_costs_no_more_than_one_of_the_speaker(staff, running, item):
    fields = {"kind": "pledge", "agenda_item": item.pk, "lead_text": "PT INKA"}
    queries = queries_of(staff, running, **fields)
    assert len(queries) <= A_LINE + A_ROW + 1, queries


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_a_line_recorded_later_costs_no_more(staff, running, place, kind, facilitator):
    close_meeting(meeting=running, by=facilitator)
    fields, most = KINDS[kind]
    queries = queries_of(staff, running, kind=kind, **place, **fields)
    assert len(queries) <= most, queries


@pytest.mark.django_db(transaction=True)
def test_what_is_named_costs_its_own_reading_and_writing(staff, running, place, ground):
    plain = len(queries_of(staff, running, kind="decision", **place))
    pilots = {"pilots": [ground.pilot.pk]}
    # Read and written; the form offers nothing again.
    assert len(queries_of(staff, running, kind="decision", **place, **pilots)) == plain + 2
    owned = queries_of(staff, running, kind="follow_up", owner_text="PT INKA", **place)
    assert len(owned) == plain + 1
    named = queries_of(staff, running, kind="follow_up", supporters_text="PT INKA", **place)
    assert len(named) == plain + 2


@pytest.mark.django_db(transaction=True)
def test_the_first_line_of_a_year_costs_no_savepoint(staff, running, place):
    data = {"kind": "pledge", "text": "Kami bantu", "idempotency_key": str(uuid4()), **place}
    with CaptureQueriesContext(connection) as queries:
        assert staff.post(desk_of(running), data).status_code == 302
    assert Pledge.objects.get().reference == "KOM-2021-0001"
    assert not [each for each in queries if "SAVEPOINT" in each["sql"]]


def test_the_desk_costs_no_query_more_with_a_long_log(staff, running, item, forum, facilitator):
    counts = []
    for rounds in (1, 10):
        for number in range(rounds):
            place = {"agenda_item": item, "speaker": running.participants.first()}
            log_entry(meeting=running, text=f"Baris {number}", by=facilitator, **place)
            record_decision(meeting=running, text="x", entry_fields=place, by=facilitator)
            record_follow_up(
                meeting=running, activity="x", owner=forum.inka, entry_fields=place, by=facilitator
            )
        crowd(running, forum, 20)
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(desk_of(running)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= A_PAGE
