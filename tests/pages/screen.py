"""The pages of signing on a screen: behind a link, for an account, and on a tablet."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from agreements.actions import delegate_place, make_signing_links
from agreements.actions.signing_links import links_to_sign
from agreements.models import Signatory
from core.links import make_token
from stakeholders.models import PersonalLink
from tests.example import ROLES, Example
from tests.pages.base import Page

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
        make_signing_links(document=example.unsigned, by=by)
        delegate_place(signatory=place, person=person, letter="Surat kuasa 7 (contoh)", by=by)
        place.refresh_from_db()
    return place


def _link(example: Example) -> PersonalLink:
    place = place_of(example)
    make_signing_links(document=example.unsigned, by=example.users["fasilitator"])
    return links_to_sign([place])[place.pk]


def _links(example: Example) -> list[Page]:
    def path(token: str) -> str:
        return reverse("agreements:signing_link", args=[token])

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
        return reverse("agreements:tablet", args=[reference])

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


OF_PLACE = ("agreements:tablet_place", "agreements:tablet_text", "agreements:tablet_picture")

PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "agreements:signing_link": _links,
    "agreements:signing_place": _of_place("agreements:signing_place"),
    "agreements:signing_text": _of_place("agreements:signing_text"),
    # The pages of what was frozen just now are still to be drawn.
    "agreements:signing_picture": _of_place("agreements:signing_picture", 404, 1),
    # Nothing is sealed before all have signed.
    "agreements:signing_final": _of_place("agreements:signing_final", 404),
    "agreements:signing_code_send": _of_place("agreements:signing_code_send", 405),
    "agreements:signing_code_give": _of_place("agreements:signing_code_give", 405),
    "agreements:signing_decline": _of_place("agreements:signing_decline"),
    # Nothing is signed there yet that could be taken back: back to the place.
    "agreements:signing_withdraw": _of_place("agreements:signing_withdraw", 302),
    "agreements:tablet": _round,
    "agreements:tablet_place": _in_round("agreements:tablet_place"),
    "agreements:tablet_text": _in_round("agreements:tablet_text"),
    "agreements:tablet_picture": _in_round("agreements:tablet_picture", 1),
    "agreements:tablet_thanks": _in_round("agreements:tablet_thanks"),
    "agreements:tablet_end": _in_round("agreements:tablet_end"),
}
TAKES_POST = {
    "agreements:signing_link",
    "agreements:signing_place",
    "agreements:signing_code_send",
    "agreements:signing_code_give",
    "agreements:signing_decline",
    "agreements:signing_withdraw",
    "agreements:tablet",
    "agreements:tablet_place",
}
