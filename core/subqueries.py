"""Lookups by an index: few rows for each row that is shown, or the rows of many primary keys."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.db.models.sql.compiler import SQLCompiler


def build_first_pk(rows: QuerySet) -> Subquery:
    """Return a subquery for `annotate`: the id of the first of these rows, NULL if there is none.

    For an EXISTS, PostgreSQL may read the whole table instead, since it disregards the LIMIT.
    """
    return Subquery(rows.order_by().values("pk")[:1])


def build_exists(rows: QuerySet) -> IsNull:
    """Return the condition for `filter` that there is one of these rows, by `build_first_pk`."""
    return IsNull(build_first_pk(rows), False)


class _AmongIds(Lookup):
    """The condition of `build_among`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the comparison with all of them."""
        if not self.rhs:
            raise EmptyResultSet
        column, parameters = self.process_lhs(compiler, connection)
        sql, more = write_among(column, self.rhs, connection.vendor)
        return sql, (*parameters, *more)


def write_among(column: str, ids: Sequence[int], vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of `build_among` with its parameter: an array, or on SQLite a JSON text."""
    if vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%s))", (json.dumps(ids),)  # noqa: S608
    return f"{column} = ANY(%s::bigint[])", (list(ids),)


def build_among(ids: Sequence[int]) -> Lookup:
    """Return the condition for `filter` that a row has one of a thousand primary keys.

    They are one parameter: for `pk__in` each is one, which takes 10 ms to prepare and to plan.
    """
    return _AmongIds(F("pk"), ids)
