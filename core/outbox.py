"""The outbox: a message queue for background work, as rows written in the deciding transaction.

A worker claims a message with a lease, which it renews while it works: two workers never do the
same work at once, and the message of a killed worker is due again when its lease ends. Each message
is in a lane, and no lane waits for another. Handlers are idempotent: they may run again after a
crash between their effect and `done_at`. After eight failed attempts a message is a dead letter,
for a person to look at. See docs/adr/0023-outbox-lanes.md.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from core.leases import LEASE, renew_lease
from core.models import OutboxLane, OutboxMessage
from core.outbox_wakeup import notify_workers

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8

type Handler = Callable[[int], None]


def enqueue(kind: str, object_id: int, *, due_at: datetime | None = None) -> OutboxMessage:
    """Save a message in the present transaction; with OUTBOX_IMMEDIATE it runs after the commit."""
    if kind.partition(".")[0] not in settings.OUTBOX_HANDLERS:
        raise KeyError(f"No outbox handler for {kind!r}")
    message = OutboxMessage.objects.create(
        kind=kind, object_id=object_id, lane=find_lane(kind), due_at=due_at or timezone.now()
    )
    notify_workers(message.lane)
    if settings.OUTBOX_IMMEDIATE and due_at is None:
        transaction.on_commit(run_due)
    return message


def find_lane(kind: str) -> OutboxLane:
    """Return the lane of a kind of message: that of OUTBOX_LANES, else documents."""
    return OutboxLane(settings.OUTBOX_LANES.get(kind, OutboxLane.DOCUMENTS))


def enqueue_again(kind: str, object_id: int) -> OutboxMessage:
    """Make a message due now; enqueue a new one if the last is done or a dead letter."""
    messages = OutboxMessage.objects.filter(kind=kind, object_id=object_id)
    pending = messages.filter(done_at=None, dead_at=None).first()
    if pending is None:
        return enqueue(kind, object_id)
    messages.filter(pk=pending.pk).update(due_at=timezone.now())
    notify_workers(pending.lane)
    if settings.OUTBOX_IMMEDIATE:
        transaction.on_commit(run_due)
    return pending


def count_enqueued(kind: str, object_id: int) -> int:
    """Return how many messages of this kind and object were enqueued, done or not."""
    return OutboxMessage.objects.filter(kind=kind, object_id=object_id).count()


def find_last_enqueued_at(kind: str, object_ids: Iterable[int]) -> datetime | None:
    """Return when the newest message of this kind about one of these objects was enqueued."""
    messages = OutboxMessage.objects.filter(kind=kind, object_id__in=object_ids)
    enqueued_at: datetime | None = messages.aggregate(at=Max("created_at"))["at"]
    return enqueued_at


def is_dead_letter(kind: str, object_id: int) -> bool:
    """Tell whether the latest message of this kind and object is a dead letter."""
    messages = OutboxMessage.objects.filter(kind=kind, object_id=object_id)
    latest = messages.order_by("-pk").first()
    return latest is not None and latest.dead_at is not None


def get_handler(kind: str) -> Handler:
    """Return the handler of a kind of message; raises KeyError for an unknown kind.

    Imported late: handlers import the PDF renderer, which a web worker never needs.
    """
    handlers: Mapping[str, Handler] = import_string(
        settings.OUTBOX_HANDLERS[kind.partition(".")[0]]
    )
    return handlers[kind]


def _match_due(now: datetime, lane: str | None) -> Q:
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    due = Q(done_at=None, dead_at=None, due_at__lte=now) & free
    return due & Q(lane=lane) if lane else due


def claim_message(lane: str | None = None) -> OutboxMessage | None:
    """Lease the oldest due message of a lane to this worker, or return None when nothing is due.

    Without a lane, the oldest of all. The conditional UPDATE decides between two workers; on
    PostgreSQL they do not even look at the same row, and so do not wait for each other.
    """
    skips_locked = connection.features.has_select_for_update_skip_locked
    while True:
        with transaction.atomic() if skips_locked else nullcontext():
            now = timezone.now()
            waiting = OutboxMessage.objects.filter(_match_due(now, lane))
            rows = waiting.select_for_update(skip_locked=True) if skips_locked else waiting
            message = rows.order_by("due_at", "pk").first()
            if message is None:
                return None
            this = waiting.filter(pk=message.pk)
            if message.attempts >= MAX_ATTEMPTS:  # every worker that took it was killed
                this.update(dead_at=now, leased_until=None)
                continue
            message.lease = uuid.uuid4()
            message.leased_until = now + LEASE
            message.attempts += 1
            if this.update(
                lease=message.lease, leased_until=message.leased_until, attempts=message.attempts
            ):
                return message


def find_waiting_since(lane: str) -> datetime | None:
    """Return when the oldest message of a lane became due that no worker has claimed."""
    waiting = OutboxMessage.objects.filter(_match_due(timezone.now(), lane))
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()


def find_next_due_at(lane: str) -> datetime | None:
    """Return when the next message of a lane is due that is not due yet."""
    waiting = OutboxMessage.objects.filter(
        lane=lane, done_at=None, dead_at=None, due_at__gt=timezone.now()
    )
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()


def run_due(
    limit: int = 100,
    *,
    lane: str | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Process up to `limit` due messages, until `is_stopped`; return how many succeeded.

    Those of one lane, or of all.
    """
    succeeded = 0
    for _number in range(limit):
        message = None if is_stopped() else claim_message(lane)
        if message is None:
            break
        succeeded += handle_message(message)
    return succeeded


def handle_message(message: OutboxMessage) -> bool:
    """Call the handler of a claimed message; tell whether it succeeded.

    A failed message keeps its error and is retried after 1, 2, 4 … minutes; after the eighth
    attempt it is a dead letter.
    """
    mine = OutboxMessage.objects.filter(pk=message.pk, lease=message.lease)
    try:
        with renew_lease(message):
            get_handler(message.kind)(message.object_id)
    except Exception as error:
        logger.exception("Outbox message %s failed (attempt %s)", message, message.attempts)
        now = timezone.now()
        mine.update(
            leased_until=None,
            last_error=f"{type(error).__name__}: {error}"[:2000],
            due_at=now + timedelta(minutes=2 ** (message.attempts - 1)),
            dead_at=now if message.attempts >= MAX_ATTEMPTS else None,
        )
        return False
    mine.update(done_at=timezone.now(), leased_until=None, last_error="")
    return True
