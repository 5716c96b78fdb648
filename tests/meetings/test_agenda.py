"""The agenda and its desk: points are added, changed, ordered, removed, and timed."""

import re
from datetime import time
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.optimistic_lock import Conflict
from meetings.actions.agenda import (
    add_agenda_item,
    edit_agenda_item,
    move_agenda_item,
    remove_agenda_item,
)
from meetings.actions.logging import log_entry
from meetings.actions.planning import edit_meeting
from meetings.models import AgendaItem, Meeting
from stakeholders.models import Mandate
from tests.support.expect import refused, told
from tests.support.factories import open_meeting, take_meeting_to
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OVER = "The meeting is over; its agenda can no longer be changed."


@pytest.fixture
def points(meeting, facilitator):
    """Three points: opening, talk, closing."""
    return [
        add_agenda_item(meeting=meeting, title=title, minutes=30, by=facilitator)
        for title in ("Buka", "Bicara", "Tutup")
    ]


@pytest.fixture
def staff(reader, facilitator):
    """The facilitator's browser."""
    reader.force_login(facilitator)
    return reader


def titles(meeting):
    return [str(item) for item in meeting.agenda.all()]


def address(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.reference, *more])


def sent(**values):
    return {"idempotency_key": str(uuid4()), **values}


# ── Actions ──────────────────────────────────────────────────────────────────────────────


def test_a_point_changes_and_says_so(meeting, points, facilitator):
    item = edit_agenda_item(
        item=points[1], seen_revision=1, title="Diskusi", minutes=60, by=facilitator
    )
    assert (item.title, item.minutes, item.revision, item.order) == ("Diskusi", 60, 2, 2)
    assert told(meeting)[-1] == "Agenda item “Diskusi” was changed."


def test_the_second_editor_of_a_point_sees_both_texts(points, facilitator, secretary):
    edit_agenda_item(item=points[0], seen_revision=1, title="Pembukaan", by=facilitator)
    with pytest.raises(Conflict) as caught:
        edit_agenda_item(item=points[0], seen_revision=1, title="Salam", by=secretary)
    assert (caught.value.theirs, caught.value.mine) == ({"title": "Pembukaan"}, {"title": "Salam"})


@pytest.mark.parametrize(
    ("place", "up", "order"),
    [
        (1, True, ["1. Bicara", "2. Buka", "3. Tutup"]),
        (1, False, ["1. Buka", "2. Tutup", "3. Bicara"]),
        (0, True, ["1. Buka", "2. Bicara", "3. Tutup"]),
        (2, False, ["1. Buka", "2. Bicara", "3. Tutup"]),
    ],
)
def test_a_point_moves_by_one_place_and_stays_at_the_edge(
    meeting, points, facilitator, place, up, order
):
    before = len(told(meeting))
    move_agenda_item(item=points[place], up=up, by=facilitator)
    assert titles(meeting) == order
    moved = order != ["1. Buka", "2. Bicara", "3. Tutup"]
    assert len(told(meeting)) - before == moved


def test_a_removed_point_lets_the_later_ones_move_up(meeting, points, facilitator):
    remove_agenda_item(item=points[0], by=facilitator)
    assert titles(meeting) == ["1. Bicara", "2. Tutup"]
    assert told(meeting)[-1] == "Agenda item “Buka” was removed."


def test_a_point_with_notes_stays(meeting, points, facilitator):
    meeting = open_meeting(meeting, by=facilitator)
    log_entry(meeting=meeting, agenda_item=points[1], text="Setuju", by=facilitator)
    with refused("“Bicara” has log entries, so it cannot be removed from the agenda."):
        remove_agenda_item(item=points[1], by=facilitator)
    assert len(titles(meeting)) == 3


def test_the_agenda_changes_while_the_meeting_runs(meeting, points, facilitator):
    open_meeting(meeting, by=facilitator)
    move_agenda_item(item=points[2], up=True, by=facilitator)
    remove_agenda_item(item=points[0], by=facilitator)
    assert titles(meeting) == ["1. Tutup", "2. Bicara"]


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_the_agenda_of_a_meeting_that_is_over_stays(meeting, points, facilitator, state):
    take_meeting_to(state, meeting, by=facilitator)
    for change in (
        lambda: edit_agenda_item(item=points[0], seen_revision=1, title="Lain", by=facilitator),
        lambda: move_agenda_item(item=points[0], up=False, by=facilitator),
        lambda: remove_agenda_item(item=points[0], by=facilitator),
    ):
        with refused(OVER, code="wrong_state"):
            change()


def test_a_point_that_is_gone_is_told(points, facilitator):
    remove_agenda_item(item=AgendaItem.objects.get(pk=points[0].pk), by=facilitator)
    with refused("This item is no longer on the agenda.", code="gone"):
        edit_agenda_item(item=points[0], seen_revision=1, title="Lain", by=facilitator)


@pytest.mark.django_db(transaction=True)
def test_moves_at_the_same_instant_lose_no_place(meeting, points, facilitator):
    def move(item, up):
        return lambda: move_agenda_item(item=item, up=up, by=facilitator)

    results = at_once(move(points[0], False), move(points[2], True), move(points[1], True))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert sorted(meeting.agenda.values_list("order", flat=True)) == [1, 2, 3]


# ── The desk ─────────────────────────────────────────────────────────────────────────────


def test_an_empty_agenda_says_how_to_begin(staff, meeting):
    html = staff.get(address("meeting_agenda", meeting)).content.decode()
    assert "The agenda is empty." in html


def test_running_times_follow_from_the_beginning(staff, meeting, points, facilitator):
    edit_meeting(
        meeting=meeting, seen_revision=1, starts_at=time(9), ends_at=time(10), by=facilitator
    )
    html = staff.get(address("meeting_agenda", meeting)).content.decode()
    for slot in ("09:00–09:30", "09:30–10:00", "10:00–10:30"):
        assert slot in html
    assert "The meeting is planned until 10:00 WIB." in html
    # The meeting's own page and what is printed say the same.
    assert "09:30 WIB" in staff.get(meeting.get_absolute_url()).content.decode()


def test_a_point_is_added_at_the_end(staff, meeting, points, forum):
    speaker = Mandate.objects.get(organisation=forum.inka)
    values = sent(title="Lain-lain", speaker=speaker.pk, minutes="15", starts_at="10:30")
    answer = staff.post(address("meeting_agenda", meeting), values)
    assert (answer.status_code, answer.url) == (302, address("meeting_agenda", meeting))
    item = meeting.agenda.last()
    assert (str(item), item.speaker, item.minutes, item.starts_at) == (
        "4. Lain-lain",
        speaker,
        15,
        time(10, 30),
    )
    staff.post(address("meeting_agenda", meeting), values)
    assert meeting.agenda.count() == 4


def test_a_fragment_is_the_part_of_a_fresh_page(staff, meeting, points):
    path = address("meeting_agenda", meeting)
    values = sent(title="Lain-lain", minutes="15")
    part = staff.post(path, values, headers={"HX-Request": "true"}).content.decode()
    page = staff.get(path).content.decode()
    assert part.strip().startswith('<div id="board"')
    assert without_keys(part).strip() in without_keys(page)


def without_keys(html):
    """The page without what is new in every form: its key and the token against forgery."""
    return re.sub(r'(name="(?:idempotency_key|csrfmiddlewaretoken)" value=)"[^"]*"', r"\1", html)


GONE = "What was chosen is no longer there. Please choose again."


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "  "}, "This field is required."),
        ({"title": "x" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
        ({"title": "a\0b"}, "Null characters are not allowed."),
        ({"title": "A", "minutes": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"title": "A", "minutes": "9" * 6000}, "Enter a whole number."),
        ({"title": "A", "minutes": "721"}, "Ensure this value is less than or equal to 720."),
        ({"title": "A", "starts_at": "25:00"}, "Enter a valid time."),
        ({"title": "A", "speaker": "9" * 30}, GONE),
    ],
)
def test_what_cannot_be_a_point_is_told_beside_its_field(staff, meeting, values, sentence):
    answer = staff.post(address("meeting_agenda", meeting), sent(description="Tetap", **values))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert "Tetap</textarea>" in html
    assert not meeting.agenda.exists()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_point_is_moved_by_its_button_once(staff, meeting, points, headers):
    path = address("meeting_agenda_move", meeting, points[2].pk)
    values = sent(direction="up")
    for _time in range(2):
        answer = staff.post(path, values, headers=headers)
        assert answer.status_code == (200 if headers else 302)
    assert titles(meeting) == ["1. Buka", "2. Tutup", "3. Bicara"]


def test_a_refused_move_says_why(staff, meeting, points, facilitator):
    take_meeting_to("closed", meeting, by=facilitator)
    path = address("meeting_agenda_move", meeting, points[2].pk)
    html = staff.post(path, sent(direction="up"), follow=True).content.decode()
    assert OVER in html
    assert 'id="add"' not in html


def test_a_point_is_changed_on_a_page_of_its_own(staff, meeting, points):
    path = address("meeting_agenda_item", meeting, points[1].pk)
    html = staff.get(path).content.decode()
    assert "Item 2 of the agenda" in html
    answer = staff.post(path, sent(revision="1", title="Diskusi", minutes="45"))
    assert answer.status_code == 302
    points[1].refresh_from_db()
    assert (points[1].title, points[1].minutes) == ("Diskusi", 45)


def test_two_editors_of_a_point_see_both_texts(staff, meeting, points, secretary):
    edit_agenda_item(item=points[1], seen_revision=1, title="Curah pendapat", by=secretary)
    path = address("meeting_agenda_item", meeting, points[1].pk)
    answer = staff.post(path, sent(revision="1", title="Diskusi"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Curah pendapat" in html
    assert 'value="Diskusi"' in html
    # Sending it once more is the choice.
    assert staff.post(path, sent(revision="2", title="Diskusi")).status_code == 302


def test_a_point_is_removed_after_a_question(staff, meeting, points):
    path = address("meeting_agenda_remove", meeting, points[0].pk)
    assert "Remove “Buka” from the agenda?" in staff.get(path).content.decode()
    values = sent()
    for _time in range(2):
        assert staff.post(path, values).url == address("meeting_agenda", meeting)
    assert titles(meeting) == ["1. Bicara", "2. Tutup"]
    assert staff.get(path).status_code == 404


def test_a_point_of_another_meeting_is_not_found(staff, meeting, points, facilitator):
    other = Meeting.objects.exclude(pk=meeting.pk).first() or meeting
    for number in (10**30, 0):
        path = address("meeting_agenda_item", other, number)
        assert staff.get(path).status_code == 404
        assert staff.post(path, sent(title="x"), follow=True).status_code == 200


def test_the_desk_asks_no_more_for_many_points(staff, meeting, points, facilitator, forum):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            staff.get(address("meeting_agenda", meeting))
        return len(queries)

    few = cost()
    speaker = Mandate.objects.get(organisation=forum.inka)
    for number in range(20):
        add_agenda_item(meeting=meeting, title=f"Butir {number}", speaker=speaker, by=facilitator)
    assert cost() == few <= 12
