"""Recurring duties: work that is due every so often, or daily at a certain time.

There is one list of them, `settings.RECURRING_DUTIES` (portal/duties.py). Every worker looks
whether one is due, and queues it as an outbox message: once for each period however many workers
run, and once in all when none has run for several. `RecurringDuty` keeps when it was queued and
when it was done.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from core.models import OutboxMessage, RecurringDuty
from core.outbox import enqueue

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

RUN_DUTY = "core.run_duty"
DAY = timedelta(days=1)
# How late a duty may be done before the health check says so.
GRACE = timedelta(hours=2)

# Every so often, or daily at a time of the portal's time zone.
type Rule = timedelta | time


@dataclass(frozen=True, slots=True)
class ScheduledDuty:
    """Work that recurs: the name that its row keeps, what an administrator reads, rule, function.

    The function is safe to run twice.
    """

    name: str
    title: "StrPromise"
    rule: Rule
    run: Callable[[], object]


def list_duties() -> Sequence[ScheduledDuty]:
    """Return the recurring duties of the portal."""
    duties: Sequence[ScheduledDuty] = import_string(settings.RECURRING_DUTIES)
    return duties


def compute_next_time(rule: Rule, after: datetime) -> datetime:
    """Return the first moment after `after` at which the rule is due.

    A daily time that the clocks skip in spring comes an hour later, and one that they repeat in
    autumn only once.
    """
    if isinstance(rule, timedelta):
        return after + rule
    zone = timezone.get_default_timezone()
    day = after.astimezone(zone).date()
    # Compared in UTC: within one time zone Python compares what the clocks on the wall show.
    today = datetime.combine(day, rule, tzinfo=zone).astimezone(UTC)
    if today > after:
        return today
    return datetime.combine(day + DAY, rule, tzinfo=zone).astimezone(UTC)


def is_due(rule: Rule, last: datetime | None, now: datetime) -> bool:
    """Tell whether a duty that was last queued then is due."""
    if last is None:
        return True
    period = rule if isinstance(rule, timedelta) else DAY
    was_ahead = last > now + period  # the server's clock was wrong, and was set back since
    return was_ahead or compute_next_time(rule, last) <= now


def enqueue_due_duties() -> int:
    """Queue the duties that are due, unless another worker does so now; return how many."""
    now = timezone.now()
    queued = dict(RecurringDuty.objects.values_list("name", "queued_at"))
    return sum(
        _enqueue(duty, queued.get(duty.name), now)
        for duty in list_duties()
        if is_due(duty.rule, queued.get(duty.name), now)
    )


@transaction.atomic
def _enqueue(duty: ScheduledDuty, last: datetime | None, now: datetime) -> bool:
    row, _is_new = RecurringDuty.objects.get_or_create(name=duty.name)
    # Of two workers that found it due, one changes the row; then it is not as the other saw it.
    if not RecurringDuty.objects.filter(pk=row.pk, queued_at=last).update(queued_at=now):
        return False
    waiting = OutboxMessage.objects.filter(kind=RUN_DUTY, object_id=row.pk, done_at=None)
    if waiting.filter(dead_at=None).exists():
        return False  # not done since the last time: once is enough
    enqueue(RUN_DUTY, row.pk)
    return True


def run_duty(row_id: int) -> None:
    """Do a duty, and keep when it was done; one that was taken off the list is left."""
    row = RecurringDuty.objects.get(pk=row_id)
    for duty in list_duties():
        if duty.name == row.name:
            duty.run()
            RecurringDuty.objects.filter(pk=row_id).update(done_at=timezone.now())


def find_overdue_duties() -> Iterator[ScheduledDuty]:
    """Yield the duties that should have been done some time ago."""
    now = timezone.now()
    done = dict(RecurringDuty.objects.values_list("name", "done_at"))
    for duty in list_duties():
        last = done.get(duty.name)
        if last is None or compute_next_time(duty.rule, last) + GRACE < now:
            yield duty
