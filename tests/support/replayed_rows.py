"""Rows that thousands of tests stand on, made by the actions once in a process, then written again.

The first test that asks for them runs the actions; what these inserted and changed is kept, and
the next tests write the same rows in one statement for each table. Triggers run all the same, so
tallies, the full text index and the content version follow.
"""

import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.db.models import Field, Model
from django.utils import timezone

WRITING = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?(\w+)"?')

type Rows = dict[Any, tuple[Any, ...]]
type Statement = tuple[str, list[Any]]


@dataclass(frozen=True)
class Table:
    """A table as it is written again: its rows by primary key."""

    model: type[Model]
    inserted: Rows
    changed: Rows

    def list_statements(self) -> Iterator[Statement]:
        """Yields what writes the rows, and what lets the table's sequence go on after them."""
        fields = _list_fields(self.model)
        table = f'"{self.model._meta.db_table}"'
        if self.inserted:
            row = f"({', '.join(map(_build_value, fields))})"
            names = _list_columns(fields)
            rows = ", ".join([row] * len(self.inserted))
            given = [value for kept in self.inserted.values() for value in kept]
            yield f"INSERT INTO {table} ({names}) VALUES {rows}", given
        changes = ", ".join(f'"{field.column}" = {_build_value(field)}' for field in fields)
        where = f'"{self.model._meta.pk.column}" = %s'
        for number, values in self.changed.items():
            yield f"UPDATE {table} SET {changes} WHERE {where}", [*values, number]
        for statement in connection.ops.sequence_reset_sql(no_style(), [self.model]):
            yield statement, []


@dataclass(frozen=True)
class Recording:
    """What some actions wrote, and the pickled objects that they returned."""

    tables: list[Table]
    made: bytes

    @cached_property
    def script(self) -> str:
        """All statements as one text, which PostgreSQL takes in one round trip."""
        statements = (each for table in self.tables for each in table.list_statements())
        return ";\n".join(connection.ops.compose_sql(*each) for each in statements)  # type: ignore[attr-defined]

    def write(self) -> None:
        """Writes all rows, all at once where nobody looks at each statement."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and not _recorders:
                cursor.execute(self.script)
                return
            for table in self.tables:
                for statement in table.list_statements():
                    cursor.execute(*statement)


_recordings: dict[object, Recording] = {}
_recorders: list[object] = []  # who looks at what is written just now


def make_once(name: str, make: Callable[[], Any], *upon: Model) -> Any:
    """What `make` returns; from its second use in this process on by writing the same rows.

    They stand `upon` other rows and content types: with others, or on another day, they are made
    anew. A test that empties the database leaves content types with other numbers.
    """
    rows = tuple((type(row), row.pk) for row in upon)
    types = tuple(ContentType.objects.order_by("pk").values_list("pk", "app_label", "model"))
    key = (name, rows, types, timezone.localdate(), connection.settings_dict["NAME"])
    recording = _recordings.get(key)
    if recording is not None:
        try:
            with transaction.atomic():
                recording.write()
        except IntegrityError:
            return make()  # This test has rows of its own in their places.
        # As after the actions, the process knows the content types.
        models = [table.model for table in recording.tables]
        ContentType.objects.get_for_models(
            *(each for each in models if not each._meta.auto_created)
        )
        return pickle.loads(recording.made)
    with _record_tables() as tables:
        made = make()
    _recordings[key] = Recording(tables, pickle.dumps(made))
    return made


@contextmanager
def _record_tables() -> Iterator[list[Table]]:
    """Fill the list, at the end of the block, with what was inserted and changed meanwhile."""
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    before: dict[type[Model], Rows] = {}

    def look(execute, sql, params, many, context):
        found = WRITING.match(sql)
        if found and models[found[1]] not in before:
            before[models[found[1]]] = {}
            before[models[found[1]]] = _read_rows(models[found[1]])
        return execute(sql, params, many, context)

    tables: list[Table] = []
    _recorders.append(look)
    try:
        with connection.execute_wrapper(look):
            yield tables
    finally:
        _recorders.remove(look)
    for model, old in before.items():
        new = _read_rows(model)
        assert old.keys() <= new.keys(), f"rows of {model} were deleted"
        inserted = {key: row for key, row in new.items() if key not in old}
        changed = {key: row for key, row in new.items() if key in old and row != old[key]}
        tables.append(Table(model, inserted, changed))


def _list_fields(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _list_columns(fields: list[Field]) -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


def _build_value(field: Field) -> str:
    # A text that goes into a column of JSON must say so.
    return f"CAST(%s AS {field.db_type(connection)})" if connection.vendor == "postgresql" else "%s"


def _read_rows(model: type[Model]) -> Rows:
    fields = _list_fields(model)
    names = _list_columns(fields)
    key = fields.index(model._meta.pk)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY {key + 1}')
        return {row[key]: tuple(map(_write_time, row)) for row in cursor.fetchall()}


def _write_time(value: Any) -> Any:
    # SQLite hands out a time of day, but takes none back.
    return value.isoformat() if isinstance(value, time) else value
