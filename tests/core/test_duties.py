"""Recurring duties are queued once for each period, by however many workers."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from core.duties import (
    RUN_DUTY,
    ScheduledDuty,
    compute_next_time,
    enqueue_due_duties,
    find_overdue_duties,
    is_due,
)
from core.models import OutboxMessage, RecurringDuty
from core.outbox import run_due
from tests.support.threads import at_once

HOUR = timedelta(hours=1)
BEGIN = datetime(2026, 3, 2, 5, tzinfo=UTC)  # noon in Jakarta
done: list[datetime] = []


def note():
    done.append(timezone.now())


def fail():
    raise OperationalError("The disk is full")


DUTIES = [
    ScheduledDuty("often", "Often", HOUR, note),  # type: ignore[arg-type]
    ScheduledDuty("daily", "Daily", time(1, 0), lambda: None),  # type: ignore[arg-type]
]
FAILING = [ScheduledDuty("often", "Often", HOUR, fail)]  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _duties_of_our_own(settings):
    settings.RECURRING_DUTIES = "tests.core.test_duties.DUTIES"
    settings.OUTBOX_IMMEDIATE = False
    done.clear()


def jakarta(*moment):
    return datetime(*moment, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (jakarta(2026, 3, 2, 0, 59), jakarta(2026, 3, 2, 1)),
        (jakarta(2026, 3, 2, 1), jakarta(2026, 3, 3, 1)),
        (jakarta(2026, 3, 2, 23, 59), jakarta(2026, 3, 3, 1)),
        (datetime(2026, 3, 1, 17, 30, tzinfo=UTC), jakarta(2026, 3, 2, 1)),
        (jakarta(2026, 12, 31, 2), jakarta(2027, 1, 1, 1)),
    ],
)
def test_a_daily_time_is_that_of_the_portals_time_zone(after, due):
    assert compute_next_time(time(1), after) == due


def test_a_daily_time_comes_once_a_day_when_the_clocks_change(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    zone = timezone.get_default_timezone()
    for day in (datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)):
        moment, days = day, []
        for _each in range(5):
            moment = compute_next_time(time(2, 30), moment)
            days.append(moment.astimezone(zone).date())
        assert days == [(day + timedelta(days=each)).date() for each in range(5)]
    # It is skipped on the wall on the 29th of March, and shown twice on the 25th of October.
    assert compute_next_time(time(2, 30), datetime(2026, 3, 29, tzinfo=UTC)).hour == 1
    first = compute_next_time(time(2, 30), datetime(2026, 10, 25, tzinfo=UTC))
    assert (first.hour, compute_next_time(time(2, 30), first).day) == (0, 26)


def test_a_clock_that_was_ahead_does_not_stop_a_duty_for_ever():
    assert is_due(HOUR, BEGIN + timedelta(days=300), BEGIN)
    assert is_due(time(1), BEGIN + timedelta(days=300), BEGIN)
    # Another server's clock is some seconds ahead: that is no reason to do it twice.
    assert not is_due(time(1), BEGIN + timedelta(seconds=5), BEGIN)


@pytest.mark.django_db
def test_a_duty_is_done_once_a_period():
    with time_machine.travel(BEGIN, tick=False) as clock:
        assert (enqueue_due_duties(), run_due(), len(done)) == (2, 2, 1)
        clock.shift(HOUR - timedelta(seconds=1))
        assert (enqueue_due_duties(), run_due(), len(done)) == (0, 0, 1)
        clock.shift(timedelta(seconds=1))
        assert (enqueue_due_duties(), run_due(), len(done)) == (1, 1, 2)
        row = RecurringDuty.objects.get(name="often")
        assert row.queued_at == row.done_at == timezone.now()


@pytest.mark.django_db
def test_what_was_missed_while_no_worker_ran_is_done_once():
    with time_machine.travel(BEGIN, tick=False) as clock:
        enqueue_due_duties()
        run_due()
        clock.shift(timedelta(days=10))
        assert (enqueue_due_duties(), enqueue_due_duties(), run_due(), len(done)) == (2, 0, 2, 2)


@pytest.mark.django_db
def test_a_duty_that_still_waits_is_not_queued_again(settings):
    settings.RECURRING_DUTIES = "tests.core.test_duties.FAILING"
    with time_machine.travel(BEGIN, tick=False) as clock:
        enqueue_due_duties()
        assert run_due() == 0
        clock.shift(timedelta(hours=1))
        assert enqueue_due_duties() == 0
        assert OutboxMessage.objects.get(kind=RUN_DUTY).last_error.endswith("The disk is full")
        settings.RECURRING_DUTIES = "tests.core.test_duties.DUTIES"
        assert (run_due(), len(done)) == (1, 1)


@pytest.mark.django_db
def test_a_duty_that_was_taken_off_the_list_is_left(settings):
    enqueue_due_duties()
    settings.RECURRING_DUTIES = "tests.core.test_duties.NONE"
    assert (run_due(), done, list(find_overdue_duties())) == (2, [], [])


NONE: list[ScheduledDuty] = []


@pytest.mark.django_db
def test_a_duty_is_overdue_some_time_after_it_should_have_been_done():
    assert [duty.name for duty in find_overdue_duties()] == ["often", "daily"]
    with time_machine.travel(BEGIN, tick=False) as clock:
        enqueue_due_duties()
        run_due()
        clock.shift(3 * HOUR)
        assert list(find_overdue_duties()) == []
        clock.shift(timedelta(seconds=1))
        assert [duty.name for duty in find_overdue_duties()] == ["often"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_run", [False, True])
def test_workers_that_look_at_the_same_second_queue_a_duty_once(has_run):
    with time_machine.travel(BEGIN, tick=False) as clock:
        if has_run:
            enqueue_due_duties()
            OutboxMessage.objects.all().delete()
            clock.shift(timedelta(days=1))
        queued = at_once(*[enqueue_due_duties] * 4)
        assert sum(queued) == 2
        assert OutboxMessage.objects.filter(kind=RUN_DUTY).count() == 2
