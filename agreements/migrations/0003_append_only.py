"""What was closed and issued is append-only."""

from django.db import migrations

from core.append_only import ANY_CHANGE, Lock, changes, lock_tables

LOCKS = {
    "agreements_closing": Lock(
        changes("document_id", "canonical", "sha256", "closed_at"),
        "document_id = NEW.document_id",
    ),
    "agreements_issuedfile": Lock(
        ANY_CHANGE,
        "sha256 = NEW.sha256 OR (document_id = NEW.document_id AND number = NEW.number)",
    ),
}


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_append_only")]

    operations = [lock_tables(LOCKS)]
