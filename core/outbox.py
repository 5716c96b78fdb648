"""The outbox: a message queue for background work, as rows written in the deciding transaction.

A worker claims a message by a conditional UPDATE with a lease: two workers never do the same work
at once, and the message of a killed worker is due again when its lease ends. Handlers are
idempotent: they may run again after a crash between their effect and `done_at`. After eight failed
attempts a message is a dead letter, for a person to look at. See docs/adr/0002-queue.md.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from core.models import OutboxMessage

logger = logging.getLogger(__name__)

# Much longer than the slowest work (a print of 120 signatories: some seconds), but short enough to
# wait for a print whose worker was killed.
LEASE = timedelta(minutes=1)
MAX_ATTEMPTS = 8

type Handler = Callable[[int], None]


def enqueue(kind: str, object_id: int, *, due_at: datetime | None = None) -> OutboxMessage:
    """Save a message in the present transaction; with OUTBOX_IMMEDIATE it runs after the commit."""
    if kind.partition(".")[0] not in settings.OUTBOX_HANDLERS:
        raise KeyError(f"No outbox handler for {kind!r}")
    message = OutboxMessage.objects.create(
        kind=kind, object_id=object_id, due_at=due_at or timezone.now()
    )
    if settings.OUTBOX_IMMEDIATE and due_at is None:
        transaction.on_commit(run_due)
    return message


def enqueue_again(kind: str, object_id: int) -> OutboxMessage:
    """Make a message due now; enqueue a new one if the last is done or a dead letter."""
    messages = OutboxMessage.objects.filter(kind=kind, object_id=object_id)
    pending = messages.filter(done_at=None, dead_at=None).first()
    if pending is None:
        return enqueue(kind, object_id)
    messages.filter(pk=pending.pk).update(due_at=timezone.now())
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


def _match_due(now: datetime) -> Q:
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return Q(done_at=None, dead_at=None, due_at__lte=now) & free


def claim_message() -> OutboxMessage | None:
    """Lease the oldest due message to this worker, or return None when nothing is due."""
    while True:
        now = timezone.now()
        candidate = OutboxMessage.objects.filter(_match_due(now)).order_by("due_at", "pk").first()
        if candidate is None:
            return None
        still_waiting = OutboxMessage.objects.filter(_match_due(now), pk=candidate.pk)
        if candidate.attempts >= MAX_ATTEMPTS:  # every worker that took it was killed
            still_waiting.update(dead_at=now, leased_until=None)
            continue
        claimed = still_waiting.update(
            lease=uuid.uuid4(), leased_until=now + LEASE, attempts=F("attempts") + 1
        )
        if claimed:
            return OutboxMessage.objects.get(pk=candidate.pk)


def run_due(limit: int = 100, *, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Process up to `limit` due messages, until `is_stopped`; return how many succeeded.

    A failed message keeps its error and is retried after 1, 2, 4 … minutes; after the eighth
    attempt it is a dead letter.
    """
    succeeded = 0
    for _number in range(limit):
        message = None if is_stopped() else claim_message()
        if message is None:
            break
        succeeded += _run(message)
    return succeeded


def _run(message: OutboxMessage) -> bool:
    mine = OutboxMessage.objects.filter(pk=message.pk, lease=message.lease)
    try:
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
