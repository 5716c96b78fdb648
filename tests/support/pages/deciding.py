"""The pages of deciding about contributions and writing them with an account."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from pledges.models import Pledge
from tests.support.example import Example
from tests.support.pages.base import Page

STAFF = ("fasilitator", "sekretariat")
# Closed to strangers; administrators look on, and act for nobody.
ASKED: dict[str, int] = {"": 302}
LOOKING_ON = {**ASKED, "admin": 403}


def _below(path: str, pledge: Pledge, status: int = 200, **given: Any) -> Page:
    values = {"roles": STAFF, "others": LOOKING_ON, **given}
    return Page(f"{pledge.get_absolute_url()}{path}", status, **values)


def _deciding(path: str) -> Callable[[Example], list[Page]]:
    """A page for the staff: one that waits, and one that is decided already."""
    own = {**LOOKING_ON, "inka": 403}
    return lambda example: [
        _below(path, example.submitted, others=own),
        _below(f"{path}?antrean=ya", example.submitted, others=own),
        _below(path, example.declined, others=own),
    ]


def _merging(example: Example) -> list[Page]:
    other = Pledge.objects.filter(state="accommodated").latest("pk")
    own = {**LOOKING_ON, "inka": 403}
    return [
        *_deciding("gabung/")(example),
        _below("gabung/?lingkup=semua", example.submitted, others=own),
        _below(f"gabung/?dengan={other}", example.submitted, others=own),
        _below(f"gabung/?dengan={other}&antrean=ya", example.submitted, others=own),
        _below("gabung/?dengan=KOM-x", example.submitted, 404, others=own),
    ]


def _reopening(example: Example) -> list[Page]:
    own = {**LOOKING_ON, "inka": 403}
    return [
        _below("buka-kembali/", example.declined, others=own),
        _below("buka-kembali/", example.submitted, 302, others=own),
    ]


def _editing(example: Example) -> list[Page]:
    return [
        _below("ubah/", example.submitted, roles=("inka", *STAFF)),
        _below("ubah/", example.own_draft, roles=("inka",), others=ASKED),
        _below("ubah/", example.declined, 302, roles=("inka", *STAFF)),
    ]


def _submitting(example: Example) -> list[Page]:
    return [
        _below("kirim/", example.own_draft, roles=("inka",), others=ASKED),
        _below("kirim/", example.submitted, 302, roles=("inka", *STAFF)),
    ]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "pledges:pledge_waiting": lambda example: [
        Page(
            reverse("pledges:pledge_waiting"), roles=(*STAFF, "admin"), otherwise=403, others=ASKED
        )
    ],
    "pledges:pledge_accommodate": _deciding("akomodasi/"),
    "pledges:pledge_defer": _deciding("tunda/"),
    "pledges:pledge_decline": _deciding("tolak/"),
    "portal:pledge_merge": _merging,
    "pledges:pledge_reopen": _reopening,
    "pledges:pledge_edit": _editing,
    # A photo is told of in tests/pledges/test_slips.py; here there is none.
    "pledges:pledge_slip": lambda example: [
        _below("slip/1.jpg", example.submitted, 404, roles=("inka", *STAFF, "admin"))
    ],
    "portal:pledge_create": lambda example: [
        Page(
            f"/komitmen/baru/{query}",
            # The administrator holds an office too, at Kominfo.
            roles=("inka", "lurah.taman", *STAFF, "admin"),
            otherwise=403,
            others=ASKED,
        )
        for query in ("", f"?rapat={example.meeting_ahead}", "?rapat=entah")
    ],
    "portal:pledge_submit": _submitting,
}
TAKES_POST: set[str] = set(PAGES) - {"pledges:pledge_waiting", "pledges:pledge_slip"}
