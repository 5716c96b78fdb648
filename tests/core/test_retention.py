"""Old rows of the machinery go, and what is still needed stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone

from core import retention
from core.idempotency import perform_once
from core.models import CacheEntry, OutboxMessage, Submission
from core.outbox import enqueue, run_due

pytestmark = [pytest.mark.both_databases("core.retention"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _work_of_our_own(settings, monkeypatch):
    settings.OUTBOX_HANDLERS = {"test": "tests.support.handlers.HANDLERS"}
    settings.OUTBOX_IMMEDIATE = False
    monkeypatch.setattr(retention, "PIECE", 2)


def test_messages_go_some_days_after_they_were_done():
    for number in range(5):
        enqueue("test.note", number)
    enqueue("test.fail", 6)
    run_due()
    later = enqueue("test.note", 7, due_at=timezone.now() + timedelta(days=90))
    assert retention.delete_done_messages() == 0
    with time_machine.travel(timezone.now() + retention.KEEP_DONE_MESSAGES):
        assert retention.delete_done_messages() == 5
    assert {message.kind for message in OutboxMessage.objects.all()} == {"test.fail", "test.note"}
    assert OutboxMessage.objects.get(kind="test.note") == later


def test_a_form_is_recognised_for_a_month():
    old, new = uuid4(), uuid4()
    with time_machine.travel(timezone.now() - retention.KEEP_SUBMISSIONS):
        perform_once(old, lambda: "old")
    perform_once(new, lambda: "new")
    assert retention.delete_old_submissions() == 1
    assert Submission.objects.get().idempotency_key == new


def test_only_expired_sessions_and_cache_entries_go():
    for key, days in (("gone", -1), ("here", 1)):
        expire_date = timezone.now() + timedelta(days=days)
        Session.objects.create(session_key=key, session_data="", expire_date=expire_date)
        cache.set(key, 1, timeout=days * 86400 if days > 0 else 60)
    CacheEntry.objects.filter(cache_key__endswith="gone").update(
        expires=timezone.now() - timedelta(seconds=1)
    )
    assert (retention.delete_expired_sessions(), retention.delete_expired_cache_entries()) == (1, 1)
    assert Session.objects.get().session_key == "here"
    assert (cache.get("here"), cache.get("gone")) == (1, None)
