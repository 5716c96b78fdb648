"""Append-only tables: database triggers that refuse UPDATE and DELETE.

They stop every writer, a faulty action as well as SQL typed by hand. An app's migration
`0002_append_only` creates the triggers of its tables. SQLite drops the triggers of a table that a
later migration rebuilds: such a migration has to create them again. Released migrations call this
module, so its SQL may then be changed only together with a migration that creates them anew.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REFUSED = "the table is append-only"
ANY_CHANGE = "TRUE"


class ProtectedTable(NamedTuple):
    """What an append-only table refuses besides every DELETE and TRUNCATE, as SQL conditions.

    `is_change`: which UPDATE is refused, in terms of OLD and NEW. `is_same`: which existing row a
    NEW row would replace; needed since SQLite's INSERT OR REPLACE runs no DELETE trigger.
    """

    is_change: str
    is_same: str


def detect_changes(*columns: str) -> str:
    """Return the SQL condition that an UPDATE changes one of these columns."""
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def make_append_only(tables: Mapping[str, ProtectedTable]) -> migrations.RunPython:
    """Return the migration operation that creates the triggers; reversed, it drops them."""

    def protect(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _PROTECTING[schema_editor.connection.vendor](tables):
            schema_editor.execute(statement, params=None)

    def unprotect(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _UNPROTECTING[schema_editor.connection.vendor](tables):
            schema_editor.execute(statement, params=None)

    return migrations.RunPython(protect, unprotect)


def _protect_on_sqlite(tables: Mapping[str, ProtectedTable]) -> Iterator[str]:
    for table, (is_change, is_same) in tables.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: {REFUSED}'); END"
        yield f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} WHEN {is_change} {refuse}"
        yield f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {refuse}"
        # INSERT OR REPLACE deletes a row without running the trigger above.
        is_there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR {is_same})"  # noqa: S608
        yield f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} WHEN {is_there} {refuse}"


def _protect_on_postgresql(tables: Mapping[str, ProtectedTable]) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '%: {REFUSED}', TG_TABLE_NAME"
        " USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table, (is_change, _is_same) in tables.items():
        refuse = "EXECUTE FUNCTION refuse_to_rewrite()"
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table}"
            f" FOR EACH ROW WHEN ({is_change}) {refuse}"
        )
        yield f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
        # TRUNCATE does not run DELETE triggers. SQLite has no TRUNCATE.
        yield f"CREATE TRIGGER {table}_never_empty BEFORE TRUNCATE ON {table} {refuse}"


def _unprotect_on_sqlite(tables: Mapping[str, ProtectedTable]) -> Iterator[str]:
    for table in tables:
        for name in ("kept", "stays", "once"):
            yield f"DROP TRIGGER {table}_{name}"


def _unprotect_on_postgresql(tables: Mapping[str, ProtectedTable]) -> Iterator[str]:
    # The function stays: the triggers of other tables use it.
    for table in tables:
        for name in ("kept", "stays", "never_empty"):
            yield f"DROP TRIGGER {table}_{name} ON {table}"


_PROTECTING = {"sqlite": _protect_on_sqlite, "postgresql": _protect_on_postgresql}
_UNPROTECTING = {"sqlite": _unprotect_on_sqlite, "postgresql": _unprotect_on_postgresql}
