"""Two small middlewares: headers that isolate our pages, and a wall against unusable text."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

type Handler = Callable[[HttpRequest], HttpResponse]


def isolation_headers(get_response: Handler) -> Handler:
    """Forbid other sites to embed our answers, and switch off device features we never use."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        return response

    return middleware


def reject_impossible_text(get_response: Handler) -> Handler:
    """Answer 400 to a NUL byte in an address: PostgreSQL cannot hold it, so nothing has it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            raise BadRequest("NUL byte in the address")
        return get_response(request)

    return middleware
