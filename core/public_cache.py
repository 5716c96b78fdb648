"""HTTP caching of public pages: ETag, Cache-Control and 304 for a visitor without a session.

Browsers and proxies keep such a page for a few seconds and revalidate it afterwards: when nothing
was written since, the answer is 304 and nothing is rendered. Any committed write, of whatever row,
invalidates every page (core/content_version.py). See docs/adr/0014-public-caching.md.
"""

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import condition

from core.content_version import read_content_version
from core.fragments import wants_fragment

FRESH_SECONDS = 5
# The Vary header. Language and session are cookies, so Accept-Language is not needed.
VARIES_BY = ("Accept-Encoding", "Cookie", "HX-Request", "HX-History-Restore-Request")


def cache_for_visitors[V: Callable[..., Any]](view: V) -> V:
    """Mark a public page as cacheable, and answer 304 before rendering when nothing changed.

    The content of such a page may depend only on what the ETag is computed from: committed rows,
    the date, the language, the URL and the release; not on the time of day or on process memory.
    """
    revalidated = condition(etag_func=_compute_etag)(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # With DEBUG, templates and code change under a running server.
        is_cacheable = settings.SESSION_COOKIE_NAME not in request.COOKIES and not settings.DEBUG
        answered: HttpResponseBase = (revalidated if is_cacheable else view)(
            request, *args, **kwargs
        )
        return answered

    answer.is_cached_for_visitors = True  # type: ignore[attr-defined]
    return answer  # type: ignore[return-value]


def add_public_cache_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Add caching headers to marked pages, unless the response turned out to be personal.

    Must come before the middlewares that set cookies in settings.MIDDLEWARE, so that it sees their
    cookies: a page with a CSRF token always sets one.
    """
    # At startup, not at the first visit, when the files of the next release may be in place.
    compute_release()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not hasattr(request, "content_version"):
            return response
        if response.status_code == 304 or _is_same_for_everybody(response):
            patch_cache_control(response, public=True, max_age=FRESH_SECONDS, must_revalidate=True)
            patch_vary_headers(response, VARIES_BY)
            if response.status_code == 304:
                # Django sets 0, where only the length of the page itself would be valid.
                response.headers.pop("Content-Length", None)
        else:
            response.headers.pop("ETag", None)
        return response

    return middleware


def _compute_etag(request: HttpRequest, *_args: Any, **_kwargs: Any) -> str | None:
    """Return the ETag; a weak one, since it is the same with and without compression."""
    if request.headers.get("If-None-Match", "").strip() == "*":
        # It matches any page that exists, and only the view knows whether this one does.
        return None
    version = read_content_version()
    if not version:
        return None
    request.content_version = version  # type: ignore[attr-defined]
    parts = (
        version,
        compute_release(),
        timezone.localdate().isoformat(),
        translation.get_language(),
        request.build_absolute_uri(),
        "fragment" if wants_fragment(request) else "page",
    )
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _is_same_for_everybody(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and response.headers["Content-Type"].startswith("text/html")
        and not response.cookies
        and not response.has_header("Cache-Control")
    )


@cache
def compute_release() -> str:
    """Return a hash of what runs here: version, code, templates, translations, static files."""
    settled = (settings.VERSION, settings.DEMO, settings.PUBLIC_URL)
    static = getattr(staticfiles_storage, "manifest_hash", "")
    digest = hashlib.sha256(repr((settled, static)).encode())
    packages = [path.parent.name for path in settings.BASE_DIR.glob("*/__init__.py")]
    for folder in sorted([*packages, "templates", "locale"]):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt", ".mo"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()
