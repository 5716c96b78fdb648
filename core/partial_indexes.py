"""Conditions of partial indexes: an index on the few rows of a table that wait for something.

A query uses a partial index only if its filter repeats the index's condition. So the condition is
written once, and both the index and the query use it.
"""

from collections.abc import Iterable

from django.db.models import Q


def build_any_of(field: str, values: Iterable[str]) -> Q:
    """Return the condition that a field has one of these values, as equalities joined by OR.

    SQLite does not recognise `field IN (…)` with parameters as the condition of a partial index.
    """
    condition = Q()
    for value in values:
        condition |= Q(**{field: str(value)})
    return condition
