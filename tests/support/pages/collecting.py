"""The desk where signatures are collected, each place on it, and the final file."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from agreements.models import Signatory
from tests.support.example import ROLES, Example
from tests.support.pages.base import Page
from tests.support.pages.screen import place_of

STAFFS: dict[str, Any] = {
    "roles": ("fasilitator", "sekretariat"),
    "otherwise": 403,
    "others": {"": 302},
}
# Closing is the secretariat's alone.
SECRETARIATS: dict[str, Any] = {**STAFFS, "roles": ("sekretariat",)}
# The staff's, and theirs whose place it is.
OWN: dict[str, Any] = {"roles": (*STAFFS["roles"], "inka")}
# Taken by POST only; whoever asks otherwise is told so before who they are.
BUTTON: dict[str, Any] = {"status": 405, "roles": ROLES[1:], "others": {"": 302}}


def _desk(name: str, **answers: Any) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        path = reverse(name, args=[example.unsigned.reference])
        return [Page(path, **{**STAFFS, **answers})]

    return pages


def _place(name: str, **answers: Any) -> Callable[[Example], list[Page]]:
    """A place that nobody has signed yet, and one that there is not."""

    def pages(example: Example) -> list[Page]:
        reference = example.unsigned.reference
        place = Signatory.objects.filter(document=example.unsigned).order_by("-order").first()
        assert place is not None
        given = {**STAFFS, **answers}
        none = {**given, "status": 405 if given.get("status") == 405 else 404}
        return [
            Page(reverse(name, args=[reference, place.pk]), **given),
            Page(reverse(name, args=[reference, 999_999_999]), **none),
        ]

    return pages


def _delegated(name: str, status: int, **answers: Any) -> Callable[[Example], list[Page]]:
    """The place that the company's account signs instead of an office."""

    def pages(example: Example) -> list[Page]:
        path = reverse(name, args=[example.unsigned.reference, place_of(example).pk])
        return [Page(path, status, **{**STAFFS, **answers})]

    return pages


def _final(example: Example) -> list[Page]:
    """Nothing of what is not sealed; whose a final file is, its own tests say."""
    unsigned = example.unsigned.reference
    nowhere: dict[str, Any] = {"status": 404, "roles": ROLES[1:], "others": {"": 302}}
    return [
        Page(reverse("signing:document_final", args=[unsigned]), **nowhere),
        Page(reverse("signing:document_final", args=[unsigned, 1]), **nowhere),
    ]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "signing:signing_desk": _desk("signing:signing_desk"),
    "signing:signing_rules": _desk("signing:signing_rules"),
    "signing:signing_sheet": _desk("signing:signing_sheet"),
    "signing:signing_close": _desk("signing:signing_close", **SECRETARIATS),
    "signing:signing_links": _desk("signing:signing_links", **BUTTON),
    "signing:signing_reminders": _desk("signing:signing_reminders", **BUTTON),
    "signing:signatory_desk": _place("signing:signatory_desk"),
    "signing:signatory_link": _place("signing:signatory_link", **BUTTON),
    "signing:signatory_remind": _place("signing:signatory_remind", **BUTTON),
    "signing:signatory_link_revoke": _place("signing:signatory_link_revoke"),
    "signing:signatory_routes": _place("signing:signatory_routes"),
    "signing:signatory_delegate": _place("signing:signatory_delegate"),
    "signing:signatory_decline": _delegated("signing:signatory_decline", 200, **OWN),
    "signing:signatory_reopen": _delegated("signing:signatory_reopen", 200),
    # Nothing is signed there that could be taken back.
    "signing:signatory_withdraw": _delegated("signing:signatory_withdraw", 404, **OWN),
    "signing:document_final": _final,
}
TAKES_POST: set[str] = set(PAGES) - {
    "signing:signing_desk",
    "signing:signing_sheet",
    "signing:signatory_desk",
    "signing:document_final",
}
