"""The middleware that confines a signing tablet to its round."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from core.access import keep_private
from signing.views.rounds import end_round, find_round

# The sign-in pages, by which the leader of the round gets back to the portal.
WAYS_OUT = {
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "demo:sign_in",
}


class KeepTabletAtRound:
    """Confines a tablet that is handed round for signing to the pages of its round and sign-in.

    The round ends when somebody who may lead it signs in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Redirect to the round from every other page."""
        begun = find_round(request)
        if begun is None:
            return None
        if request.user.is_authenticated:
            return None if end_round(request, begun) else _to("signing:tablet_end", begun.document)
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_here = name.startswith("signing:tablet") and kwargs["reference"] == begun.document
        if is_here or name in WAYS_OUT:
            return None
        return _to("signing:tablet", begun.document)


def _to(name: str, reference: str) -> HttpResponse:
    return keep_private(redirect(name, reference))
