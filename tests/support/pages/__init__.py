"""Every page of ours, by the name of its address: the list that no new page can miss.

An address without an entry here fails a test, so whoever adds a page says what it answers to whom.
"""

from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import get_resolver, reverse

from files.codes import generate_code
from meetings.models import Decision, Meeting
from pilots.models import Region
from pledges.models import Pledge, PledgeState
from portal.pages.handbook_texts.guides import GUIDES
from stakeholders.models import Organisation
from tests.support.example import ROLES, STAFF, Example
from tests.support.pages import (
    attaching,
    collecting,
    contributing,
    deciding,
    desks,
    exporting,
    inking,
    letterheads,
    planning,
    printing,
    responding,
    reviewing,
    running,
    screen,
    sealing,
    verifying,
    workbench,
)
from tests.support.pages.base import Page

SIGNED_IN = tuple(role for role in ROLES if role)


# ── The pages of each address ────────────────────────────────────────────────────────────────


def _lists(path: str, *queries: str) -> list[Page]:
    every = ("", "?cari=tidak-ada-yang-begini", "?urut=entah&tahun=entah", *queries)
    return [Page(path + query) for query in every]


def _details(objects, **given) -> list[Page]:
    return [Page(one.get_absolute_url(), **given) for one in objects]


def _pledges(example: Example) -> list[Page]:
    sample = Pledge.objects.filter(
        state__in=(PledgeState.AGREED, PledgeState.MERGED, PledgeState.DEFERRED)
    )
    return [
        *_details(sample),
        *_details([example.declined, example.submitted], roles=("inka", *STAFF)),
        *_details([example.own_draft], roles=("inka",)),
    ]


def _organisations(example: Example) -> list[Page]:
    return [
        *_details(Organisation.objects.filter(is_introduced=False)),
        *_details(Organisation.objects.filter(is_introduced=True), roles=STAFF),
    ]


def _meetings(example: Example) -> list[Page]:
    held = Meeting.objects.filter(published_at=None)
    return [
        *_details(Meeting.objects.exclude(published_at=None)),
        *_details(held, roles=("inka", *STAFF)),
    ]


def _decisions(example: Example) -> list[Page]:
    published = Decision.objects.exclude(meeting__published_at=None)
    return [
        *_details(published),
        *_details(Decision.objects.filter(meeting__published_at=None)[:1], roles=STAFF),
    ]


def _documents(example: Example) -> list[Page]:
    open_to_all = [example.document, example.outside, example.unsigned, example.void]
    return [*_details(open_to_all), *_details([example.draft], roles=STAFF)]


def _prints(example: Example) -> list[Page]:
    def path(document, paper):
        return reverse("agreements:document_print", args=[document.reference, paper])

    return [
        Page(path(example.document, "a4")),
        Page(path(example.document, "f4")),
        Page(path(example.document, "a4").replace("a4.pdf", "a5.pdf"), 404),
        Page(path(example.unsigned, "a4"), 503),
        Page(path(example.draft, "a4"), 404),
        Page(path(example.outside, "a4"), 404),
    ]


def _code(example: Example) -> str:
    return str(example.document.verification_code)


def _verifications(example: Example) -> list[Page]:
    def path(code):
        return reverse("signing:verification", args=[code])

    frozen = (example.document, example.unsigned, example.void)
    return [
        *(Page(path(one.verification_code)) for one in frozen),
        Page(path(_code(example).lower()), 302),
        Page(path(generate_code()), 404),
        Page(path("bukan-kode"), 404),
    ]


def _new_passwords(example: Example) -> list[Page]:
    user = example.newcomer
    place, key = user_pk_to_url_str(user), default_token_generator.make_token(user)
    name = "account_reset_password_from_key"
    return [
        Page(reverse(name, args=[place, key]), 302),
        Page(reverse(name, args=[place, "abc-bukan"])),
    ]


def _account(name: str, *, status: int = 200, **given: Any) -> Callable[[Example], list[Page]]:
    return lambda example: [Page(reverse(name), status, **given)]


# Closed areas send a stranger to the sign-in page.
CLOSED: dict[str, Any] = {"roles": SIGNED_IN, "otherwise": 302}
STRANGERS_ONLY: dict[str, Any] = {"roles": ("",), "otherwise": 302}

PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "portal:home": lambda example: [Page("/")],
    "portal:organisation_list": lambda example: _lists(
        "/parapihak/", "?unsur=company", "?terverifikasi=ya", "?urut=-rapat&cari=madiun"
    ),
    "portal:organisation_detail": _organisations,
    "portal:region_list": lambda example: _lists("/kelurahan/", "?halaman=2", "?percontohan=ya"),
    "portal:region_detail": lambda example: _details(Region.objects.filter(parent__isnull=False)),
    "portal:pledge_list": lambda example: _lists(
        "/komitmen/", "?halaman=2", "?status=merged", "?unsur=company&bentuk=goods&urut=-nilai"
    ),
    "portal:pledge_detail": _pledges,
    "portal:handbook": lambda example: [Page("/panduan/")],
    "portal:handbook_guide": lambda example: [
        *(Page(f"/panduan/{guide.slug}/") for guide in GUIDES),
        Page("/panduan/lain/", 404),
    ],
    "portal:programme": lambda example: [Page("/program/")],
    "portal:privacy": lambda example: [Page("/privasi/")],
    "portal:accessibility": lambda example: [Page("/aksesibilitas/")],
    "portal:health": lambda example: [Page("/sehat/")],
    "portal:session": lambda example: [Page("/sesi/")],
    "portal:room_worker": lambda example: [Page("/pekerja-ruang.js")],
    "meetings:meeting_list": lambda example: _lists("/rapat/", "?status=closed&urut=hadir"),
    "meetings:meeting_detail": _meetings,
    "meetings:decision_list": lambda example: _lists("/keputusan/", "?urut=-rapat"),
    "meetings:decision_detail": _decisions,
    "agreements:document_list": lambda example: _lists("/berita-acara/", "?jenis=berita_acara"),
    "signing:document_detail": _documents,
    "agreements:document_print": _prints,
    "signing:verification_form": lambda example: [
        Page("/verifikasi/"),
        Page("/verifikasi/?kode="),
        Page("/verifikasi/?kode=7K3M-9QXT-2VWB-X"),
        Page(f"/verifikasi/?kode={_code(example).replace('-', '')}", 302),
    ],
    "signing:verification": _verifications,
    "signing:page_code": lambda example: [
        Page(f"/v/{_code(example)}/1-9/", 302),
        Page("/v/7K3M-9QXT-2VWB-X/1-9/", 404),
    ],
    "signing:page_code_capital": lambda example: [Page(f"/V/{_code(example)}/1-9/", 302)],
    "account_login": _account("account_login", **STRANGERS_ONLY),
    "account_logout": _account("account_logout", **CLOSED),
    "account_inactive": _account("account_inactive"),
    "account_signup": _account("account_signup", **STRANGERS_ONLY),
    # Nobody here has a password: the proof is a code, and a first password asks for one too.
    "account_reauthenticate": _account("account_reauthenticate", status=302),
    "account_reauthenticate_by_code": _account("account_reauthenticate_by_code", **CLOSED),
    "account_email": _account("account_email", **CLOSED),
    "account_email_verification_sent": _account("account_email_verification_sent", status=302),
    "account_change_password": _account("account_change_password", status=302),
    "account_set_password": _account("account_set_password", status=302),
    "account_reset_password": _account("account_reset_password"),
    "account_request_login_code": _account("account_request_login_code", **STRANGERS_ONLY),
    "account_confirm_login_code": _account("account_confirm_login_code", status=302),
    "account_reset_password_from_key_done": _account("account_reset_password_from_key_done"),
    "account_reset_password_from_key": _new_passwords,
    "account_reset_password_done": _account("account_reset_password_done"),
    "set_language": lambda example: [Page("/bahasa/", 302)],
}
# What only the demo has: judged where its addresses are on.
DEMO_PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "demo:components": lambda example: [Page("/komponen/")],
}
# These change something with POST; every other page only reads.
TAKES_POST = {name for name in PAGES if name.startswith("account_")} | {"set_language"}
# Where people work; every list says what it answers, and what of it takes POST.
for work in (
    attaching,
    planning,
    running,
    screen,
    collecting,
    contributing,
    deciding,
    workbench,
    printing,
    letterheads,
    inking,
    desks,
    exporting,
    responding,
    reviewing,
    sealing,
    verifying,
):
    PAGES |= work.PAGES
    TAKES_POST |= work.TAKES_POST
LISTS = (
    "/parapihak/",
    "/kelurahan/",
    "/komitmen/",
    "/rapat/",
    "/keputusan/",
    "/berita-acara/",
    "/tindak-lanjut/",
)


def every_page(example: Example) -> list[Page]:
    """Returns every page of ours with what it answers."""
    return [page for pages in PAGES.values() for page in pages(example)]


def names_of_addresses() -> set[str]:
    """Returns the names of every address, the administration's left out."""
    return {name for name in _names(get_resolver()) if not name.startswith("admin:")}


def _names(resolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern, inside)
        else:
            yield f"{prefix}{pattern.name}"
