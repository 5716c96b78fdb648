"""The list of recurring duties: what no administrator has to remember.

The worker queues each when it is due (core/duties.py); when they were done stands in the
administration. A new duty is a line here; its function is safe to run twice.
"""

from collections.abc import Sequence
from datetime import time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Document
from core.duties import ScheduledDuty
from core.kept_counts import fold_changes
from core.retention import (
    delete_done_messages,
    delete_expired_cache_entries,
    delete_expired_sessions,
    delete_kept_forms,
    delete_old_submissions,
    update_sqlite_statistics,
)
from portal.export_jobs import delete_old_exports
from signing.actions.erasing import erase_overdue_values
from signing.integrity import find_flaws


def _erase_personal_values() -> None:
    erase_overdue_values(today=timezone.localdate())


def _delete_old_exports() -> None:
    delete_old_exports(timezone.now())


def _verify_audit_trails() -> None:
    """Raise with the references of the flawed documents: a task for the administrator."""
    flawed = {flaw.reference for flaw in find_flaws(Document.objects.all())}
    if flawed:
        raise RuntimeError(f"verify_audit_trails: {', '.join(sorted(flawed))}")


DUTIES: Sequence[ScheduledDuty] = (
    ScheduledDuty("fold-counts", _("Add up kept counts"), timedelta(minutes=10), fold_changes),
    ScheduledDuty(
        "delete-cache-entries",
        _("Delete expired entries of the cache"),
        timedelta(hours=1),
        delete_expired_cache_entries,
    ),
    ScheduledDuty(
        "delete-exports",
        _("Delete exported files whose time is over"),
        timedelta(hours=1),
        _delete_old_exports,
    ),
    ScheduledDuty(
        "delete-kept-forms",
        _("Delete forms that waited for a sign-in"),
        timedelta(minutes=10),
        delete_kept_forms,
    ),
    ScheduledDuty(
        "delete-messages",
        _("Delete background tasks done long ago"),
        time(1, 0),
        delete_done_messages,
    ),
    ScheduledDuty(
        "delete-submissions",
        _("Delete the keys of forms sent long ago"),
        time(1, 10),
        delete_old_submissions,
    ),
    ScheduledDuty(
        "delete-sessions", _("Delete expired sessions"), time(1, 20), delete_expired_sessions
    ),
    ScheduledDuty(
        "erase-personal-values",
        _("Erase personal values of audit trails whose time is over"),
        time(1, 30),
        _erase_personal_values,
    ),
    ScheduledDuty(
        "verify-audit-trails", _("Verify all audit trails"), time(2, 0), _verify_audit_trails
    ),
    ScheduledDuty(
        "update-statistics",
        _("Renew the statistics of SQLite"),
        time(3, 0),
        update_sqlite_statistics,
    ),
)
