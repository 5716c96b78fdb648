"""Closed by default: how a view is opened, and how it says no.

Not visible is 404, so that nobody learns what exists; visible but not permitted is 403 with a
sentence.
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

# Larger ids do not fit the databases' 64-bit columns and would be an error there.
MAX_ID = 2**63 - 1


def allow_anonymous_read[V: Callable[..., Any]](view: V) -> V:
    """Open a read-only view to everybody; tests list every view that carries this mark."""
    return login_not_required(require_safe(view))


def allow_anonymous[V: Callable[..., Any]](view: V) -> V:
    """Open a view that also takes POST to everybody: changing the language, signing in."""
    return login_not_required(view)


def find_visible[M: Model](queryset: QuerySet[M], **lookup: Any) -> M:
    """Return the one object of what the user may see, or raise Http404 with a sentence."""
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        raise Http404(_("There is nothing here, or it is not published.")) from None


def require(permitted: bool, sentence: object = None) -> None:
    """Raise PermissionDenied with a sentence unless `permitted`."""
    if not permitted:
        raise PermissionDenied(sentence or _("You are not allowed to do this."))


def require_account(by: Actor) -> int:
    """Return the id of the account that acts; raises PermissionDenied for whoever has none."""
    if by.pk is None:
        raise PermissionDenied(_("You are not allowed to do this."))
    return by.pk


def keep_link_private(response: HttpResponse) -> HttpResponse:
    """Keep the page of a personal link private, and its address from the pages that it leads to."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return keep_private(response)


def keep_private(response: HttpResponse) -> HttpResponse:
    """Keep a personal page, or one with personal links, out of caches and search engines."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
