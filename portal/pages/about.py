"""The privacy statement, the accessibility statement and the health check."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import allow_anonymous_read
from core.public_cache import cache_for_visitors


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
    """Answer the health check: 200 while the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database away", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
