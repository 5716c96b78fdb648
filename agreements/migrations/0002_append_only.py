"""What was frozen is append-only."""

from django.db import migrations

from core.append_only import ProtectedTable, detect_changes, make_append_only

TABLES = {
    "agreements_documentversion": ProtectedTable(
        detect_changes("document_id", "number", "canonical", "content_sha256", "frozen_at"),
        "document_id = NEW.document_id AND number = NEW.number",
    ),
}


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [make_append_only(TABLES)]
