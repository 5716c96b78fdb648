"""What a device asks that has kept something: who is signed in, and the meeting room's worker."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from core.access import allow_anonymous_read, keep_private


@allow_anonymous_read
def session(request: HttpRequest) -> HttpResponse:
    """Answer with the id of the account (null without a session) and a CSRF token."""
    user = request.user
    account = user.pk if user.is_authenticated else None
    return keep_private(JsonResponse({"account": account, "token": get_token(request)}))


@allow_anonymous_read
def room_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker of the meeting room.

    A browser lets a service worker answer only for addresses below its own, so it is served from
    the root. It asks for a newer one each time that the room is opened.
    """
    source = (settings.BASE_DIR / "static/js/room_worker.js").read_bytes()
    return HttpResponse(
        source, content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )
