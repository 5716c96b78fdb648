"""Conditions of partial indexes: an index on the few rows of a table that wait for something.

A query uses a partial index only if its filter repeats the index's condition. So the condition is
written once for the index (`build_any_of`), and made from it for the query (`inline_values`).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, Value
from django.db.models.sql.compiler import SQLCompiler

# Before every moment that a row can have; a year that both databases write with four digits.
EARLIEST = datetime(1000, 1, 1, tzinfo=UTC)


def build_any_of(field: str, values: Iterable[str]) -> Q:
    """Return the condition that a field has one of these values, as equalities joined by OR.

    SQLite does not recognise `field IN (…)` as the condition of a partial index.
    """
    condition = Q()
    for value in values:
        condition |= Q(**{field: str(value)})
    return condition


def build_start(field: str, least: object) -> Q:
    """Return a condition that every row meets, by which SQLite reads an index from its beginning.

    Where rows are wanted in the order of a partial index, SQLite takes it only for a condition on
    its first field; otherwise it finds them by another index, and sorts them all. `least` is a
    value below which the field has none.
    """
    return Q(**{f"{field}__gte": least})


def inline_values(condition: Q) -> Q:
    """Return a condition with its texts written into the SQL instead of sent as parameters.

    PostgreSQL plans a statement that comes often without its parameters, and does not know then
    that they are those of a partial index. Only for constants, never for what somebody typed.
    """
    inlined = condition.copy()
    inlined.children = [_inline_child(child) for child in condition.children]
    return inlined


def _inline_child(child: object) -> Any:  # noqa: ANN401 - a Q, or a lookup and its value
    match child:
        case Q():
            return inline_values(child)
        case (str() as lookup, str() as value):
            return lookup, Constant(str(value))
    return child


class Constant(Value):
    """A text that is written into the SQL as a literal."""

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[()]]:
        """Return the quoted text, without a parameter."""
        return connection.schema_editor().quote_value(self.value), ()
