"""The content version for HTTP caching: it changes with every committed write, by any writer.

Triggers in the database put a row with a new random id into `ContentChange` within each writing
transaction, so actions, bulk updates, the administration and SQL typed by hand all count. The same
trigger deletes the older rows, but skips rows that another transaction is deleting, so that writers
never wait for one another. The version is a hash of all ids. Every committed transaction leaves its
own id there until a later one deletes it, so no order of commits can hide a write. Why this is not
a counter or a time: docs/adr/0014-public-caching.md.

The triggers are created after every `migrate`, since SQLite drops those of a table that it
rebuilds. A migration that rebuilds `ContentChange` itself must drop them first. On PostgreSQL only
the first write of a transaction inserts a row, so a test of two writes needs two transactions.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, connections

from core.models import ContentChange

TABLE = ContentChange._meta.db_table


def read_content_version() -> str:
    """Return the version of the committed data; "" before the first write, when there is none.

    Read it before the rows of a page: then the page is never older than its version.
    """
    # Every poll asks this: building the statement by the ORM would be a quarter of its CPU.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {TABLE} ORDER BY id")  # noqa: S608
        joined = " ".join(str(pk) for (pk,) in cursor.fetchall())
    return hashlib.sha256(joined.encode()).hexdigest() if joined else ""


def list_watched_tables() -> set[str]:
    """Return the tables whose writes change the version: all but `NEVER_ON_PUBLIC_PAGES`."""
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label_lower not in settings.NEVER_ON_PUBLIC_PAGES
    }


def create_triggers(*, using: str, plan: object = None, **_signal: Any) -> None:
    """Create the triggers that are missing, and a new content version; runs after `migrate`.

    `plan` is None after `flush`, which empties the tables and leaves the triggers.
    """
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if TABLE not in tables:
        return
    if plan is not None:
        with connection.cursor() as cursor:
            for statement in _TRIGGERS[connection.vendor](sorted(list_watched_tables() & tables)):
                cursor.execute(statement)
    ContentChange.objects.using(using).create()


def _build_sqlite_triggers(tables: list[str]) -> Iterator[str]:
    for table in tables:
        for event in ("INSERT", "UPDATE", "DELETE"):
            yield f"""
                CREATE TRIGGER IF NOT EXISTS {table}_content_{event.lower()}
                AFTER {event} ON {table}
                BEGIN
                    DELETE FROM {TABLE};
                    INSERT INTO {TABLE} (id) VALUES (lower(hex(randomblob(16))));
                END
            """  # noqa: S608


def _build_postgresql_triggers(tables: list[str]) -> Iterator[str]:
    # One row a transaction is enough, and a second statement would read all that the first deleted.
    # The setting ends with its transaction, or with the savepoint that takes the row back. The
    # search path is fixed, since pg_restore loads rows with an empty one.
    yield f"""
        CREATE OR REPLACE FUNCTION note_content_change() RETURNS trigger LANGUAGE plpgsql
        SET search_path FROM CURRENT AS $$
        BEGIN
            IF current_setting('rembug.content_change', true) = 'noted' THEN RETURN NULL; END IF;
            DELETE FROM {TABLE} WHERE id IN (SELECT id FROM {TABLE} FOR UPDATE SKIP LOCKED);
            INSERT INTO {TABLE} (id) VALUES (gen_random_uuid());
            PERFORM set_config('rembug.content_change', 'noted', true);
            RETURN NULL;
        END $$
    """  # noqa: S608
    for table in tables:
        yield (
            f"CREATE OR REPLACE TRIGGER content_change"
            f" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION note_content_change()"
        )


_TRIGGERS = {"sqlite": _build_sqlite_triggers, "postgresql": _build_postgresql_triggers}
