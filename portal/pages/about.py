"""What the portal says about itself: privacy, accessibility, and whether it is well."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import allow_anonymous_read


@allow_anonymous_read
def privacy(request: HttpRequest) -> HttpResponse:
    """Say which personal data are kept, why, who sees them, and whom to ask."""
    return render(request, "portal/privacy.html")


@allow_anonymous_read
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the portal can be used, how that is checked, and what is not good yet."""
    return render(request, "portal/accessibility.html")


@allow_anonymous_read
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, else 503; for whoever watches the server."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database away", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
