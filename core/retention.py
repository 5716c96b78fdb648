"""Retention of the machinery's own rows: what is no longer needed is deleted, in small pieces.

A piece is a transaction of its own, so that nobody waits long for a lock, or for SQLite's one
writer. Personal values of the audit trail: core/audit_trail/values.py.
"""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from core.models import CacheEntry, KeptForm, OutboxMessage, Submission

# Long enough to look into what went wrong. `count_enqueued` counts these rows too.
KEEP_DONE_MESSAGES = timedelta(days=14)
# For as long a form that is sent again, from an open tab or by the back button, is recognised.
KEEP_SUBMISSIONS = timedelta(days=30)
# Long enough to find the password; see core/kept_forms.py.
KEEP_FORMS = timedelta(hours=1)
PIECE = 1000  # rows


def delete_in_pieces(rows: QuerySet[Any]) -> int:
    """Delete rows to which no others belong; return how many."""
    deleted = 0
    while True:
        pks = list(rows.order_by("pk").values_list("pk", flat=True)[:PIECE])
        rows.filter(pk__in=pks).delete()
        deleted += len(pks)
        if len(pks) < PIECE:
            return deleted


def delete_done_messages() -> int:
    """Delete the outbox messages that were done some time ago; return how many."""
    before = timezone.now() - KEEP_DONE_MESSAGES
    return delete_in_pieces(OutboxMessage.objects.filter(done_at__lt=before))


def delete_old_submissions() -> int:
    """Delete old idempotency keys with their answers; return how many."""
    before = timezone.now() - KEEP_SUBMISSIONS
    return delete_in_pieces(Submission.objects.filter(at__lt=before))


def delete_kept_forms() -> int:
    """Delete the kept forms whose hour is over; return how many."""
    return delete_in_pieces(KeptForm.objects.filter(at__lt=timezone.now() - KEEP_FORMS))


def delete_expired_sessions() -> int:
    """Delete the sessions that have expired; return how many."""
    return delete_in_pieces(Session.objects.filter(expire_date__lt=timezone.now()))


def delete_expired_cache_entries() -> int:
    """Delete the entries of the database cache that have expired; return how many."""
    return delete_in_pieces(CacheEntry.objects.filter(expires__lt=timezone.now()))


def update_sqlite_statistics() -> None:
    """Let SQLite renew the statistics of tables that have changed; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
