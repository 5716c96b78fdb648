"""The audit trail is append-only: an entry never changes, and a trail gets another end by growing."""

from django.db import migrations

from core.append_only import ANY_CHANGE, Lock, detect_changes, lock_tables

UNGROWN = f"(NEW.length = OLD.length AND ({detect_changes('head_sha256')}))"
LOCKS = {
    "core_auditentry": Lock(ANY_CHANGE, "trail_id = NEW.trail_id AND number = NEW.number"),
    "core_audittrail": Lock(
        f"{detect_changes('reference')} OR NEW.length < OLD.length OR {UNGROWN}",
        "reference = NEW.reference",
    ),
}


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [lock_tables(LOCKS)]
