"""Outage of the file store: what a page says when a file can be neither read nor written now.

A form is shown again with what was typed (core/forms.py); every other page is a 503 with a
sentence.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from files.refusals import StoreUnavailable

RETRY_AFTER_SECONDS = 60


class StoreOutageMiddleware:
    """Answers 503 with a sentence when the file store does not answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for an outage; leave every other error to Django."""
        if not isinstance(error, StoreUnavailable):
            return None
        page = {"sentence": str(error)}
        response = render(request, "store_unavailable.html", page, status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
