"""The session as data: who is signed in, and a fresh CSRF token, for what a device has kept."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from core.access import allow_anonymous_read, keep_private


@allow_anonymous_read
def session(request: HttpRequest) -> HttpResponse:
    """Answer with the id of the account (null without a session) and a CSRF token."""
    user = request.user
    account = user.pk if user.is_authenticated else None
    return keep_private(JsonResponse({"account": account, "token": get_token(request)}))
