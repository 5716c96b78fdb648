"""The middleware that restricts a tablet to its signing round (several people sign on it)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from core.access import keep_private
from signing.views.rounds import end_round, find_round

# Names of the sign-in pages, by which the leader of the round gets back to the portal, and of what
# they ask the server for.
SIGN_IN_PAGES = {
    "portal:session",
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "demo:sign_in",
}


class TabletRoundMiddleware:
    """Restricts the session of a tablet, handed from signer to signer, to signing and signing in.

    The restriction (and with it the round) ends when somebody who may lead the round signs in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the check is in process_view."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Redirect to the round from every page that is not allowed; None lets the view answer."""
        begun = find_round(request)
        if begun is None:
            return None
        if request.user.is_authenticated:
            return None if end_round(request, begun) else _to("signing:tablet_end", begun.document)
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_here = name.startswith("signing:tablet") and kwargs["reference"] == begun.document
        if is_here or name in SIGN_IN_PAGES:
            return None
        return _to("signing:tablet", begun.document)


def _to(name: str, reference: str) -> HttpResponse:
    return keep_private(redirect(name, reference))
