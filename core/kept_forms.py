"""Kept forms: nothing typed is lost when a form meets an expired session.

The submitted form is kept for an hour (`core.retention.KEEP_FORMS`), and after its author has
signed in, its own view shows it again, filled. It is never carried out by itself. Passwords and
files are not kept. See docs/adr/0028-kept-forms.md.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone

from core.forms import IDEMPOTENCY_KEY, REFUSED, RESTORED, REVISION, TOKEN
from core.fragments import wants_fragment
from core.idempotency import is_submitted
from core.models import KeptForm
from core.retention import KEEP_FORMS

PARAMETER = "dilanjutkan"  # of the URL: the token of the kept form to be shown
MOST_KEPT = 20  # forms of one account
NEVER_KEPT = ("password", "passphrase")  # in the name of a field
AUTHOR_SALT = "core.kept_forms.author"


class KeepFormMiddleware(LoginRequiredMiddleware):
    """Requires sign-in like Django's middleware, and loses no form and no fragment by it.

    A fragment is answered by a sentence (401), which htmx puts above the page, and a form is kept.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Answer instead of the view without a session, and for a form that is shown again."""
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated:
            if wants_fragment(request):
                return render(request, "layout/session_ended.html", status=401)
            address = _keep_form(request)
            if address is not None:
                return redirect_to_login(address, settings.LOGIN_URL)
            return self.handle_no_permission(request, view_func)
        request.author = request.user.pk  # type: ignore[attr-defined]
        if is_of_another_account(request):
            return render(request, "layout/session_changed.html", status=403)
        if request.method == "GET" and PARAMETER in request.GET:
            kept = _find_kept_form(request)
            if kept is not None:
                return _show_again(
                    request, kept, lambda: view_func(request, *view_args, **view_kwargs)
                )
        return None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Remember in a signed cookie who writes here, for when the session has expired."""
        author = getattr(request, "author", None)
        if author is not None and _read_author(request) != author:
            response.set_signed_cookie(
                settings.AUTHOR_COOKIE_NAME,
                str(author),
                salt=AUTHOR_SALT,
                max_age=settings.SESSION_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def is_of_another_account(request: HttpRequest) -> bool:
    """Tell whether htmx asks from a page that another account had opened in this browser."""
    opened_by = request.headers.get("X-Account", "")
    return wants_fragment(request) and bool(opened_by) and opened_by != str(request.user.pk)


def list_texts(fields: Mapping[str, list[str]]) -> list[str]:
    """Return what somebody typed or chose, without the hidden fields of the machinery."""
    hidden = {IDEMPOTENCY_KEY, REVISION, TOKEN}
    return [
        value
        for name, values in fields.items()
        if name not in hidden and not _is_never_kept(name)
        for value in values
        if value.strip()
    ]


# ── Keeping ──────────────────────────────────────────────────────────────────────────────────


def _read_author(request: HttpRequest) -> int | None:
    """Return the account that last wrote in this browser."""
    value = request.get_signed_cookie(
        settings.AUTHOR_COOKIE_NAME,
        default="",
        salt=AUTHOR_SALT,
        max_age=settings.SESSION_COOKIE_AGE,
    )
    return int(value) if value else None


def _keep_form(request: HttpRequest) -> str | None:
    """Keep a submitted form for its author, and return the address that shows it again.

    Returns None when there is nothing to keep, or nobody to keep it for: a page of another package
    (accounts, administration), or a browser in which nobody had signed in.
    """
    match = request.resolver_match
    is_ours = match is not None and bool(match.namespace) and match.namespace != "admin"
    author = _read_author(request)
    if request.method != "POST" or not is_ours or author is None:
        return None
    fields = {
        name: values
        for name, values in request.POST.lists()
        if name not in (TOKEN, RESTORED) and not _is_never_kept(name)
    }
    with transaction.atomic():
        kept = KeptForm.objects.create(
            account_id=author, path=request.path, fields=fields, has_files=bool(request.FILES)
        )
        own = KeptForm.objects.filter(account_id=author).order_by("-at", "-pk")
        KeptForm.objects.filter(pk__in=list(own.values_list("pk", flat=True)[MOST_KEPT:])).delete()
    query = request.GET.copy()
    query[PARAMETER] = str(kept.token)
    return f"{request.path}?{query.urlencode()}"


def _is_never_kept(name: str) -> bool:
    return any(word in name.lower() for word in NEVER_KEPT)


# ── Showing again ────────────────────────────────────────────────────────────────────────────


def _find_kept_form(request: HttpRequest) -> KeptForm | None:
    """Return the kept form that the URL names, if it is the reader's own and not too old."""
    try:
        token = UUID(request.GET[PARAMETER])
    except ValueError:
        return None
    own = KeptForm.objects.filter(account_id=request.user.pk, path=request.path)
    return own.filter(token=token, at__gt=timezone.now() - KEEP_FORMS).first()


def _show_again(
    request: HttpRequest, kept: KeptForm, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """Let the view answer as if the form had been submitted, unable to write; then erase the form.

    Forms know that they were restored (`core.forms.RESTORED`) and are not valid. A view that does
    not show its form (it wants to write, or its right has ended) is replaced by a page with the
    texts.
    """
    _present_as_submission(request, kept)
    response: HttpResponse | None
    try:
        with read_only():
            response = answer()
    except (PermissionDenied, Http404, DatabaseError):
        response = None
    finally:
        request.method = "GET"
    key = kept.fields.get(IDEMPOTENCY_KEY, [""])[-1]
    if response is not None and response.status_code == REFUSED:
        response.status_code = 200
    # A redirect is the answer to a form that had arrived all the same.
    elif response is None or not (response.status_code == 302 and is_submitted(key)):
        page = {"texts": list_texts(kept.fields), "address": request.path}
        response = render(request, "layout/kept_form.html", page)
    kept.delete()
    return response


def _present_as_submission(request: HttpRequest, kept: KeptForm) -> None:
    query = request.GET.copy()
    del query[PARAMETER]
    data = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        data.setlist(name, values)
    data[RESTORED] = "files" if kept.has_files else "texts"
    len(request.POST)  # Django reads the body now; later it would replace what is set here.
    request.GET = query  # type: ignore[assignment]
    request.POST = data  # type: ignore[assignment]
    request.method = "POST"


@contextmanager
def read_only() -> Iterator[None]:
    """Run a block in a transaction that refuses to write (DatabaseError) and is rolled back."""
    is_sqlite = connection.vendor == "sqlite"
    begin = "PRAGMA query_only = ON" if is_sqlite else "SET TRANSACTION READ ONLY"
    try:
        with transaction.atomic():
            _execute(begin)
            yield
            transaction.set_rollback(True)
    finally:
        if is_sqlite:  # PostgreSQL forgets it with the transaction
            _execute("PRAGMA query_only = OFF")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
