"""Lists: three rows cost as many queries as one, for whoever reads them."""

from functools import partial

import pytest
from django.test import Client
from django.urls import resolve

from agreements.models import DocumentState
from core.lists.listing import Listing
from meetings.actions.planning import publish_meeting
from tests.support import factories
from tests.support.counting import count_queries
from tests.support.document_factories import make_ready, take_document_to
from tests.support.pages import LISTS

# Who sees what differs between these; the others see as much as one of them.
READERS = ("anonymous", "citizen", "inka", "facilitator", "administrator")


@pytest.fixture
def add_row(forum, cast, ground, letterhead):
    """Adds a row to every list, with what its columns count and name."""

    def add(number):
        by = cast.facilitator
        organisation = factories.make_organisation(
            f"lembaga-{number}", parent=forum.forpemma, by=by
        )
        code = f"35.77.03.100{number}"
        place = factories.make_region(
            code, "kelurahan", f"Kelurahan {number}", parent=ground.city, by=by
        )
        meeting = factories.make_meeting(by=by)
        factories.make_guest(meeting, organisation, by=by)
        factories.make_guest(meeting, forum.inka, cast.inka, by=by)
        draft = make_ready(meeting, organisation, letterhead, by=by)
        take_document_to(DocumentState.PARTLY_SIGNED, draft, by=cast.secretary)
        publish_meeting(meeting=meeting, by=by)
        pledge = draft.pledges.get()
        pledge.regions.add(place)
        pledge.focuses.add(ground.focus)
        pledge.partners.add(forum.forpemma)

    return add


def test_every_list_of_the_portal_is_read():
    read = {resolve(path).view_name for path in LISTS}  # which also loads every list
    # That of one meeting has no address of its own: tests/meetings/test_desk_cost.py.
    known = {
        listing.url_name
        for listing in Listing.__subclasses__()
        if hasattr(listing, "url_name") and not listing.__module__.startswith("tests.")
    }
    assert read == known


@pytest.mark.django_db
def test_three_rows_cost_as_many_queries_as_one(add_row, cast):
    def count_all():
        found = {}
        for name in READERS:
            client = Client()
            if name != "anonymous":
                client.force_login(cast[name])
            found |= {f"{name} {path}": count_queries(partial(client.get, path)) for path in LISTS}
        return found

    add_row(1)
    one = count_all()
    for number in (2, 3):
        add_row(number)
    three = count_all()
    assert {page: (one[page], three[page]) for page in one if one[page] != three[page]} == {}
