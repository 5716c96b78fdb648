"""The kept SQL of a meeting gives every reader what a fresh query gives."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import Meeting
from meetings.reports import prepared, queries
from pledges.models import Pledge, PledgeState
from stakeholders.models import Mandate
from tests.support import factories

pytestmark = pytest.mark.django_db
BUILDS = (queries.participants, queries.agenda, queries.open_log, queries.own_log, queries.links)


@pytest.fixture(autouse=True)
def _nothing_kept():
    prepared._prepared.clear()
    yield
    prepared._prepared.clear()


@pytest.fixture
def held(meeting, forum, facilitator):
    held, _pledge = factories.hold_meeting(meeting, forum.inka, by=facilitator)
    return held


def as_new(user):
    """The user as the next request reads it, without what was looked up before."""
    return type(user).objects.get(pk=user.pk) if user.pk else user


def both(build, meeting, user):
    # Sorted, since a UNION and rows of equal place come in any order.
    kept = sorted(map(repr, map(tuple, prepared.rows_of(build, meeting, user))))
    return kept, sorted(map(repr, build(meeting, user)))


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.__name__)
def test_kept_sql_finds_what_a_fresh_query_finds(build, held, cast):
    other = Meeting(pk=held.pk + 1)
    for _round in range(2):  # the second time from what was kept
        for name in cast.names:
            for meeting in (held, other):
                kept, fresh = both(build, meeting, as_new(cast[name]))
                assert kept == fresh, name


def test_a_mandate_that_ends_closes_what_it_opened(held, cast):
    inka = as_new(cast.inka)
    Pledge.objects.update(state=PledgeState.SUBMITTED, is_public=False)
    before, fresh = both(queries.open_log, held, inka)
    assert before == fresh
    Mandate.objects.filter(person_id=inka.person_id).delete()
    after, fresh = both(queries.open_log, held, as_new(inka))
    assert after == fresh
    assert len(after) < len(before)


def test_sql_is_written_once_for_a_reader_and_values_are_read_anew(held, cast):
    prepared.rows_of(queries.participants, held, cast.anonymous)
    held.participants.update(position="Pengganti")
    with CaptureQueriesContext(connection) as asked:
        rows = prepared.rows_of(queries.participants, held, cast.anonymous)
    assert len(asked) == 1
    assert {row[queries.PARTICIPANT.index("position")] for row in rows} == {"Pengganti"}
    assert len(prepared._prepared) == 1
