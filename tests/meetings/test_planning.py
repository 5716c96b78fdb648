"""A meeting's own life, from its plan to its publication."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from core.models import Counter
from core.optimistic_lock import Conflict
from core.refusals import Refused
from meetings.actions.agenda import add_agenda_item
from meetings.actions.attending import invite, mark_attendance
from meetings.actions.planning import (
    cancel_meeting,
    close_meeting,
    edit_meeting,
    publish_meeting,
    record_print,
    register_past_meeting,
    reopen_meeting,
    start_meeting,
)
from meetings.models import AgendaItem, Meeting, MeetingKind, MeetingState
from meetings.transitions import MEETING
from tests.support.expect import invalid, refused, stopped_by_the_database, told
from tests.support.factories import hold_meeting, make_meeting, open_meeting, take_meeting_to
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

PAST = {"kind": MeetingKind.WORKSHOP, "theme": "Lokakarya", "date": date(2021, 2, 26)}
CALLS = {
    "start_meeting": lambda meeting, by: start_meeting(meeting=meeting, by=by),
    "close_meeting": lambda meeting, by: close_meeting(meeting=meeting, by=by),
    "reopen_meeting": lambda meeting, by: reopen_meeting(
        meeting=meeting, reason="Salah tutup", by=by
    ),
    "cancel_meeting": lambda meeting, by: cancel_meeting(meeting=meeting, reason="Banjir", by=by),
}


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("row", list(MEETING), ids=lambda row: row.action)
def test_an_action_works_from_its_states_only(meeting, facilitator, row, state):
    meeting = take_meeting_to(state, meeting, by=facilitator)
    if state in row.sources:
        assert CALLS[row.action](meeting, facilitator).state in row.targets
        return
    before = Meeting.objects.values().get(pk=meeting.pk)
    sentence = f"“{row.label}” is not possible while {meeting} is “{state.label}”."
    with refused(sentence, code="wrong_state"):
        CALLS[row.action](meeting, facilitator)
    assert Meeting.objects.values().get(pk=meeting.pk) == before


# ── Planning ─────────────────────────────────────────────────────────────────────────────


def test_a_meeting_is_numbered_by_its_own_year(forum, facilitator, ground):
    meeting = make_meeting(
        date=date(2022, 1, 3),
        organisers=[forum.forpemma],
        pilots=[ground.pilot],
        host=forum.bappelitbangda,
        by=facilitator,
    )
    assert (meeting.reference, meeting.state, meeting.is_published) == (
        "RPT-2022-0001",
        "preparing",
        False,
    )
    assert (list(meeting.organisers.all()), list(meeting.pilots.all())) == (
        [forum.forpemma],
        [ground.pilot],
    )
    assert told(meeting) == ["The meeting was created."]


def test_a_meeting_that_cannot_be_leaves_neither_row_nor_gap(facilitator):
    with invalid("The meeting ends before it begins."):
        make_meeting(starts_at=time(12), ends_at=time(9), by=facilitator)
    assert (Meeting.objects.count(), Counter.objects.count()) == (0, 0)


@pytest.mark.both_databases
def test_the_database_keeps_what_is_always_true(meeting):
    for wrong in (
        {"state": "eaten"},
        {"starts_at": time(12), "ends_at": time(9)},
        {"follows": meeting},
    ):
        with stopped_by_the_database():
            Meeting.objects.filter(pk=meeting.pk).update(**wrong)


def test_a_meeting_does_not_follow_itself(meeting, facilitator):
    with invalid("A meeting cannot follow up itself."):
        edit_meeting(meeting=meeting, seen_revision=1, follows=meeting, by=facilitator)


def test_particulars_change_until_the_meeting_is_over(meeting, facilitator):
    edited = edit_meeting(meeting=meeting, seen_revision=1, venue="Balai kota", by=facilitator)
    assert (edited.venue, edited.revision) == ("Balai kota", 2)
    meeting = open_meeting(meeting, by=facilitator)
    assert (
        edit_meeting(meeting=meeting, seen_revision=2, venue="Aula", by=facilitator).venue == "Aula"
    )
    assert told(meeting).count("The particulars were changed.") == 2


@pytest.mark.parametrize("state", [MeetingState.CLOSED, MeetingState.CANCELLED])
def test_particulars_of_the_past_stay(meeting, facilitator, state):
    meeting = take_meeting_to(state, meeting, by=facilitator)
    sentence = f"{meeting} is “{state.label}”; its particulars can no longer be changed."
    with refused(sentence, code="wrong_state"):
        edit_meeting(meeting=meeting, seen_revision=1, venue="Aula", by=facilitator)
    with refused("The meeting is over; its agenda can no longer be changed.", code="wrong_state"):
        add_agenda_item(meeting=meeting, title="Lain", by=facilitator)


def test_the_second_editor_sees_both_texts(meeting, facilitator, secretary):
    edit_meeting(meeting=meeting, seen_revision=1, venue="Aula", by=facilitator)
    with pytest.raises(Conflict) as caught:
        edit_meeting(meeting=meeting, seen_revision=1, venue="Balai", by=secretary)
    assert (caught.value.theirs, caught.value.mine) == ({"venue": "Aula"}, {"venue": "Balai"})


def test_agenda_items_stand_in_the_order_of_adding(meeting, facilitator):
    for title in ("Pembukaan", "Diskusi"):
        add_agenda_item(meeting=meeting, title=title, by=facilitator)
    assert [str(item) for item in meeting.agenda.all()] == ["1. Pembukaan", "2. Diskusi"]
    assert told(meeting)[-1] == "Agenda item “Diskusi” was added."


@pytest.mark.both_databases
def test_two_agenda_items_never_share_a_place(meeting, facilitator):
    add_agenda_item(meeting=meeting, title="Pembukaan", by=facilitator)
    same = AgendaItem(meeting=meeting, order=1, title="Lain")
    with invalid("Two items have the same position."):
        same.full_clean()
    with stopped_by_the_database():
        same.save()


# ── A meeting of the past ────────────────────────────────────────────────────────────────


def test_a_past_meeting_is_closed_from_the_start(facilitator):
    meeting = register_past_meeting(by=facilitator, **PAST)
    assert (meeting.reference, meeting.state, meeting.closed_at is not None) == (
        "RPT-2021-0001",
        "closed",
        True,
    )
    assert told(meeting)[-1] == (
        "The meeting had already taken place; it was registered afterwards."
    )


def test_today_may_be_past_but_tomorrow_is_not(facilitator):
    today = timezone.localdate()
    register_past_meeting(by=facilitator, **{**PAST, "date": today})
    with refused("This date is in the future; plan the meeting instead.", field="date"):
        register_past_meeting(by=facilitator, **{**PAST, "date": today + timedelta(days=1)})
    assert Meeting.objects.count() == 1


# ── Opening, closing, cancelling ─────────────────────────────────────────────────────────


def test_a_meeting_opens_with_nobody_invited(facilitator):
    meeting = start_meeting(meeting=make_meeting(by=facilitator), by=facilitator)
    assert (meeting.state, meeting.participants.count()) == ("in_progress", 0)


def test_a_meeting_where_nobody_came_is_not_closed(meeting, facilitator):
    meeting = open_meeting(meeting, by=facilitator, present=False)
    with refused("Nobody is marked as present. Mark the attendance first."):
        close_meeting(meeting=meeting, by=facilitator)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.closed_at) == ("in_progress", None)


@pytest.mark.parametrize(
    ("attendance", "fields", "counts"),
    [
        ("present", {}, True),
        ("late", {"arrived_at": time(9, 30)}, True),
        ("represented", {"represented_by": "Staf (contoh)"}, True),
        ("excused", {"excuse": "Dinas luar"}, False),
        ("absent", {}, False),
    ],
)
def test_who_counts_as_present(meeting, facilitator, attendance, fields, counts):
    meeting = open_meeting(meeting, by=facilitator, present=False)
    participant = meeting.participants.first()
    mark_attendance(participant=participant, attendance=attendance, by=facilitator, **fields)
    assert meeting.participants.attending().exists() is counts


def test_a_meeting_tells_its_life(meeting, facilitator):
    meeting = take_meeting_to("closed", meeting, by=facilitator)
    assert meeting.closed_at is not None
    assert told(meeting) == [
        "The meeting was created.",
        "Wakil INKA (contoh) (PT INKA) was invited.",
        "Lurah Taman (contoh) (Kelurahan Taman) was invited.",
        "The meeting was opened.",
        "Wakil INKA (contoh): Present.",
        "Lurah Taman (contoh): Present.",
        "The meeting was closed.",
    ]


@pytest.mark.parametrize("reason", ["", " "])
def test_a_meeting_is_not_cancelled_without_a_reason(meeting, facilitator, reason):
    with refused("Please give a reason.", field="reason"):
        cancel_meeting(meeting=meeting, reason=reason, by=facilitator)
    meeting.refresh_from_db()
    assert meeting.state == "preparing"


def test_history_says_why_a_meeting_was_cancelled(meeting, facilitator):
    cancel_meeting(meeting=meeting, reason="Banjir", by=facilitator)
    assert told(meeting)[-1] == "The meeting was cancelled: Banjir"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_a_meeting_at_once_exactly_one_does(meeting, facilitator):
    def start():
        return start_meeting(meeting=meeting, by=facilitator)

    results = at_once(start, start)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]


# ── Publishing and printing ──────────────────────────────────────────────────────────────


def test_publishing_is_an_act_with_who_and_when(meeting, facilitator):
    meeting = take_meeting_to("closed", meeting, by=facilitator)
    before = timezone.now()
    meeting = publish_meeting(meeting=meeting, by=facilitator)
    assert meeting.is_published
    assert before <= meeting.published_at <= timezone.now()
    assert meeting.published_by == facilitator
    assert told(meeting)[-1] == "The meeting was published."


def test_a_meeting_is_published_once(meeting, facilitator):
    meeting = take_meeting_to("closed", meeting, by=facilitator)
    meeting = publish_meeting(meeting=meeting, by=facilitator)
    with refused(f"{meeting} is already published."):
        publish_meeting(meeting=meeting, by=facilitator)


@pytest.mark.parametrize("state", ["preparing", "cancelled"])
def test_what_has_not_begun_is_not_published(meeting, facilitator, state):
    meeting = take_meeting_to(state, meeting, by=facilitator)
    with refused("Only a meeting that has begun can be published.", code="wrong_state"):
        publish_meeting(meeting=meeting, by=facilitator)


def test_a_print_is_noted(meeting):
    record_print(meeting=meeting, document="Undangan", paper="F4")
    assert told(meeting)[-1] == "“Undangan” was printed (F4)."


def test_counts_do_not_multiply_each_other(meeting, forum, facilitator, ground):
    hold_meeting(meeting, forum.inka, by=facilitator)
    invite(meeting=meeting, organisation=forum.outside, position="Wakil", by=facilitator)
    row = Meeting.objects.with_counts().get()
    assert (row.attendee_count, row.decision_count) == (2, 1)
