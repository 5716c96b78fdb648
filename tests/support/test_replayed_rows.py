"""Rows that are written again are those that the actions made, with what triggers do."""

import re

import pytest
from django.db import connection

from bench.stage import roll_back
from stakeholders.models import Organisation, Sector
from tests.support import factories
from tests.support.document_factories import make_letterhead, make_ready
from tests.support.replayed_rows import make_once

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
# A random id each time, how an index is kept, and tallies: numbers that are zero, and rows that
# triggers make, on PostgreSQL with the next ids (the autouse check of kept counts compares them).
NOT_COMPARED = re.compile(
    r"core_contentchange|\w+_search_(data|idx)|pledges_pledgesby\w+|agreements_signaturesofdocument"
    r"|meetings_attendedmeeting|core_tallychange"
)


def read_everything():
    """Every row of every table, and of the full text index."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            if NOT_COMPARED.fullmatch(table):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
        return found


def test_a_ready_draft_is_written_again_as_the_actions_made_it(meeting, forum, cast):
    def make():
        made.append(1)
        letterhead = make_letterhead(forum.bappelitbangda, by=cast.secretary)
        return make_ready(meeting, forum.inka, letterhead, by=cast.facilitator)

    made, seen = [], []
    for _time in range(2):
        with roll_back():
            draft = make_once("of this test", make, meeting)
            seen.append((read_everything(), draft.title, draft.meeting.state))
    assert made == [1]
    (first, *_), (again, *_) = seen
    assert {name for name, rows in first.items() if rows != again[name]} == set()
    assert seen[0][1:] == seen[1][1:]


def test_rows_upon_others_are_made_anew(forum, administrator):
    def make():
        return factories.make_organisation("baru", by=administrator)

    with roll_back():
        make_once("an organisation", make, forum.inka)
    again = make_once("an organisation", make, forum.taman)
    assert Organisation.objects.filter(slug="baru").get() == again


def test_rows_whose_place_is_taken_are_made_anew(administrator):
    def make():
        return factories.make_organisation("baru", by=administrator)

    with roll_back():
        first = make_once("a place", make, administrator)
    Organisation.objects.create(pk=first.pk, slug="lama", name="Lama", sector=Sector.CITIZEN)
    again = make_once("a place", make, administrator)
    assert Organisation.objects.get(slug="baru") == again != first
