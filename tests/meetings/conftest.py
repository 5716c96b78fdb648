"""A meeting that was held, and one that everybody may read."""

import pytest

from meetings.actions.agenda import add_agenda_item
from meetings.actions.contributing import contribute_by_link
from meetings.actions.planning import close_meeting, publish_meeting
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
