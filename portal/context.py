"""What every page knows: whose forum this is, who reads it, and whether it is the demo."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.actors import Actor
from pilots.models import Programme
from portal.demo.accounts import demo_users
from stakeholders.permissions import get_grants, sees_everything


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the forum (read only when a template asks for it), the demo mark and the version.

    `task_count` is known to the few pages that count; every other frame shows the link without it.
    """
    return {
        "forum": SimpleLazyObject(current_forum),
        "reader": SimpleLazyObject(lambda: reader_of(request.user)),
        "task_count": None,
        "demo": settings.DEMO,
        "demo_users": SimpleLazyObject(demo_users) if settings.DEMO else [],
        "version": settings.VERSION,
    }


def reader_of(user: Actor) -> str:
    """Return for whom the frame is: a visitor, the staff, a representative, or just an account."""
    if not user.is_authenticated:
        return "visitor"
    if sees_everything(user):
        return "staff"
    return "representative" if get_grants(user).organisation_ids else "account"


def current_forum() -> dict[str, str]:
    """Return the city, agency and programme names of the forum; empty before the first start.

    A new name is on every page within a minute.
    """
    known: Any = caches["process"].get_or_set("forum", _read_forum)
    return dict(known)


def _read_forum() -> dict[str, str]:
    row = Programme.objects.values_list(
        "forum_name", "name", "city__name", "secretariat__name"
    ).first()
    if row is None:
        return {"name": "Rembug", "city": "", "agency": "", "programme_name": ""}
    forum_name, name, city, agency = row
    return {"name": forum_name or name, "city": city, "agency": agency, "programme_name": name}


def forum_of(programme: Programme) -> dict[str, str]:
    """Return what the frame of a page says of a programme whose city and secretariat are read."""
    return {
        "name": programme.forum_name or programme.name,
        "city": programme.city.name,
        "agency": programme.secretariat.name,
        "programme_name": programme.name,
    }
