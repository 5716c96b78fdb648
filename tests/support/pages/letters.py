"""The pages of letter templates and documents from outside."""

import io
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from agreements.actions.letters import keep_logo
from agreements.actions.outside import keep_outside_scan
from agreements.actions.previewing import ask_for_sample, keep_preview
from agreements.models import LetterPreviewPage, LetterTemplate
from files.images import PagePicture, reencode_logo
from files.scans.scan import look_at
from tests.support.example import STAFF, Example
from tests.support.pages.base import Page

EDITORS = ("sekretariat", "admin")
SECRETARIAT = ("sekretariat",)
STRANGER = {"": 302}
UNKNOWN: dict[str, Any] = {"roles": (), "otherwise": 404, "others": STRANGER}
KIND = "minutes"


def _address(name: str, *args) -> str:
    return reverse(f"agreements:{name}", args=args)


def _letter(example: Example) -> LetterTemplate:
    """The sample's letter, with a logo and a sample print."""
    letter = LetterTemplate.objects.get()
    by = example.users["sekretariat"]
    if letter.logo_id is None:
        picture = io.BytesIO()
        Image.new("RGB", (80, 100), "green").save(picture, "PNG")
        picture.seek(0)
        keep_logo(letter=letter, logo=reencode_logo(picture, field="logo"), by=by)
        preview = ask_for_sample(letter=letter, kind=KIND, by=by)
        keep_preview(
            preview=preview,
            content_sha256="0" * 64,
            read_at=timezone.now(),
            pdf=b"%PDF-1.7",
            pictures=[PagePicture(b"RIFF", 72, 102)],
        )
        letter.refresh_from_db()
    return letter


def _of_letter(name: str, *args, roles=EDITORS, status=200) -> Callable[[Example], list[Page]]:
    """A page of the letter for those who may change it; the facilitator is refused."""
    others = {**STRANGER, **({"fasilitator": 403} if roles == EDITORS else {})}

    def pages(example: Example) -> list[Page]:
        letter = _letter(example)
        return [
            Page(_address(name, letter.slug, *args), status, roles, others=others),
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
        *(Page(_address("letter_formula", slug, w), 200, EDITORS, others=others) for w in words),
        Page(_address("letter_formula", slug, "puisi"), 404, EDITORS, others=others),
    ]


def _creations(example: Example) -> list[Page]:
    path, letter = _address("letter_create"), _letter(example)
    closed: dict[str, Any] = {"roles": EDITORS, "otherwise": 403, "others": STRANGER}
    return [
        Page(path, **closed),
        Page(f"{path}?salin={letter.slug}", **closed),
        Page(f"{path}?salin=tidak-ada", 404, **closed),
    ]


def _logos(example: Example) -> list[Page]:
    letter = _letter(example)
    return [
        Page(_address("letter_logo", letter.logo_id)),
        Page(_address("letter_logo", "0" * 64), 404),
    ]


def _pictures(example: Example) -> list[Page]:
    letter = _letter(example)
    [page] = LetterPreviewPage.objects.filter(preview__letter=letter, preview__kind=KIND)
    return [
        Page(_address("letter_picture", letter.slug, page.pk), roles=STAFF, others=STRANGER),
        Page(_address("letter_picture", letter.slug, 10**18), **UNKNOWN),
    ]


def _prints(example: Example) -> list[Page]:
    letter = _letter(example)
    return [
        Page(_address("letter_sample", letter.slug, "notulen"), roles=STAFF, others=STRANGER),
        Page(_address("letter_sample", letter.slug, "undangan"), **UNKNOWN),
        Page(_address("letter_sample", letter.slug, "puisi"), **UNKNOWN),
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
        scan=look_at(ContentFile(b"%PDF-1.7\n%%EOF"), field="scan"),
        by=example.users["sekretariat"],
    )
    closed: dict[str, Any] = {"roles": STAFF, "otherwise": 403, "others": STRANGER}
    reference = example.outside.reference
    return [
        Page(_address("outside_scan", reference, scan.pk), **closed),
        Page(_address("outside_scan", reference, 10**18), 404, **closed),
    ]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "agreements:letter_list": lambda example: [
        Page("/kop-surat/", roles=STAFF, otherwise=403, others=STRANGER)
    ],
    "agreements:letter_create": _creations,
    "agreements:letter_detail": _details,
    "agreements:letter_edit": _of_letter("letter_edit"),
    "agreements:letter_formula": _formulas,
    "agreements:letter_logo": _logos,
    "agreements:letter_logo_change": _of_letter("letter_logo_change"),
    "agreements:letter_logo_remove": _of_letter("letter_logo_remove"),
    "agreements:letter_picture": _pictures,
    "agreements:letter_preview": _of_letter("letter_preview", roles=STAFF, status=302),
    "agreements:letter_sample": _prints,
    "agreements:document_register": lambda example: [
        Page("/berita-acara/dari-luar/", roles=SECRETARIAT, otherwise=403, others=STRANGER)
    ],
    "agreements:document_outside_edit": _of_outside("document_outside_edit"),
    "agreements:document_outside_scan": _of_outside("document_outside_scan"),
    "agreements:outside_scan": _scans,
}
TAKES_POST: set[str] = {
    "agreements:letter_create",
    "agreements:letter_edit",
    "agreements:letter_formula",
    "agreements:letter_logo_change",
    "agreements:letter_logo_remove",
    "agreements:letter_preview",
    "agreements:document_register",
    "agreements:document_outside_edit",
    "agreements:document_outside_scan",
}
