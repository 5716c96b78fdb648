"""Middleware: security headers for isolation from other sites, the language, no NUL bytes."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

type Handler = Callable[[HttpRequest], HttpResponse]


def add_isolation_headers(get_response: Handler) -> Handler:
    """Set security headers: no embedding by other sites, and no camera, location or microphone.

    Also forbids proxies to store the response to a request with a session.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def activate_chosen_language(get_response: Handler) -> Handler:
    """Activate the language that the visitor chose (cookie), otherwise the default language.

    Django's LocaleMiddleware would follow the browser's language; many phones in these offices are
    set to English, and their owners still expect an Indonesian page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        # Not `override`: a streamed response is written after this function returns.
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def reject_nul_bytes(get_response: Handler) -> Handler:
    """Answer 400 to a NUL byte in the URL or a cookie: PostgreSQL cannot store one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            raise BadRequest("NUL byte in the address")
        if any("\x00" in value for value in request.COOKIES.values()):
            raise BadRequest("NUL byte in a cookie")
        return get_response(request)

    return middleware
