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

REFUSED = "this row is kept as it was written"
ANY_CHANGE = "TRUE"


class Lock(NamedTuple):
    """What is refused on a table besides DELETE and TRUNCATE, as SQL conditions.

    `is_change`: when an UPDATE is refused, in terms of OLD and NEW. `is_same`: which existing rows
    a NEW row would replace, since INSERT OR REPLACE deletes them without the DELETE trigger.
    """

    is_change: str
    is_same: str


def detect_changes(*columns: str) -> str:
    """Return the SQL condition that an UPDATE changes one of these columns."""
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def lock_tables(locks: Mapping[str, Lock]) -> migrations.RunPython:
    """Return the migration operation that creates the triggers; reversed, it drops them."""

    def lock(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _LOCKING[schema_editor.connection.vendor](locks):
            schema_editor.execute(statement, params=None)

    def unlock(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _UNLOCKING[schema_editor.connection.vendor](locks):
            schema_editor.execute(statement, params=None)

    return migrations.RunPython(lock, unlock)


def _lock_on_sqlite(locks: Mapping[str, Lock]) -> Iterator[str]:
    for table, (is_change, is_same) in locks.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: {REFUSED}'); END"
        yield f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} WHEN {is_change} {refuse}"
        yield f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {refuse}"
        # INSERT OR REPLACE deletes a row without running the trigger above.
        is_there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR {is_same})"  # noqa: S608
        yield f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} WHEN {is_there} {refuse}"


def _lock_on_postgresql(locks: Mapping[str, Lock]) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '%: {REFUSED}', TG_TABLE_NAME"
        " USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table, (is_change, _is_same) in locks.items():
        refuse = "EXECUTE FUNCTION refuse_to_rewrite()"
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table}"
            f" FOR EACH ROW WHEN ({is_change}) {refuse}"
        )
        yield f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
        # TRUNCATE does not run DELETE triggers. SQLite has no TRUNCATE.
        yield f"CREATE TRIGGER {table}_never_empty BEFORE TRUNCATE ON {table} {refuse}"


def _unlock_on_sqlite(locks: Mapping[str, Lock]) -> Iterator[str]:
    for table in locks:
        for name in ("kept", "stays", "once"):
            yield f"DROP TRIGGER {table}_{name}"


def _unlock_on_postgresql(locks: Mapping[str, Lock]) -> Iterator[str]:
    # The function stays: the triggers of other tables use it.
    for table in locks:
        for name in ("kept", "stays", "never_empty"):
            yield f"DROP TRIGGER {table}_{name} ON {table}"


_LOCKING = {"sqlite": _lock_on_sqlite, "postgresql": _lock_on_postgresql}
_UNLOCKING = {"sqlite": _unlock_on_sqlite, "postgresql": _unlock_on_postgresql}
