"""Subqueries that look up few rows by an index for each row that is shown."""

from django.db.models import QuerySet, Subquery
from django.db.models.lookups import IsNull


def build_first_pk(rows: QuerySet) -> Subquery:
    """Return a subquery for `annotate`: the id of the first of these rows, NULL if there is none.

    For an EXISTS, PostgreSQL may read the whole table instead, since it disregards the LIMIT.
    """
    return Subquery(rows.order_by().values("pk")[:1])


def build_exists(rows: QuerySet) -> IsNull:
    """Return the condition for `filter` that there is one of these rows, by `build_first_pk`."""
    return IsNull(build_first_pk(rows), False)
