"""What was frozen is append-only."""

from django.db import migrations

from core.append_only import Lock, detect_changes, lock_tables

LOCKS = {
    "agreements_documentversion": Lock(
        detect_changes("document_id", "number", "canonical", "content_sha256", "frozen_at"),
        "document_id = NEW.document_id AND number = NEW.number",
    ),
}


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [lock_tables(LOCKS)]
