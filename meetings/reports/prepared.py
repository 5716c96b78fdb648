"""Queries of a meeting, turned into SQL once a reader instead of at every request.

Django takes three times as long to write the SQL of these queries as the database to answer it,
and apart from the meeting it is always the same. What a reader may see is part of the SQL, so
whatever that depends on is part of the key under which it is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from core.actors import Actor
from meetings.models import Meeting
from stakeholders.permissions import get_grants, sees_everything

# Stands for the meeting while the SQL is written; no row has such an id.
STAND_IN = -8_735_201_419
KEPT = 500

type Build = Callable[[Meeting, Any], QuerySet[Any, Any]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query as the database takes it; each converter is (column, functions, expression)."""

    sql: str
    params: tuple[Any, ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]

    def rows(self, meeting: Meeting) -> list[Sequence[Any]]:
        """Return what the database answers for a meeting."""
        params = [meeting.pk if value == STAND_IN else value for value in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            answer: list[Sequence[Any]] = cursor.fetchall()
        return [self._converted(row) for row in answer] if self.converters else answer

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for column, functions, expression in self.converters:
            for function in functions:
                values[column] = function(values[column], expression, connection)
        return values


_prepared: dict[tuple[Any, ...], Prepared | None] = {}


def rows_of(build: Build, meeting: Meeting, user: Actor) -> list[Sequence[Any]]:
    """Return the rows of the values_list() that `build` makes for a meeting and a reader."""
    key = (build, connection.vendor, *_reader(user))
    if key not in _prepared:
        if len(_prepared) >= KEPT:
            _prepared.clear()
        _prepared[key] = _prepare(build(Meeting(pk=STAND_IN), user))
    query = _prepared[key]
    return query.rows(meeting) if query else []


def _reader(user: Actor) -> tuple[Any, ...]:
    # The day too, since a mandate holds from one day to another.
    return (
        getattr(user, "pk", None),
        sees_everything(user),
        get_grants(user).organisation_ids,
        timezone.localdate(),
    )


def _prepare(queryset: QuerySet[Any, Any]) -> Prepared | None:
    """Return the query's SQL, or None when Django knows that nothing can be found."""
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    columns = [expression for expression, *_rest in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    return Prepared(
        sql=sql,
        params=tuple(params),
        converters=tuple((at, *converter) for at, converter in converters.items()),
    )
