"""The pages of signing on a screen: behind a link, for an account, and on a tablet."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from agreements.models import Signatory
from core.link_tokens import make_token
from signing.actions.collecting import delegate_signature
from signing.actions.links import create_signing_links, map_links_by_signatory
from stakeholders.models import PersonalLink
from tests.support.example import ROLES, Example
from tests.support.pages.base import Page

# Whose place it is; nobody else learns that there is one.
SIGNERS: dict[str, Any] = {"roles": ("inka",)}
# The document is public, and only the forum's staff hands a tablet round.
WITNESSES: dict[str, Any] = {
    "roles": ("fasilitator", "sekretariat"),
    "otherwise": 403,
    "others": {"": 302},
}


def place_of(example: Example) -> Signatory:
    """The first place of the unsigned document, which the company's account signs."""
    person = example.users["inka"].person
    assert person is not None
    place = example.unsigned.signatories.order_by("order").first()
    assert place is not None
    if person.pk not in (place.person_id, place.delegate_id):
        by = example.users["fasilitator"]
        create_signing_links(document=example.unsigned, by=by)
        delegate_signature(signatory=place, person=person, letter="Surat kuasa 7 (contoh)", by=by)
        place.refresh_from_db()
    return place


def _link(example: Example) -> PersonalLink:
    place = place_of(example)
    create_signing_links(document=example.unsigned, by=example.users["fasilitator"])
    return map_links_by_signatory([place])[place.pk]


def _links(example: Example) -> list[Page]:
    def path(token: str) -> str:
        return reverse("signing:signing_link", args=[token])

    living = _link(example)
    renewed = make_token(living.pk, living.version - 1)
    return [
        Page(path(living.token)),
        Page(path(renewed), 410),
        Page(path("bukan-tautan"), 404),
    ]


def _of_place(name: str, status: int = 200, *more: int) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        # Sent by POST only; whoever asks otherwise is told so before who they are.
        given = {"roles": ROLES} if status == 405 else SIGNERS
        known = Page(reverse(name, args=[place_of(example).pk, *more]), status, **given)
        return [
            known,
            Page(reverse(name, args=[999_999_999, *more]), 404 if status != 405 else 405),
        ]

    return pages


def _round(example: Example) -> list[Page]:
    def path(reference: str) -> str:
        return reverse("signing:tablet", args=[reference])

    return [
        Page(path(example.unsigned.reference), **WITNESSES),
        Page(path(example.document.reference), **WITNESSES),
        Page(path("BA-2021-0000"), roles=(), others={"": 302}),
    ]


def _in_round(name: str, *more: int) -> Callable[[Example], list[Page]]:
    """What a tablet shows during a round; everybody else is told that none is on."""

    def pages(example: Example) -> list[Page]:
        given = [place_of(example).pk, *more] if name in OF_PLACE else []
        return [Page(reverse(name, args=[example.unsigned.reference, *given]), 404)]

    return pages


OF_PLACE = ("signing:tablet_signatory", "signing:tablet_text", "signing:tablet_picture")

PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "signing:signing_link": _links,
    "signing:signing_page": _of_place("signing:signing_page"),
    "signing:signing_text": _of_place("signing:signing_text"),
    # The pages of what was frozen just now are still to be drawn.
    "signing:signing_picture": _of_place("signing:signing_picture", 404, 1),
    # Nothing is sealed before all have signed.
    "signing:signing_final": _of_place("signing:signing_final", 404),
    "signing:signing_code_send": _of_place("signing:signing_code_send", 405),
    "signing:signing_code_check": _of_place("signing:signing_code_check", 405),
    "signing:signing_decline": _of_place("signing:signing_decline"),
    # Nothing is signed there yet that could be taken back: back to the place.
    "signing:signing_withdraw": _of_place("signing:signing_withdraw", 302),
    "signing:tablet": _round,
    "signing:tablet_signatory": _in_round("signing:tablet_signatory"),
    "signing:tablet_text": _in_round("signing:tablet_text"),
    "signing:tablet_picture": _in_round("signing:tablet_picture", 1),
    "signing:tablet_thanks": _in_round("signing:tablet_thanks"),
    "signing:tablet_end": _in_round("signing:tablet_end"),
}
TAKES_POST = {
    "signing:signing_link",
    "signing:signing_page",
    "signing:signing_code_send",
    "signing:signing_code_check",
    "signing:signing_decline",
    "signing:signing_withdraw",
    "signing:tablet",
    "signing:tablet_signatory",
}
