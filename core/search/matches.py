"""Full text search: the rows of a queryset that have every word of a query."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from core.search import postgresql, sqlite
from core.search.words import split_query

# One more than is said: a thousand and one are shown as "1,000+".
MOST_MATCHES = 1_001
KEYS = {"postgresql": "id", "sqlite": "rowid"}
UNLIMITED = {"postgresql": "ALL", "sqlite": "-1"}


def match_words[M: Model](
    rows: QuerySet[M], text: str, *, most: int | None = MOST_MATCHES
) -> QuerySet[M]:
    """Return the rows that have every word of a query, or a word that begins so.

    Of more than `most` they are the newest, by primary key; None leaves none out. The order of the
    rows is their own. A query without any word finds nothing.
    """
    keys = select_matches(rows, text, most=most)
    return rows.none() if keys is None else rows.filter(pk__in=keys)


def list_matches(rows: QuerySet[Any], text: str, *, most: int | None = MOST_MATCHES) -> list[int]:
    """Return the primary keys of the rows that `match_words` gives, in no order, by one search.

    As a condition of another query it is planned anew there, and may be made for every row.
    """
    keys = select_matches(rows, text, most=most)
    if keys is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(keys.sql, keys.params)
        return [pk for (pk,) in cursor.fetchall()]


def select_matches(
    rows: QuerySet[Any], text: str, *, most: int | None = MOST_MATCHES
) -> RawSQL | None:
    """Return the subquery for the primary keys of the rows with the words; None if it finds none.

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
    # By OFFSET 0 the database goes from the newest match to the older ones, and looks each row up,
    # until there are enough: joining all matches with all rows first is slower.
    found = (
        f"SELECT found.id FROM (SELECT {KEYS[connection.vendor]} AS id FROM {index}"  # noqa: S608
        f" WHERE {condition} ORDER BY 1 DESC LIMIT {UNLIMITED[connection.vendor]} OFFSET 0) found"
        f" WHERE EXISTS ({sql} LIMIT 1 OFFSET 0){limit}"
    )
    return RawSQL(found, (*parameters, *more))  # noqa: S611


def _write_condition(index: str, words: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return the SQL condition that a row of the index has the words, with its parameters."""
    if connection.vendor == "sqlite":
        return f"{index} MATCH %s", (sqlite.write_query(words),)
    # Not a parameter: a prepared statement's plan would not know how frequent the words are.
    query = postgresql.write_query(words).replace("'", "''")
    return f"words @@ '{query}'::tsquery", ()
