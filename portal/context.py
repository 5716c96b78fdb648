"""What every page knows: whose forum this is, and whether it is the demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from pilots.models import Programme
from portal.demo.accounts import demo_users


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the forum (read only when a template asks for it), the demo mark and the version."""
    return {
        "forum": SimpleLazyObject(current_forum),
        "demo": settings.DEMO,
        "demo_users": SimpleLazyObject(demo_users) if settings.DEMO else [],
        "version": settings.VERSION,
    }


def current_forum() -> dict[str, str]:
    """Return the city, agency and programme names of the forum; empty before the first start."""
    programme = (
        Programme.objects.select_related("city", "secretariat")
        .only("name", "forum_name", "city__name", "secretariat__name")
        .first()
    )
    if programme is None:
        return {"name": "Rembug", "city": "", "agency": "", "programme_name": ""}
    return forum_of(programme)


def forum_of(programme: Programme) -> dict[str, str]:
    """Return what the frame of a page says of a programme whose city and secretariat are read."""
    return {
        "name": programme.forum_name or programme.name,
        "city": programme.city.name,
        "agency": programme.secretariat.name,
        "programme_name": programme.name,
    }
