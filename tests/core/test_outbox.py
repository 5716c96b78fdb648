"""The outbox does every message once, again after a failure, and gives up aloud."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from core import leases, outbox
from core.leases import LEASE
from core.models import OutboxLane, OutboxMessage
from core.outbox import (
    MAX_ATTEMPTS,
    claim_message,
    enqueue,
    find_lane,
    find_next_due_at,
    run_due,
)
from portal import settings as portal_settings
from tests.support import handlers as work
from tests.support.threads import at_once

pytestmark = [pytest.mark.both_databases("core.outbox_wakeup"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _work_of_our_own(settings):
    settings.OUTBOX_HANDLERS = {"test": "tests.support.handlers.HANDLERS"}
    settings.OUTBOX_IMMEDIATE = False
    work.done.clear()


def state_of(message):
    message.refresh_from_db()
    return (message.attempts, message.done_at is not None, message.dead_at is not None)


def test_a_due_message_is_done_once():
    message = enqueue("test.note", 7)
    assert (run_due(), work.done, state_of(message)) == (1, [7], (1, True, False))
    assert (run_due(), work.done) == (0, [7])


def test_messages_are_done_in_the_order_of_their_time():
    now = timezone.now()
    enqueue("test.note", 2, due_at=now - timedelta(minutes=1))
    enqueue("test.note", 3, due_at=now)
    enqueue("test.note", 1, due_at=now - timedelta(minutes=2))
    assert (run_due(), work.done) == (3, [1, 2, 3])


def test_no_more_are_done_than_asked_for():
    for number in (1, 2, 3):
        enqueue("test.note", number)
    assert (run_due(limit=2), work.done) == (2, [1, 2])


def test_a_worker_told_to_stop_finishes_what_it_does_and_takes_no_more():
    for number in (1, 2, 3):
        enqueue("test.note", number)
    assert run_due(is_stopped=lambda: len(work.done) == 2) == 2
    assert (work.done, run_due(is_stopped=lambda: True)) == ([1, 2], 0)


def test_a_message_of_later_waits():
    enqueue("test.note", 7, due_at=timezone.now() + timedelta(hours=1))
    assert (run_due(), work.done) == (0, [])
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        assert (run_due(), work.done) == (1, [7])


def test_an_unknown_kind_is_never_written():
    with pytest.raises(KeyError, match="No outbox handler for 'dance'"):
        enqueue("dance", 7)
    assert OutboxMessage.objects.count() == 0


def test_a_lane_takes_nothing_of_another(settings):
    settings.OUTBOX_LANES = {"test.fail": "mail"}
    letter, note = enqueue("test.fail", 1), enqueue("test.note", 2)
    assert (letter.lane, note.lane) == ("mail", "documents")
    assert (run_due(lane="bulk"), run_due(lane="documents"), work.done) == (0, 1, [2])
    assert state_of(letter) == (0, False, False)
    assert (run_due(lane="mail"), state_of(letter)) == (0, (1, False, False))


def test_every_kind_with_a_lane_has_a_handler():
    for kind in portal_settings.OUTBOX_LANES:
        assert find_lane(kind) in OutboxLane
        assert kind in import_string(portal_settings.OUTBOX_HANDLERS[kind.partition(".")[0]])


def test_the_next_due_message_of_a_lane_is_known(settings):
    settings.OUTBOX_LANES = {"test.fail": "mail"}
    now = timezone.now()
    enqueue("test.fail", 1, due_at=now + timedelta(hours=1))
    enqueue("test.note", 2, due_at=now)
    assert find_next_due_at("documents") is None
    later = enqueue("test.note", 3, due_at=now + timedelta(hours=2))
    enqueue("test.note", 4, due_at=now + timedelta(hours=3))
    assert find_next_due_at("documents") == later.due_at


def test_a_failure_is_kept_and_does_not_stop_the_others():
    broken, fine = enqueue("test.fail", 1), enqueue("test.note", 2)
    assert (run_due(), work.done) == (1, [2])
    assert (state_of(broken), state_of(fine)) == ((1, False, False), (1, True, False))
    assert broken.last_error == "RuntimeError: The printer is on fire"


def test_a_failed_message_is_tried_again_later_and_later():
    message = enqueue("test.fail", 1)
    now = timezone.now()
    waits = []
    for _attempt in range(MAX_ATTEMPTS):
        with time_machine.travel(now, tick=False):
            run_due()
            message.refresh_from_db()
            waits.append((message.due_at - now) // timedelta(minutes=1))
            assert run_due() == 0
            assert state_of(message)[0] == len(waits)
        now = message.due_at
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128]


def test_the_eighth_failure_lays_a_message_aside():
    message = enqueue("test.fail", 1)
    OutboxMessage.objects.update(attempts=MAX_ATTEMPTS - 2)
    run_due()
    assert state_of(message) == (MAX_ATTEMPTS - 1, False, False)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        run_due()
    assert state_of(message) == (MAX_ATTEMPTS, False, True)
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert (run_due(), state_of(message)) == (0, (MAX_ATTEMPTS, False, True))


def test_a_success_after_a_failure_clears_the_error():
    message = enqueue("test.fail", 1)
    run_due()
    OutboxMessage.objects.update(kind="test.note", due_at=timezone.now())
    run_due()
    message.refresh_from_db()
    assert (message.last_error, message.attempts, work.done) == ("", 2, [1])


def test_a_claimed_message_is_nobody_elses():
    message = enqueue("test.note", 7)
    assert claim_message() == message
    assert claim_message() is None


def test_a_killed_workers_message_comes_back_when_its_lease_ends():
    message = enqueue("test.vanish", 7)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with pytest.raises(SystemExit):
            run_due()
        assert (claim_message(), state_of(message)) == (None, (1, False, False))
        OutboxMessage.objects.update(kind="test.note")
        clock.shift(LEASE - timedelta(seconds=1))
        assert run_due() == 0
        clock.shift(timedelta(seconds=1))
        assert (run_due(), work.done) == (1, [7])


def test_a_message_that_kills_every_worker_is_laid_aside():
    message = enqueue("test.vanish", 7)
    OutboxMessage.objects.update(attempts=MAX_ATTEMPTS)
    assert (run_due(), work.done) == (0, [])
    assert state_of(message) == (MAX_ATTEMPTS, False, True)


def test_a_worker_whose_lease_was_lost_reports_nothing():
    message = enqueue("test.note", 7)
    slow = claim_message()
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=5)):
        quick = claim_message()
    assert slow.lease != quick.lease
    mine = OutboxMessage.objects.filter(pk=message.pk, lease=slow.lease)
    assert mine.update(done_at=timezone.now()) == 0


def test_a_rolled_back_transaction_leaves_no_message():
    with transaction.atomic():
        enqueue("test.note", 7)
        transaction.set_rollback(True)
    assert (OutboxMessage.objects.count(), run_due()) == (0, 0)


def test_an_immediate_installation_works_right_after_the_commit(
    settings, django_capture_on_commit_callbacks
):
    settings.OUTBOX_IMMEDIATE = True
    with django_capture_on_commit_callbacks(execute=True):
        enqueue("test.note", 7)
        assert work.done == []
    assert work.done == [7]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_the_same_message():
    wanted = list(range(1, 13))
    for number in wanted:
        enqueue("test.note", number)
    succeeded = at_once(run_due, run_due, run_due)
    assert (sum(succeeded), sorted(work.done)) == (12, wanted)


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_not_wait_for_a_row_that_another_one_claims():
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("SQLite has one writer at a time")
    first, second = enqueue("test.note", 1), enqueue("test.note", 2)
    with transaction.atomic():
        OutboxMessage.objects.select_for_update().get(pk=first.pk)
        assert at_once(claim_message) == [second]


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_work_takes_longer(monkeypatch):
    for module in (leases, outbox):
        monkeypatch.setattr(module, "LEASE", timedelta(seconds=0.5))
    monkeypatch.setattr(leases, "RENEW_EVERY", timedelta(seconds=0.1))
    message = enqueue("test.wait", 1)

    def claim_again():
        time.sleep(0.8)
        return claim_message()

    assert at_once(run_due, claim_again) == [1, None]
    assert state_of(message) == (1, True, False)


@pytest.mark.django_db(transaction=True)
def test_the_lease_of_another_worker_is_not_renewed(monkeypatch):
    monkeypatch.setattr(leases, "RENEW_EVERY", timedelta(seconds=0.05))
    enqueue("test.wait", 1)
    slow = claim_message()
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=5)):
        quick = claim_message()
    with leases.renew_lease(slow):
        time.sleep(0.2)
    quick.refresh_from_db()
    assert quick.leased_until > timezone.now() + LEASE
