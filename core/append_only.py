"""Append-only tables: triggers in the database itself that refuse to rewrite what was kept.

They hold against every writer, a mistaken action as much as SQL typed by hand. An app's migration
`0002_append_only` locks its tables. SQLite drops the triggers of a table that a later migration
makes anew: such a migration puts them back. Migrations that were released call this module: what it
writes may then only be changed by a further migration that locks anew.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db import migrations

REFUSED = "this row is kept as it was written"
ANY_CHANGE = "TRUE"


class Lock(NamedTuple):
    """What is refused of a table besides DELETE and TRUNCATE, as conditions in SQL.

    `is_change` says when an UPDATE is refused, by OLD and NEW. `is_same` says which rows a NEW one
    would stand for again: INSERT OR REPLACE deletes them without asking.
    """

    is_change: str
    is_same: str


def detect_changes(*columns: str) -> str:
    """Return the condition that an UPDATE changes one of these columns."""
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def lock_tables(locks: Mapping[str, Lock]) -> migrations.RunPython:
    """Return the operation of a migration that locks these tables, and unlocks them backwards."""

    def lock(_apps: Any, schema_editor: Any) -> None:
        for statement in _LOCKING[schema_editor.connection.vendor](locks):
            schema_editor.execute(statement, params=None)

    def unlock(_apps: Any, schema_editor: Any) -> None:
        for statement in _UNLOCKING[schema_editor.connection.vendor](locks):
            schema_editor.execute(statement, params=None)

    return migrations.RunPython(lock, unlock)


def _lock_on_sqlite(locks: Mapping[str, Lock]) -> Iterator[str]:
    for table, (is_change, is_same) in locks.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: {REFUSED}'); END"
        yield f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} WHEN {is_change} {refuse}"
        yield f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {refuse}"
        # INSERT OR REPLACE deletes a row without asking the trigger above.
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
        # TRUNCATE deletes no row by itself. SQLite has none.
        yield f"CREATE TRIGGER {table}_never_empty BEFORE TRUNCATE ON {table} {refuse}"


def _unlock_on_sqlite(locks: Mapping[str, Lock]) -> Iterator[str]:
    for table in locks:
        for name in ("kept", "stays", "once"):
            yield f"DROP TRIGGER {table}_{name}"


def _unlock_on_postgresql(locks: Mapping[str, Lock]) -> Iterator[str]:
    # The function stays: other tables may still be locked by it.
    for table in locks:
        for name in ("kept", "stays", "never_empty"):
            yield f"DROP TRIGGER {table}_{name} ON {table}"


_LOCKING = {"sqlite": _lock_on_sqlite, "postgresql": _lock_on_postgresql}
_UNLOCKING = {"sqlite": _unlock_on_sqlite, "postgresql": _unlock_on_postgresql}
