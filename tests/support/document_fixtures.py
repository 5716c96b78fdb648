"""A letterhead, and a draft that nothing keeps from being frozen."""

from functools import partial

import pytest

from agreements.actions.freezing import freeze_document
from tests.support.document_factories import IN_ROOM, make_letterhead, make_ready
from tests.support.replayed_rows import make_once


@pytest.fixture
def letterhead(forum, secretary):
    """The secretariat's letterhead."""
    make = partial(make_letterhead, forum.bappelitbangda, by=secretary)
    return make_once("letterhead", make, forum.bappelitbangda, secretary)


@pytest.fixture
def draft(meeting, forum, letterhead, facilitator):
    """A berita acara of the meeting, ready to be frozen: two parties, one clause, one pledge."""
    make = partial(make_ready, meeting, forum.inka, letterhead, by=facilitator)
    draft = make_once("draft", make, meeting, letterhead, forum.inka, facilitator)
    draft.letterhead = letterhead
    return draft


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
