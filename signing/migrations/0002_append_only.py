"""What was closed and issued is append-only."""

from django.db import migrations

from core.append_only import ANY_CHANGE, ProtectedTable, detect_changes, make_append_only

TABLES = {
    "signing_closing": ProtectedTable(
        detect_changes("document_id", "canonical", "sha256", "closed_at"),
        "document_id = NEW.document_id",
    ),
    "signing_issuedfile": ProtectedTable(
        ANY_CHANGE,
        "sha256 = NEW.sha256 OR (document_id = NEW.document_id AND number = NEW.number)",
    ),
}


class Migration(migrations.Migration):
    dependencies = [("signing", "0001_initial")]

    operations = [make_append_only(TABLES)]
