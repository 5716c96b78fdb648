"""Writing generated rows: COPY on PostgreSQL, executemany on SQLite, indexes built afterwards."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Field, Model
from django.db.utils import DatabaseError, ProgrammingError

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table: the columns that differ, by field name, and their values."""

    model: type[Model]
    names: tuple[str, ...]
    values: Iterable[tuple[Any, ...]]


def write_rows(rows: Rows) -> int:
    """Write rows, all other columns with the defaults of their fields; return how many."""
    fields = {field.attname: field for field in rows.model._meta.concrete_fields}
    given = [fields.pop(name) for name in rows.names]
    constant = [
        (field, _get_default(field))
        for field in fields.values()
        if not field.generated and not field.has_db_default()
    ]
    # Ids count from a known one on; the database gives them only where nothing refers to them.
    constant = [(field, value) for field, value in constant if not field.primary_key]
    columns = [str(field.column) for field in (*given, *(field for field, _ in constant))]
    rest = tuple(value for _, value in constant)
    write = _write_by_copy if connection.vendor == "postgresql" else _write_by_insert
    return write(rows.model._meta.db_table, columns, (row + rest for row in rows.values))


def _get_default(field: Field) -> Any:
    value = field.get_default()
    if field.get_internal_type() == "JSONField":
        return json.dumps(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value


def _write_by_copy(table: str, columns: Sequence[str], values: Iterator[tuple[Any, ...]]) -> int:
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    number = 0
    # The first rows look up what they hang on, which the connection cannot do during a COPY.
    chunk = list(islice(values, CHUNK))
    # The cursor of psycopg itself; Django's has no COPY.
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        while chunk:
            copy.write("".join(map(_format_line, chunk)))
            number += len(chunk)
            chunk = list(islice(values, CHUNK))
    return number


_LINES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def _format_line(row: tuple[Any, ...]) -> str:
    return "\t".join(map(_format_value, row)) + "\n"


def _format_value(value: Any) -> str:
    if value is None:
        return "\\N"
    if type(value) is str:
        plain = value.isprintable() and "\\" not in value
        return value if plain else value.translate(_LINES)
    return str(value)


def _write_by_insert(table: str, columns: Sequence[str], values: Iterator[tuple[Any, ...]]) -> int:
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    marks = ", ".join("?" * len(columns))
    with connection.cursor() as cursor:
        # The cursor of sqlite3 itself, which takes a generator.
        inner = cursor.cursor.connection.cursor()
        done = inner.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
    return int(done.rowcount)


@contextmanager
def load_in_bulk(*, keeps_indexes: bool = False) -> Iterator[None]:
    """Suspend triggers and secondary indexes during the block, which is one transaction.

    `keeps_indexes`: for a caller that goes on in the transaction, since PostgreSQL uses an index of
    changed rows only in later ones. Whatever triggers keep (full text index, kept counts) is made
    anew by whoever loads.
    """
    drop = (
        _drop_extras_on_postgresql if connection.vendor == "postgresql" else _drop_extras_on_sqlite
    )
    with transaction.atomic():
        make_again = drop(keeps_indexes)
        yield
        make_again()


def _drop_extras_on_sqlite(keeps_indexes: bool) -> Callable[[], None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, name, sql FROM sqlite_master"
            " WHERE sql IS NOT NULL AND (type = 'trigger' OR type = 'index')"
        )
        kinds = {"trigger"} if keeps_indexes else {"trigger", "index"}
        found = [each for each in cursor.fetchall() if each[0] in kinds]
        for kind, name, _sql in found:
            cursor.execute(f'DROP {kind} "{name}"')

    def make_again() -> None:
        with connection.cursor() as cursor:
            for _kind, _name, sql in sorted(found):
                cursor.execute(sql)

    return make_again


def _drop_extras_on_postgresql(keeps_indexes: bool) -> Callable[[], None]:
    # No index is made while checks of earlier rows of this transaction wait for its end.
    connection.check_constraints()
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("SET LOCAL session_replication_role = replica")
        except (ProgrammingError, DatabaseError):
            pass  # Only a superuser may; triggers then run, which takes longer.
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        found = [] if keeps_indexes else cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f'DROP INDEX "{name}"')

    def make_again() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
            for _name, definition in found:
                cursor.execute(definition)

    return make_again


def set_sequences(models: Iterable[type[Model]]) -> None:
    """Set the sequences of PostgreSQL behind the ids that were written; SQLite needs none."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def update_statistics() -> None:
    """Update the planner's statistics; on PostgreSQL also what index-only scans need."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
