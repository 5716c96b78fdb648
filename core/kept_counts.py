"""Kept counts: how many rows belong to an organisation or a state, written with the rows.

Counting half a million rows for a list that is sorted by their number takes seconds. A tally keeps
the numbers: one row for each key, with what everybody sees (`public`) and what the forum's staff
sees (`staff`). Triggers in the database change it within the transaction that changes the counted
rows, so actions, bulk writes and SQL typed by hand all count. An app declares in its `counts.py`
which rows count in which tally.

Writers never queue for a popular row of a tally: on PostgreSQL the trigger takes the row only if
it is free; otherwise it notes a `TallyChange`, which the next free change or `fold_changes` adds.
The exact number is therefore the tally and its noted changes together (`read_tally`). SQLite has
one writer at a time and needs no notes. See docs/adr/0026-kept-counts.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connections, transaction
from django.db.models import F
from django.utils.module_loading import import_string

from core.append_only import detect_changes
from core.models import Tally, TallyChange

EVENTS = ("INSERT", "UPDATE", "DELETE")


class Count(NamedTuple):
    """A number as everybody sees it, and as the forum's staff sees it."""

    public: int = 0
    staff: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedRows:
    """Rows of a table that count in a tally, as SQL in which {row} is NEW or OLD.

    `key` is the key for which the row counts; with a `source` (FROM … WHERE …) it counts for the
    key of each row of that. `public` and `staff` are 1 or 0. An UPDATE counts if it changes one of
    `columns`. {lock} locks another row that the SQL reads until the end of the transaction, so that
    nobody changes it meanwhile.
    """

    name: str
    table: str
    tally: type[Tally]
    key: str
    public: str
    staff: str
    source: str = ""
    columns: Sequence[str] = ()
    events: Sequence[str] = EVENTS

    def build_triggers(self, vendor: str) -> "Iterator[Trigger]":
        """Yield a trigger for each event: it subtracts what OLD counted, and adds what NEW does."""
        for event in self.events:
            if event == "UPDATE" and not self.columns:
                continue
            signs = [("OLD", "-"), ("NEW", "+")]
            used = {"INSERT": signs[1:], "UPDATE": signs, "DELETE": signs[:1]}[event]
            yield Trigger(
                name=self.name,
                table=self.table,
                event=event,
                columns=self.columns,
                statements=[self._build_change(vendor, row, sign) for row, sign in used],
            )

    def _build_change(self, vendor: str, row: str, sign: str) -> str:
        lock = "FOR SHARE" if vendor == "postgresql" else ""
        key, source, public, staff = (
            text.format(row=row, lock=lock)
            for text in (self.key, self.source or "WHERE TRUE", self.public, self.staff)
        )
        table, column = self.tally._meta.db_table, self.tally.get_key_column()
        changes = f"0 {sign} ({public}), 0 {sign} ({staff})"
        if vendor == "postgresql":
            return f"PERFORM keep_count('{table}', '{column}', {key}::text, {changes}) {source}"
        return (
            f"INSERT INTO {table} ({column}, public, staff) SELECT {key}, {changes} {source}"
            f" ON CONFLICT ({column}) DO UPDATE"
            " SET public = public + excluded.public, staff = staff + excluded.staff"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Statements that run after each row that an event writes; the same for both databases."""

    name: str
    table: str
    event: str
    statements: Sequence[str]
    columns: Sequence[str] = ()

    def build_triggers(self, vendor: str) -> "Iterator[Trigger]":
        """Yield itself."""
        yield self

    def build_sql(self, vendor: str) -> Iterator[str]:
        """Yield the SQL that creates the trigger, or creates it anew."""
        name = f"{self.name}_{self.event.lower()}"
        columns = when = ""
        if self.event == "UPDATE":
            columns = f" OF {', '.join(self.columns)}"
            when = f" WHEN ({detect_changes(*self.columns)})"
        body = "; ".join(self.statements)
        if vendor == "sqlite":
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f"CREATE TRIGGER {name} AFTER {self.event}{columns} ON {self.table}"
                f" FOR EACH ROW{when} BEGIN {body}; END"
            )
            return
        # The search path is fixed, since pg_restore loads rows with an empty one.
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path FROM CURRENT AS $$ BEGIN {body}; RETURN NULL; END $$"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {name} AFTER {self.event}{columns} ON {self.table}"
            f" FOR EACH ROW{when} EXECUTE FUNCTION {name}()"
        )


def count_for_parent(
    *,
    name: str,
    parent: str,
    table: str,
    tally: type[Tally],
    counts: str = "1",
    columns: Sequence[str] = (),
) -> list[CountedRows | Trigger]:
    """Count the rows of a table for the row of `parent` that each has, for all readers alike.

    The tally's key is the foreign key of the table. `counts` is 1 or 0. The tally has a row for
    each parent from its beginning; without it (while Django deletes the parent) nothing counts.
    """
    key = tally.get_key_column()
    kept = tally._meta.db_table
    return [
        Trigger(
            name=f"{name}_tally",
            table=parent,
            event="INSERT",
            statements=[f"INSERT INTO {kept} ({key}) VALUES (NEW.id)"],  # noqa: S608
        ),
        CountedRows(
            name=name,
            table=table,
            tally=tally,
            columns=(key, *columns),
            key=f"{{row}}.{key}",
            source=f"FROM {kept} WHERE {key} = {{row}}.{key}",
            public=counts,
            staff=counts,
        ),
    ]


def list_counts() -> list[CountedRows | Trigger]:
    """Return what the apps declare, in the order of `settings.KEPT_COUNTS`."""
    return [each for path in settings.KEPT_COUNTS for each in import_string(path)]


def create_triggers(*, using: str, plan: object = None, **_signal: Any) -> None:
    """Create the triggers anew; runs after `migrate`, since SQLite drops those of a rebuilt table.

    `plan` is None after `flush`, which only empties the tables.
    """
    if plan is None:
        return
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if TallyChange._meta.db_table not in tables:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_KEEP_COUNT)
        for declared in list_counts():
            for trigger in declared.build_triggers(connection.vendor):
                if trigger.table in tables:
                    for statement in trigger.build_sql(connection.vendor):
                        cursor.execute(statement)


# A row of the tally that another transaction holds is not waited for. What is noted for a row is
# added, and deleted, by whoever holds that row.
_KEEP_COUNT = f"""
    CREATE OR REPLACE FUNCTION keep_count(
        tally_name text, key_column text, counted text, public_change bigint, staff_change bigint
    ) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    DECLARE
        is_free boolean;
        noted_public bigint;
        noted_staff bigint;
    BEGIN
        IF counted IS NULL OR (public_change = 0 AND staff_change = 0) THEN RETURN; END IF;
        EXECUTE format('SELECT true FROM %I WHERE %I = %L FOR NO KEY UPDATE SKIP LOCKED',
                       tally_name, key_column, counted) INTO is_free;
        IF is_free IS NULL THEN
            INSERT INTO {TallyChange._meta.db_table} (tally, key, public, staff)
            VALUES (tally_name, counted, public_change, staff_change);
            RETURN;
        END IF;
        WITH taken AS (
            DELETE FROM {TallyChange._meta.db_table} WHERE tally = tally_name AND key = counted
            RETURNING public, staff
        )
        SELECT coalesce(sum(public), 0), coalesce(sum(staff), 0) FROM taken
        INTO noted_public, noted_staff;
        EXECUTE format('UPDATE %I SET public = public + $1, staff = staff + $2 WHERE %I = %L',
                       tally_name, key_column, counted)
        USING public_change + noted_public, staff_change + noted_staff;
    END $$
"""  # noqa: S608


def read_tally(tally: type[Tally]) -> dict[str, Count]:
    """Return the exact numbers of a tally that has few keys, by key; two queries."""
    column = tally.get_key_column()
    known = {
        str(key): Count(public, staff)
        for key, public, staff in tally._default_manager.values_list(column, "public", "staff")
    }
    noted = TallyChange.objects.filter(tally=tally._meta.db_table).values_list(
        "key", "public", "staff"
    )
    for key, public, staff in noted:
        before = known.get(key, Count())
        known[key] = Count(before.public + public, before.staff + staff)
    return known


def fold_changes(limit: int = 1000) -> int:
    """Add noted changes to their tallies, and return how many keys had some; a recurring duty.

    A row of a tally that somebody is changing now is left for the next time.
    """
    folded = 0
    for tally in list_tallies():
        noted = TallyChange.objects.filter(tally=tally._meta.db_table)
        for key in noted.values_list("key", flat=True).distinct().order_by("key")[:limit]:
            folded += _fold(tally, key)
    return folded


@transaction.atomic
def _fold(tally: type[Tally], key: str) -> bool:
    by_key = {tally.get_key_column(): key}
    tally._default_manager.bulk_create([tally(**by_key)], ignore_conflicts=True)
    rows = tally._default_manager.filter(**by_key)
    if rows.select_for_update(skip_locked=True).values_list("pk").first() is None:
        return False
    noted = TallyChange.objects.filter(tally=tally._meta.db_table, key=key)
    taken = list(noted.values_list("pk", "public", "staff"))
    rows.update(
        public=F("public") + sum(public for _pk, public, _staff in taken),
        staff=F("staff") + sum(staff for _pk, _public, staff in taken),
    )
    TallyChange.objects.filter(pk__in=[pk for pk, *_numbers in taken]).delete()
    return True


def list_tallies() -> list[type[Tally]]:
    """Return the tallies that rows are declared for, each once."""
    declared = [each.tally for each in list_counts() if isinstance(each, CountedRows)]
    return list(dict.fromkeys(declared))


type Recount = Mapping[type[Tally], Mapping[str, Count]]


def compare_counts(recount: Recount) -> Iterator[str]:
    """Yield a line for each key whose kept number differs from `recount`, which counts the rows."""
    for tally, counted in recount.items():
        kept = read_tally(tally)
        for key in sorted(kept.keys() | counted.keys()):
            one, other = kept.get(key, Count()), counted.get(key, Count())
            if one != other:
                yield f"{tally._meta.db_table} {key}: kept {tuple(one)}, counted {tuple(other)}"


@transaction.atomic
def replace_counts(recount: Recount) -> None:
    """Write the numbers of `recount`; only while nobody else writes, as after a bulk load."""
    for tally, counted in recount.items():
        column = tally.get_key_column()
        TallyChange.objects.filter(tally=tally._meta.db_table).delete()
        tally._default_manager.update(public=0, staff=0)
        rows = [
            tally(**{column: key, "public": count.public, "staff": count.staff})
            for key, count in counted.items()
        ]
        tally._default_manager.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=[column.removesuffix("_id")],
            update_fields=["public", "staff"],
        )
