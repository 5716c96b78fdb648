"""Kept copies: a value of another table, written beside the rows that refer to it, for an index.

No index reaches another table. A list that is filtered or sorted by the value of another table
reads all rows that match before it sorts them, so such a value is denormalised: copied into a
column of its own. Triggers in the database write it within the transaction that changes either
side, so actions, bulk writes and SQL typed by hand all copy it. An app declares its copies in
`copies.py`. The column is for queries alone: in Python the attribute may be out of date, and what
is saved to it does not stay. See docs/adr/0027-kept-copies.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.db import connections, models
from django.utils.module_loading import import_string

from core.append_only import detect_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCopy:
    """The field `column` of a model: the value of `original` in the row that `key` refers to.

    NULL where `key` is.
    """

    model: type[models.Model]
    column: str
    key: str
    original: str

    @property
    def table(self) -> str:
        """The table that has the copies."""
        return self.model._meta.db_table

    @property
    def source(self) -> type[models.Model]:
        """The model that has the originals."""
        related: Any = self.model._meta.get_field(self.key).related_model
        return cast("type[models.Model]", related)

    @property
    def key_column(self) -> str:
        """The column of the foreign key."""
        return f"{self.key}_id"

    def build_sql(self, vendor: str) -> Iterator[str]:
        """Yield the SQL that creates the triggers, or creates them anew."""
        if vendor == "postgresql":
            yield from self._build_on_postgresql()
        else:
            yield from self._build_on_sqlite()

    def find_differences(self) -> Iterator[str]:
        """Yield a line for each row whose copy is not the value of its original."""
        for pk in self._list_wrong().order_by("pk").values_list("pk", flat=True):
            yield f"{self.table} {pk}: {self.column} is not that of its {self.key}"

    def replace_wrong(self) -> None:
        """Write the copies anew where they differ."""
        original = self.source._default_manager.filter(pk=models.OuterRef(self.key_column))
        value = models.Subquery(original.order_by().values(self.original)[:1])
        self._list_wrong().order_by().update(**{self.column: value})

    def _list_wrong(self) -> models.QuerySet:
        original = models.F(f"{self.key}__{self.original}")
        is_right = models.Q(**{self.column: original})
        if self._is_optional:
            is_right |= models.Q(**{self.key: None, self.column: None})
        return self.model._default_manager.exclude(is_right)

    @property
    def _is_optional(self) -> bool:
        return bool(self.model._meta.get_field(self.key).null)

    def _build_value(self, read: str) -> str:
        # A key to a row that is not there is told as such, not as a copy without a value.
        return f"({read})" if self._is_optional else f"coalesce(({read}), NEW.{self.column})"

    def _build_on_postgresql(self) -> Iterator[str]:
        name, table, column, key = self._name, self.table, self.column, self.key_column
        source, original = self.source._meta.db_table, self.original
        # The search path is fixed, since pg_restore loads rows with an empty one.
        begin = "RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN"
        # The original is locked, so that nobody changes it before this row is there to be changed.
        read = f"SELECT {original} FROM {source} WHERE id = NEW.{key} FOR SHARE"  # noqa: S608
        write = f"UPDATE {table} SET {column} = NEW.{original} WHERE {key} = NEW.id"  # noqa: S608
        yield (
            f"CREATE OR REPLACE FUNCTION {name}_read() {begin}"
            f" NEW.{column} := {self._build_value(read)}; RETURN NEW; END $$"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {name}_insert BEFORE INSERT ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}_read()"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {name}_update BEFORE UPDATE OF {key}, {column} ON {table}"
            f" FOR EACH ROW WHEN ({detect_changes(key, column)}) EXECUTE FUNCTION {name}_read()"
        )
        yield (f"CREATE OR REPLACE FUNCTION {name}_write() {begin} {write}; RETURN NULL; END $$")
        yield (
            f"CREATE OR REPLACE TRIGGER {name}_original AFTER UPDATE OF {original} ON {source}"
            f" FOR EACH ROW WHEN ({detect_changes(original)}) EXECUTE FUNCTION {name}_write()"
        )

    def _build_on_sqlite(self) -> Iterator[str]:
        name, table, column, key = self._name, self.table, self.column, self.key_column
        source, original = self.source._meta.db_table, self.original
        read = f"SELECT {original} FROM {source} WHERE id = NEW.{key}"  # noqa: S608
        write = f"UPDATE {table} SET {column} = NEW.{original} WHERE {key} = NEW.id"  # noqa: S608
        copy = f"UPDATE {table} SET {column} = {self._build_value(read)}"  # noqa: S608
        triggers = {
            "insert": f"INSERT ON {table} BEGIN {copy} WHERE id = NEW.id; END",
            "update": (
                f"UPDATE OF {key}, {column} ON {table} WHEN {detect_changes(key, column)}"
                f" BEGIN {copy} WHERE id = NEW.id; END"
            ),
            "original": (
                f"UPDATE OF {original} ON {source} WHEN {detect_changes(original)}"
                f" BEGIN {write}; END"
            ),
        }
        for event, rest in triggers.items():
            yield f"DROP TRIGGER IF EXISTS {name}_{event}"
            yield f"CREATE TRIGGER {name}_{event} AFTER {rest}"

    @property
    def _name(self) -> str:
        return f"{self.table}_{self.column}_copy"


def list_copies() -> list[KeptCopy]:
    """Return what the apps declare, in the order of `settings.KEPT_COPIES`."""
    return [each for path in settings.KEPT_COPIES for each in import_string(path)]


def create_triggers(*, using: str, plan: object = None, **_signal: object) -> None:
    """Create the triggers anew; runs after `migrate`, since SQLite drops those of a rebuilt table.

    `plan` is None after `flush`, which only empties the tables.
    """
    if plan is None:
        return
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for copy in list_copies():
            if copy.table in tables:
                for statement in copy.build_sql(connection.vendor):
                    cursor.execute(statement)
