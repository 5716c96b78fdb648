"""Statement timeout: what a page says when the database gave up a statement that took too long.

PostgreSQL ends a statement of the web server after DATABASE_STATEMENT_SECONDS, and the wait for a
lock after half of that. Nothing was written then: a form is shown again with what was typed
(core/forms.py), every other page is a 503 with a sentence.
"""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

# https://www.postgresql.org/docs/current/errcodes-appendix.html
QUERY_CANCELED, LOCK_NOT_AVAILABLE = "57014", "55P03"
RETRY_AFTER_SECONDS = 5
TOO_SLOW = _("This took too long and was stopped; nothing was changed. Please send it again.")


def is_timeout(error: BaseException) -> bool:
    """Tell whether PostgreSQL ended a statement because of its statement or lock timeout."""
    code = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, OperationalError) and code in (QUERY_CANCELED, LOCK_NOT_AVAILABLE)


class StatementTimeoutMiddleware:
    """Answers 503 with a sentence when a statement of a page was ended by its timeout."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for a timeout; leave every other error to Django."""
        if not is_timeout(error):
            return None
        response = render(request, "too_slow.html", status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
