"""Locks in the database itself: what was frozen, sealed or witnessed is never rewritten.

They hold against every writer, a mistaken action as much as SQL typed by hand. SQLite drops the
triggers of a table that a later migration makes anew: such a migration puts them back.
"""

from django.db import migrations

REFUSED = "this row is kept as it was written"
ANY_CHANGE = "TRUE"


def changes(*columns):
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


# A chain gets another end by growing only.
UNGROWN = f"(NEW.length = OLD.length AND ({changes('head_sha256')}))"
# By table: when an update is refused, and what makes a row the same as another. Rows of all of
# them are never deleted.
LOCKS = {
    "agreements_evidenceentry": (ANY_CHANGE, "chain_id = NEW.chain_id AND number = NEW.number"),
    "agreements_evidencechain": (
        f"{changes('document_id')} OR NEW.length < OLD.length OR {UNGROWN}",
        "document_id = NEW.document_id",
    ),
    "agreements_documentversion": (
        changes("document_id", "number", "canonical", "content_sha256", "frozen_at"),
        "document_id = NEW.document_id AND number = NEW.number",
    ),
    "agreements_closing": (
        changes("document_id", "canonical", "sha256", "closed_at"),
        "document_id = NEW.document_id",
    ),
    "agreements_issuedfile": (
        ANY_CHANGE,
        "sha256 = NEW.sha256 OR (document_id = NEW.document_id AND number = NEW.number)",
    ),
}


def lock(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


def unlock(apps, schema_editor):
    for statement in UNLOCKING[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


def on_sqlite():
    for table, (is_change, is_same) in LOCKS.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: {REFUSED}'); END"
        yield f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} WHEN {is_change} {refuse}"
        yield f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {refuse}"
        # INSERT OR REPLACE deletes a row without asking the trigger above.
        is_there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR {is_same})"  # noqa: S608
        yield f"CREATE TRIGGER {table}_once BEFORE INSERT ON {table} WHEN {is_there} {refuse}"


def on_postgresql():
    yield (
        "CREATE FUNCTION agreements_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '%: {REFUSED}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"
        " END $$"
    )
    for table, (is_change, _is_same) in LOCKS.items():
        refuse = "EXECUTE FUNCTION agreements_refuse()"
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table}"
            f" FOR EACH ROW WHEN ({is_change}) {refuse}"
        )
        yield f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
        # TRUNCATE deletes no row by itself. SQLite has none.
        yield f"CREATE TRIGGER {table}_never_empty BEFORE TRUNCATE ON {table} {refuse}"


def off_sqlite():
    for table in LOCKS:
        for name in ("kept", "stays", "once"):
            yield f"DROP TRIGGER {table}_{name}"


def off_postgresql():
    for table in LOCKS:
        for name in ("kept", "stays", "never_empty"):
            yield f"DROP TRIGGER {table}_{name} ON {table}"
    yield "DROP FUNCTION agreements_refuse()"


STATEMENTS = {"sqlite": on_sqlite, "postgresql": on_postgresql}
UNLOCKING = {"sqlite": off_sqlite, "postgresql": off_postgresql}


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_signing")]

    operations = [migrations.RunPython(lock, unlock)]
