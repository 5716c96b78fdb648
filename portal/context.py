"""The context processor: the forum's names, the kind of reader and the demo mark for every page."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.actors import Actor
from pilots.models import Programme
from portal.demo.accounts import list_demo_users
from stakeholders.permissions import get_grants, sees_everything


def provide_site_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page; what needs a query is lazy.

    `task_count` is set by the few pages that count the tasks; elsewhere the navigation shows the
    link without a number.
    """
    return {
        "forum": SimpleLazyObject(
            lambda: get_forum_names(version=getattr(request, "content_version", ""))
        ),
        "reader": SimpleLazyObject(lambda: get_reader_kind(request.user)),
        "task_count": None,
        "demo": settings.DEMO,
        "demo_users": SimpleLazyObject(list_demo_users) if settings.DEMO else [],
        "version": settings.VERSION,
    }


def get_reader_kind(user: Actor) -> str:
    """Return whose navigation is shown: visitor, staff, representative or account."""
    if not user.is_authenticated:
        return "visitor"
    if sees_everything(user):
        return "staff"
    return "representative" if get_grants(user).organisation_ids else "account"


def get_forum_names(*, version: str = "") -> dict[str, str]:
    """Return the names of the forum, its city, agency and programme; empty before the set-up.

    Cached in the process: a changed name is on every page within a minute, and at once on a
    page that HTTP caches keep under its content version.
    """
    known: Any = caches["process"].get_or_set(f"forum-{version}", _read_forum)
    return dict(known)


def _read_forum() -> dict[str, str]:
    row = Programme.objects.values_list(
        "forum_name", "name", "city__name", "secretariat__name"
    ).first()
    if row is None:
        return {"name": "Rembug", "city": "", "agency": "", "programme_name": ""}
    forum_name, name, city, agency = row
    return {"name": forum_name or name, "city": city, "agency": agency, "programme_name": name}


def build_forum_names(programme: Programme) -> dict[str, str]:
    """Return the same names from a programme whose city and secretariat are fetched."""
    return {
        "name": programme.forum_name or programme.name,
        "city": programme.city.name,
        "agency": programme.secretariat.name,
        "programme_name": programme.name,
    }
