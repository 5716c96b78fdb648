"""Access control for views: who may open a page, and the answers 404 and 403.

Views require sign-in by default (`LoginRequiredMiddleware`). Not visible is 404, so that nobody
learns what exists; visible but not permitted is 403 with a message.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.actors import Actor

# Larger ids do not fit the databases' 64-bit columns and would raise there.
MAX_ID = 2**63 - 1


def allow_anonymous_read[V: Callable[..., Any]](view: V) -> V:
    """Allow visitors without an account to read a view (GET and HEAD); a test lists these views."""
    return login_not_required(require_safe(view))


def allow_anonymous[V: Callable[..., Any]](view: V) -> V:
    """Allow visitors without an account all methods of a view: sign-in, choice of language."""
    return login_not_required(view)


def find_visible[M: Model](queryset: QuerySet[M], **lookup: Any) -> M:
    """Return the object from a queryset of visible ones; raises Http404 if it is not there."""
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        raise Http404(_("This page does not exist, or it is not published.")) from None


def require(permitted: bool, sentence: object = None) -> None:
    """Raise PermissionDenied (403) with a message unless `permitted`."""
    if not permitted:
        raise PermissionDenied(sentence or _("You are not allowed to do this."))


def require_account(by: Actor) -> int:
    """Return the id of the actor's account; raises PermissionDenied for an actor without one."""
    if by.pk is None:
        raise PermissionDenied(_("You are not allowed to do this."))
    return by.pk


def keep_link_private(response: HttpResponse) -> HttpResponse:
    """Set headers for the page of a personal link: private, and no Referer to other sites."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return keep_private(response)


def keep_private(response: HttpResponse) -> HttpResponse:
    """Set headers that keep a personal page out of caches and search engines."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
