"""A letterhead, and a draft that nothing keeps from being frozen."""

import pytest

from agreements.actions.freezing import freeze_document
from tests.support.document_factories import IN_ROOM, make_letterhead, make_ready


@pytest.fixture
def letterhead(forum, secretary):
    """The secretariat's letterhead."""
    return make_letterhead(forum.bappelitbangda, by=secretary)


@pytest.fixture
def draft(meeting, forum, letterhead, facilitator):
    """A berita acara of the meeting, ready to be frozen: two parties, one clause, one pledge."""
    return make_ready(meeting, forum.inka, letterhead, by=facilitator)


@pytest.fixture
def frozen(draft, secretary):
    """The same, frozen."""
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def signatories(draft):
    """Its signatories: the company's and the kelurahan's."""
    return list(draft.signatories.all())


@pytest.fixture
def pledge(draft):
    """The pledge that it holds."""
    return draft.pledges.get()


@pytest.fixture
def reader(client):
    """A browser that reads English, so that sentences can be compared."""
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def desk(reader, facilitator):
    """The facilitator at the desk."""
    reader.force_login(facilitator)
    return reader
