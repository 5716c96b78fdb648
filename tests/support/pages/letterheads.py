"""The pages of letterheads and documents from outside."""

import io
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from agreements.actions.letterheads import keep_logo
from agreements.actions.outside import keep_outside_scan
from agreements.actions.previewing import ask_for_sample, keep_preview
from agreements.models import Letterhead, LetterheadPreviewPage
from files.images import PagePicture, reencode_logo
from files.scans.scan import identify_scan
from tests.support.example import STAFF, Example
from tests.support.pages.base import Page

EDITORS = ("sekretariat", "admin")
SECRETARIAT = ("sekretariat",)
STRANGER = {"": 302}
UNKNOWN: dict[str, Any] = {"roles": (), "otherwise": 404, "others": STRANGER}
KIND = "minutes"


def _address(name: str, *args) -> str:
    return reverse(f"agreements:{name}", args=args)


def _letter(example: Example) -> Letterhead:
    """The sample's letter, with a logo and a sample print."""
    letterhead = Letterhead.objects.get()
    by = example.users["sekretariat"]
    if letterhead.logo_id is None:
        picture = io.BytesIO()
        Image.new("RGB", (80, 100), "green").save(picture, "PNG")
        picture.seek(0)
        keep_logo(letterhead=letterhead, logo=reencode_logo(picture, field="logo"), by=by)
        preview = ask_for_sample(letterhead=letterhead, kind=KIND, by=by)
        keep_preview(
            preview=preview,
            content_sha256="0" * 64,
            read_at=timezone.now(),
            pdf=b"%PDF-1.7",
            pictures=[PagePicture(b"RIFF", 72, 102)],
        )
        letterhead.refresh_from_db()
    return letterhead


def _of_letter(name: str, *args, roles=EDITORS, status=200) -> Callable[[Example], list[Page]]:
    """A page of the letter for those who may change it; the facilitator is refused."""
    others = {**STRANGER, **({"fasilitator": 403} if roles == EDITORS else {})}

    def pages(example: Example) -> list[Page]:
        letterhead = _letter(example)
        return [
            Page(_address(name, letterhead.slug, *args), status, roles, others=others),
            Page(_address(name, "tidak-ada", *args), **UNKNOWN),
        ]

    return pages


def _details(example: Example) -> list[Page]:
    path = _letter(example).get_absolute_url()
    queries = ("", "?surat=notulen", "?surat=entah", "?surat=undangan", "?riwayat=semua")
    return [Page(path + query, roles=STAFF, others=STRANGER) for query in queries]


def _formulas(example: Example) -> list[Page]:
    slug = _letter(example).slug
    words = ("undangan", "daftar-hadir", "notulen", "berita-acara", "nota-kesepakatan")
    others = {**STRANGER, "fasilitator": 403}
    return [
        *(
            Page(_address("letterhead_formula", slug, w), 200, EDITORS, others=others)
            for w in words
        ),
        Page(_address("letterhead_formula", slug, "puisi"), 404, EDITORS, others=others),
    ]


def _creations(example: Example) -> list[Page]:
    path, letterhead = _address("letterhead_create"), _letter(example)
    closed: dict[str, Any] = {"roles": EDITORS, "otherwise": 403, "others": STRANGER}
    return [
        Page(path, **closed),
        Page(f"{path}?salin={letterhead.slug}", **closed),
        Page(f"{path}?salin=tidak-ada", 404, **closed),
    ]


def _logos(example: Example) -> list[Page]:
    letterhead = _letter(example)
    return [
        Page(_address("letterhead_logo", letterhead.logo_id)),
        Page(_address("letterhead_logo", "0" * 64), 404),
    ]


def _pictures(example: Example) -> list[Page]:
    letterhead = _letter(example)
    [page] = LetterheadPreviewPage.objects.filter(
        preview__letterhead=letterhead, preview__kind=KIND
    )
    return [
        Page(
            _address("letterhead_picture", letterhead.slug, page.pk), roles=STAFF, others=STRANGER
        ),
        Page(_address("letterhead_picture", letterhead.slug, 10**18), **UNKNOWN),
    ]


def _prints(example: Example) -> list[Page]:
    letterhead = _letter(example)
    return [
        Page(
            _address("letterhead_sample", letterhead.slug, "notulen"), roles=STAFF, others=STRANGER
        ),
        Page(_address("letterhead_sample", letterhead.slug, "undangan"), **UNKNOWN),
        Page(_address("letterhead_sample", letterhead.slug, "puisi"), **UNKNOWN),
    ]


def _of_outside(name: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        closed: dict[str, Any] = {"roles": SECRETARIAT, "otherwise": 403, "others": STRANGER}
        return [
            Page(_address(name, example.outside.reference), **closed),
            Page(_address(name, example.document.reference), 404, **closed),
        ]

    return pages


def _scans(example: Example) -> list[Page]:
    scan = keep_outside_scan(
        document=example.outside,
        scan=identify_scan(ContentFile(b"%PDF-1.7\n%%EOF"), field="scan"),
        by=example.users["sekretariat"],
    )
    closed: dict[str, Any] = {"roles": STAFF, "otherwise": 403, "others": STRANGER}
    reference = example.outside.reference
    return [
        Page(_address("outside_scan", reference, scan.pk), **closed),
        Page(_address("outside_scan", reference, 10**18), 404, **closed),
    ]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "agreements:letterhead_list": lambda example: [
        Page("/kop-surat/", roles=STAFF, otherwise=403, others=STRANGER)
    ],
    "agreements:letterhead_create": _creations,
    "agreements:letterhead_detail": _details,
    "agreements:letterhead_edit": _of_letter("letterhead_edit"),
    "agreements:letterhead_formula": _formulas,
    "agreements:letterhead_logo": _logos,
    "agreements:letterhead_logo_change": _of_letter("letterhead_logo_change"),
    "agreements:letterhead_logo_remove": _of_letter("letterhead_logo_remove"),
    "agreements:letterhead_picture": _pictures,
    "agreements:letterhead_preview": _of_letter("letterhead_preview", roles=STAFF, status=302),
    "agreements:letterhead_sample": _prints,
    "agreements:document_register": lambda example: [
        Page("/berita-acara/dari-luar/", roles=SECRETARIAT, otherwise=403, others=STRANGER)
    ],
    "agreements:document_outside_edit": _of_outside("document_outside_edit"),
    "agreements:document_outside_scan": _of_outside("document_outside_scan"),
    "agreements:outside_scan": _scans,
}
TAKES_POST: set[str] = {
    "agreements:letterhead_create",
    "agreements:letterhead_edit",
    "agreements:letterhead_formula",
    "agreements:letterhead_logo_change",
    "agreements:letterhead_logo_remove",
    "agreements:letterhead_preview",
    "agreements:document_register",
    "agreements:document_outside_edit",
    "agreements:document_outside_scan",
}
