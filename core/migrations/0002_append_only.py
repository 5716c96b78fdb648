"""The audit trail is append-only: an entry never changes, and a trail gets another end by growing."""

from django.db import migrations

from core.append_only import ANY_CHANGE, ProtectedTable, detect_changes, make_append_only

UNGROWN = f"(NEW.length = OLD.length AND ({detect_changes('head_sha256')}))"
TABLES = {
    "core_auditentry": ProtectedTable(
        ANY_CHANGE, "trail_id = NEW.trail_id AND number = NEW.number"
    ),
    "core_audittrail": ProtectedTable(
        f"{detect_changes('reference')} OR NEW.length < OLD.length OR {UNGROWN}",
        "reference = NEW.reference",
    ),
}


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [make_append_only(TABLES)]
