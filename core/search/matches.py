"""Full text search: the rows of a queryset that have every word of a query."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from core.search import postgresql, sqlite
from core.search.words import split_query
from core.subqueries import write_among

# One more than is said: a thousand and one are shown as "1,000+".
MOST_MATCHES = 1_001
KEYS = {"postgresql": "id", "sqlite": "rowid"}
UNLIMITED = {"postgresql": "ALL", "sqlite": "-1"}
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


def match_words[M: Model](
    rows: QuerySet[M], text: str, *, most: int | None = MOST_MATCHES
) -> QuerySet[M]:
    """Return the rows that have every word of a query, or a word that begins so.

    Of more than `most` they are the newest, by primary key; None leaves none out. The order of the
    rows is their own. A query without any word finds nothing.
    """
    if most is not None:
        condition = build_matching(rows, text, most=most)
        return rows.none() if condition is None else rows.filter(condition)
    statement = _select_matches(rows, text, None)
    return rows.none() if statement is None else rows.filter(pk__in=RawSQL(*statement))  # noqa: S611


def build_matching(rows: QuerySet[Any], text: str, *, most: int = MOST_MATCHES) -> RawSQL | None:
    """Return the condition for `filter` that a row is one of the newest of `rows` with the words.

    None if there can be none. It says already that a row is one of `rows`.
    """
    statement = _select_matches(rows, text, most)
    if statement is None:
        return None
    found, parameters = statement
    # As an array PostgreSQL looks for the few once, and begins with them; in a join it may walk
    # through all rows instead, and compare each with all that were found.
    few = f"= ANY(ARRAY({found}))" if connection.vendor == "postgresql" else f"IN ({found})"
    meta: Any = rows.model._meta
    column = f'"{meta.db_table}"."{meta.pk.column}"'
    return RawSQL(f"{column} {few}", parameters, BooleanField())  # noqa: S611


def list_matches(rows: QuerySet[Any], text: str, *, most: int = MOST_MATCHES) -> list[int]:
    """Return the primary keys of the newest rows with the words, at most `most`.

    For a caller that needs the ids more than once.
    """
    statement = _select_matches(rows, text, most)
    return [] if statement is None else _read_ids(*statement)


def list_matches_among(model: type[Model], ids: Sequence[int], text: str) -> list[int]:
    """Return those of at most a thousand primary keys whose rows have the words."""
    words = split_query(text)
    if not words or not ids:
        return []
    index = f"{model._meta.db_table}_search"
    condition, parameters = _write_condition(index, words)
    key = KEYS[connection.vendor]
    among, more = write_among(key, ids, connection.vendor)
    return _read_ids(
        f"SELECT {key} FROM {index} WHERE {condition} AND {among}",  # noqa: S608
        (*parameters, *more),
    )


def _select_matches(
    rows: QuerySet[Any], text: str, most: int | None
) -> tuple[str, tuple[Any, ...]] | None:
    """Return the statement for the primary keys of the rows with the words; None if it finds none.

    The conditions of the rows are part of it: whoever reads the rows need not ask for them again.
    """
    words = split_query(text)
    if not words:
        return None
    index = f"{rows.model._meta.db_table}_search"
    condition, parameters = _write_condition(index, words)
    try:
        # The conditions of the rows belong inside, so that the limit counts those that are left.
        candidates: Any = rows.order_by().filter(pk=RawSQL("found.id", ())).values("pk")
        sql, more = candidates.query.sql_with_params()
    except EmptyResultSet:
        return None
    limit = "" if most is None else f" LIMIT {int(most)}"
    key = KEYS[connection.vendor]
    # Rows of a past year are far from the newest, which the planner does not know: walking to them
    # takes PostgreSQL longer than sorting all matches.
    is_far = connection.vendor == "postgresql" and any(map(_is_past_year, words))
    order = f"{key} + 0" if is_far else key
    # By OFFSET 0 the database goes from the newest match to the older ones, and looks each row up,
    # until there are enough: joining all matches with all rows first is slower.
    found = (
        f"SELECT found.id FROM (SELECT {key} AS id FROM {index}"  # noqa: S608
        f" WHERE {condition} ORDER BY {order} DESC"
        f" LIMIT {UNLIMITED[connection.vendor]} OFFSET 0) found"
        f" WHERE EXISTS ({sql} LIMIT 1 OFFSET 0){limit}"
    )
    return found, (*parameters, *more)


def _read_ids(sql: str, parameters: tuple[Any, ...]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


def _is_past_year(word: str) -> bool:
    return bool(YEAR.fullmatch(word)) and int(word) < timezone.localdate().year - 1


def _write_condition(index: str, words: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return the SQL condition that a row of the index has the words, with its parameters."""
    if connection.vendor == "sqlite":
        return f"{index} MATCH %s", (sqlite.write_query(words),)
    # Not a parameter: a prepared statement's plan would not know how frequent the words are.
    query = postgresql.write_query(words).replace("'", "''")
    return f"words @@ '{query}'::tsquery", ()
