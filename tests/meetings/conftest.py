"""A meeting that was held, and one that everybody may read."""

from datetime import datetime, time

import pytest
import time_machine
from django.utils import timezone

from meetings.actions.agenda import add_agenda_item
from meetings.actions.contributing import contribute_by_link
from meetings.actions.planning import close_meeting, publish_meeting
from meetings.models import Meeting
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose
from tests.support import factories
from tests.support.contributions import WORDS, in_days


@pytest.fixture
def reader(client):
    """A visitor who reads English, so that sentences can be compared."""
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def held(meeting, forum, facilitator):
    """The meeting, held, with one decision, follow-up and contribution; not published."""
    held, _pledge = factories.hold_meeting(meeting, forum.inka, by=facilitator)
    return held


@pytest.fixture
def published(held, facilitator):
    """The same, for everybody to read."""
    return publish_meeting(meeting=close_meeting(meeting=held, by=facilitator), by=facilitator)


@pytest.fixture
def personal(meeting, cast, forum, facilitator):
    """The company's own link to contribute."""
    return issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=meeting,
        person=cast.inka.person,
        organisation=forum.inka,
        expires_at=in_days(14),
        by=facilitator,
    )


@pytest.fixture
def room(meeting, facilitator):
    """The link on the wall of the room."""
    return issue_link(
        purpose=LinkPurpose.CONTRIBUTE_HERE, target=meeting, expires_at=in_days(1), by=facilitator
    )


@pytest.fixture
def own(personal):
    """The link by which the company comes back to what it wrote."""
    return contribute_by_link(token=personal.token, own_words=WORDS, written_by="Bu Rini")


@pytest.fixture
def running(meeting, facilitator):
    """The meeting, open; everybody invited is there."""
    return factories.open_meeting(meeting, by=facilitator)


@pytest.fixture
def item(running, facilitator):
    """A point of its agenda."""
    return add_agenda_item(meeting=running, title="Diskusi", by=facilitator)


@pytest.fixture
def speaker(running):
    """The company's participant."""
    return running.participants.get(organisation__slug="inka")


@pytest.fixture
def staff(reader, facilitator):
    """The facilitator, reading English."""
    reader.force_login(facilitator)
    return reader


@pytest.fixture
def today(meeting):
    """The meeting, moved to today at ten."""
    Meeting.objects.filter(pk=meeting.pk).update(
        date=timezone.localdate(), starts_at=time(10), ends_at=time(12)
    )
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def at_ten(today):
    """The same, five minutes after it began."""
    moment = timezone.make_aware(datetime.combine(today.date, time(10, 5)))
    with time_machine.travel(moment, tick=True):
        yield today


@pytest.fixture
def check_in_room(at_ten, facilitator):
    """The link for check-in on the wall of its room."""
    return issue_link(
        purpose=LinkPurpose.CHECK_IN, target=at_ten, expires_at=in_days(2), by=facilitator
    )
