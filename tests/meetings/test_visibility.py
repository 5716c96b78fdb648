"""Who sees a meeting, its decisions and its follow-ups; person by object."""

import pytest

from meetings.actions.attending import invite
from meetings.actions.planning import publish_meeting
from meetings.actions.settling import record_decision, record_follow_up
from meetings.models import Decision, FollowUp, Meeting
from tests.support.factories import open_meeting, take_meeting_to

pytestmark = pytest.mark.django_db

STAFF = {"facilitator", "secretary"}
KEEPERS = {*STAFF, "administrator"}
INVITED = {"inka", "lurah"}
EVERYBODY = {"anonymous", "citizen", "outsider", *INVITED, *KEEPERS}


@pytest.mark.parametrize("state", ["preparing", "in_progress", "closed", "cancelled"])
def test_a_meeting_is_seen_by_those_invited(cast, meeting, state):
    meeting = take_meeting_to(state, meeting, by=cast.facilitator)
    who = cast.who(lambda user: Meeting.objects.visible_to(user).exists())
    assert who == INVITED | KEEPERS


@pytest.mark.parametrize("state", ["in_progress", "closed"])
def test_a_published_meeting_is_seen_by_all(cast, meeting, state):
    meeting = take_meeting_to(state, meeting, by=cast.facilitator)
    publish_meeting(meeting=meeting, by=cast.facilitator)
    assert cast.who(lambda user: Meeting.objects.visible_to(user).exists()) == EVERYBODY


def test_a_meeting_with_two_of_ones_people_is_seen_once(cast, forum, meeting):
    invite(meeting=meeting, organisation=forum.inka, position="Direktur", by=cast.facilitator)
    assert list(Meeting.objects.visible_to(cast.inka)) == [meeting]


def test_a_decision_is_seen_with_its_published_meeting(cast, meeting):
    meeting = open_meeting(meeting, by=cast.facilitator)
    record_decision(meeting=meeting, text="Lokasi: Taman", by=cast.facilitator)
    assert cast.who(lambda user: Decision.objects.visible_to(user).exists()) == KEEPERS
    publish_meeting(meeting=meeting, by=cast.facilitator)
    assert cast.who(lambda user: Decision.objects.visible_to(user).exists()) == EVERYBODY


def test_a_follow_up_is_seen_with_its_published_meeting_and_always_by_its_owner(
    cast, forum, meeting
):
    meeting = open_meeting(meeting, by=cast.facilitator)
    record_follow_up(meeting=meeting, activity="Lapak", owner=forum.outside, by=cast.facilitator)
    who = cast.who(lambda user: FollowUp.objects.visible_to(user).exists())
    assert who == {"outsider"} | KEEPERS
    publish_meeting(meeting=meeting, by=cast.facilitator)
    assert cast.who(lambda user: FollowUp.objects.visible_to(user).exists()) == EVERYBODY
