"""Error pages (400, 403, 404, 500, CSRF), each with a link back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from core.access import allow_anonymous
from core.fragments import wants_fragment
from core.kept_forms import is_of_another_account, list_texts


@allow_anonymous
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the address or form could not be understood."""
    return render(request, "400.html", status=400)


@allow_anonymous
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 with the sentence of the refusal."""
    sentence = str(exception or "")
    # Our own sentences are translated already; those of packages are translated here.
    shown = gettext(sentence) if sentence else ""
    return _refuse(request, "403.html", {"sentence": shown}, status=403)


@allow_anonymous
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: nothing is here, or nothing that this visitor may see."""
    return _refuse(request, "404.html", {}, status=404)


@allow_anonymous
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; the page needs no database."""
    return render(request, "500.html", status=500)


@allow_anonymous
def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: object) -> HttpResponse:
    """Answer 403 when a form was open too long or cookies are off; nothing was changed.

    The page shows what was typed, unless another site sent it.
    """
    if is_of_another_account(request):
        return render(request, "layout/session_changed.html", status=403)
    # Reading the form without CSRF protection is safe here: it is only shown to its sender.
    is_own = request.headers.get("Sec-Fetch-Site") == "same-origin"
    texts = list_texts(dict(request.POST.lists())) if is_own else []
    return _refuse(request, "403.html", {"is_csrf": True, "texts": texts}, status=403)


def _refuse(
    request: HttpRequest, page: str, context: dict[str, Any], *, status: int
) -> HttpResponse:
    """Answer with the page of an error or, when htmx asks, with its sentence above the page."""
    template = "layout/refused.html" if wants_fragment(request) else page
    return render(request, template, context, status=status)
