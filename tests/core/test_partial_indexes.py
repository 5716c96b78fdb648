"""What waits is found by a partial index: its condition stands in the statement as in the index."""

import pytest
from django.db import connection
from django.db.models import Q

from core.partial_indexes import build_any_of, inline_values
from pledges.models import Pledge

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_the_condition_stands_in_the_statement_not_in_a_parameter():
    sql, params = Pledge.objects.undecided().values("pk").order_by("pk").query.sql_with_params()
    assert "= 'submitted'" in sql
    assert "submitted" not in params


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="without statistics SQLite prefers the state's index"
)
def test_the_database_takes_the_index_even_when_it_plans_without_parameters():
    rows = Pledge.objects.undecided().order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "pledge_undecided" in rows.explain()


def test_other_values_and_negations_stay_as_they_are():
    condition = Q(state="draft", locked_in=None) & ~build_any_of("form", ["goods", "loan"])
    sql, params = Pledge.objects.filter(inline_values(condition)).query.sql_with_params()
    assert "NOT (" in sql
    assert [text in sql for text in ("'draft'", "'goods'", "'loan'", "IS NULL")] == [True] * 4
    assert params == ()


def test_a_quote_in_a_constant_ends_nothing():
    condition = inline_values(Q(title="it's"))
    assert not Pledge.objects.filter(condition).exists()
