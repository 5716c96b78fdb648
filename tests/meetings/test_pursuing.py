"""What becomes of a follow-up."""

from datetime import date

import pytest

from meetings.actions.pursuing import drop_follow_up, finish_follow_up, reopen_follow_up
from meetings.actions.settling import record_follow_up
from meetings.models import FollowUp, FollowUpState
from meetings.transitions import FOLLOW_UP
from tests.support.expect import refused, stopped_by_the_database, told
from tests.support.factories import open_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

CALLS = {
    "finish_follow_up": lambda f, by: finish_follow_up(follow_up=f, by=by),
    "drop_follow_up": lambda f, by: drop_follow_up(follow_up=f, reason="Batal", by=by),
    "reopen_follow_up": lambda f, by: reopen_follow_up(follow_up=f, by=by),
}
WAY = {"open": None, "done": "finish_follow_up", "dropped": "drop_follow_up"}


@pytest.fixture
def follow_up(meeting, forum, facilitator):
    meeting = open_meeting(meeting, by=facilitator)
    return record_follow_up(
        meeting=meeting,
        activity="Lapak",
        owner=forum.taman,
        deadline=date(2021, 12, 1),
        by=facilitator,
    )


@pytest.mark.parametrize("state", FollowUpState)
@pytest.mark.parametrize("row", list(FOLLOW_UP), ids=lambda row: row.action)
def test_an_action_works_from_its_states_only(follow_up, facilitator, row, state):
    if WAY[state]:
        follow_up = CALLS[WAY[state]](follow_up, facilitator)
    if state in row.sources:
        assert CALLS[row.action](follow_up, facilitator).state in row.targets
        return
    sentence = f"“{row.label}” is not possible while {follow_up} is “{state.label}”."
    with refused(sentence, code="wrong_state"):
        CALLS[row.action](follow_up, facilitator)
    follow_up.refresh_from_db()
    assert follow_up.state == state


def test_its_owner_tells_what_became_of_it(follow_up, lurah):
    follow_up = drop_follow_up(follow_up=follow_up, reason="Lapak pindah", by=lurah)
    assert (follow_up.state, follow_up.reason) == ("dropped", "Lapak pindah")
    follow_up = reopen_follow_up(follow_up=follow_up, by=lurah)
    assert (follow_up.state, follow_up.reason) == ("open", "")
    finish_follow_up(follow_up=follow_up, by=lurah)
    assert told(follow_up) == [
        "RTL-2021-0001 was recorded.",
        "The follow-up was dropped: Lapak pindah",
        "The follow-up is open again.",
        "The follow-up is done.",
    ]


@pytest.mark.both_databases
@pytest.mark.parametrize("reason", ["", " "])
def test_a_follow_up_is_not_dropped_without_a_reason(follow_up, facilitator, reason):
    with refused("Please give a reason.", field="reason"):
        drop_follow_up(follow_up=follow_up, reason=reason, by=facilitator)
    with stopped_by_the_database():
        FollowUp.objects.update(state="dropped", reason="")


def test_late_is_a_question_of_the_day(follow_up, facilitator):
    late = FollowUp.objects.overdue
    assert not late(on=date(2021, 12, 1)).exists()
    assert list(late(on=date(2021, 12, 2))) == [follow_up]
    finish_follow_up(follow_up=follow_up, by=facilitator)
    assert not late(on=date(2021, 12, 2)).exists()
    assert not FollowUp.objects.open().exists()
