"""The privacy statement, the accessibility statement and the health check."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.access import allow_anonymous_read
from core.duties import find_overdue_duties
from core.models import OutboxLane
from core.outbox import find_waiting_since
from core.public_cache import cache_for_visitors

# How long due work may wait for a worker before the health check says so.
WORKER_LATE = timedelta(minutes=5)


@allow_anonymous_read
@cache_for_visitors
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy statement: which personal data are kept, why, who sees them."""
    return render(request, "portal/privacy.html")


@allow_anonymous_read
@cache_for_visitors
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement: what was checked, and what falls short."""
    return render(request, "portal/accessibility.html")


@allow_anonymous_read
def health(request: HttpRequest) -> HttpResponse:
    """Answer the health check: 200 while the database answers, else 503.

    Work that no worker takes up is named after "ok": pages can still be served without a worker.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        delays = [] if settings.OUTBOX_IMMEDIATE else list(_describe_delays())
    except DatabaseError:
        return HttpResponse("database away", status=503, content_type="text/plain")
    return HttpResponse("\n".join(["ok", *delays]), content_type="text/plain")


def _describe_delays() -> Iterator[str]:
    """Yield a line for each lane whose messages wait, and for each recurring duty not done."""
    for lane in OutboxLane.values:
        since = find_waiting_since(lane)
        if since is not None and timezone.now() - since > WORKER_LATE:
            yield f"outbox: {lane} waits since {since:%Y-%m-%dT%H:%M}Z; is the worker running?"
    for duty in find_overdue_duties():
        yield f"duty overdue: {duty.name}; is the worker running?"
