"""The full text index of each searched model: a table of its rows' words, kept by triggers.

A model names what it is found by in `searched_fields`: its own columns and those one relation away
(`lead__name`). With `searched_values` the rows with other values of a field have no words, since
nobody searches for them. The table `<table>_search` has a row for each of its rows: a tsvector with
a GIN index on PostgreSQL, an FTS5 table on SQLite. Triggers rewrite it in the transaction that
changes a column, so that actions, bulk writes and SQL typed by hand all count. Why names of related
rows are copied: docs/adr/0021-search.md.

The triggers are created after `migrate`. SQLite refuses to rebuild a table that a trigger mentions,
so they are dropped before it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from core.search import postgresql, sqlite
from core.search.sources import describe_table

_VENDORS = {"postgresql": postgresql, "sqlite": sqlite}


def list_searched_models() -> list[type[Model]]:
    """Return the models that are searched, each once."""
    return [model for model in apps.get_models() if "searched_fields" in vars(model)]


def prepare_for_migrations(*, using: str, plan: Sequence[Any] = (), **_signal: Any) -> None:
    """Drop the triggers on SQLite if there is something to migrate; runs before `migrate`."""
    connection = connections[using]
    if plan and connection.vendor == "sqlite":
        _execute(connection, sqlite.drop_triggers(connection))


def complete_after_migrations(*, using: str, plan: Sequence[Any] = (), **_signal: Any) -> None:
    """Create and fill the index if anything was migrated, or if it is missing."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    tables = [describe_table(model, connection.vendor) for model in list_searched_models()]
    if any(table.name not in there for table in tables):
        return  # migrated only in part
    if plan or any(table.index not in there for table in tables):
        rebuild_index(using=using)


def rebuild_index(*, using: str = "default") -> None:
    """Create the tables, functions and triggers anew, and index every row."""
    connection = connections[using]
    tables = [describe_table(model, connection.vendor) for model in list_searched_models()]
    vendor: Any = _VENDORS[connection.vendor]
    with transaction.atomic(using=using):
        if connection.vendor == "sqlite":
            _execute(connection, sqlite.drop_triggers(connection))
        _execute(connection, vendor.build_index(tables))
        _execute(connection, vendor.build_triggers(tables))


def list_stale_rows(model: type[Model], *, using: str = "default") -> list[int]:
    """Return the ids of rows whose indexed words differ from those of their columns."""
    connection = connections[using]
    vendor: Any = _VENDORS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(vendor.select_stale(describe_table(model, connection.vendor)))
        return [row[0] for row in cursor.fetchall()]


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
