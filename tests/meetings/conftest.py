"""A meeting that was held, and one that everybody may read."""

import pytest

from meetings.actions import close_meeting, publish_meeting
from tests import factories


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
