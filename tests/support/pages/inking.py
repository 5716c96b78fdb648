"""The pages of scanned papers, and of what two people say they show."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from files.scans.scan import RecognisedPage, identify_scan
from signing.actions.ink import store_wrapped_scan
from signing.actions.scans import UploadedScan, store_pages, upload_scans
from signing.models import InkRecord, ScanFile, ScannedPage
from tests.support.example import ROLES, STAFF, Example
from tests.support.pages.base import Page

STRANGER = {"": 302}
# Who has the paper in hand photographs it; an administrator only looks.
TAKERS = ("fasilitator", "sekretariat")
SHOWN: dict[str, Any] = {"roles": STAFF, "otherwise": 404, "others": STRANGER}
UNKNOWN: dict[str, Any] = {"roles": (), "otherwise": 404, "others": STRANGER}
STAFFS: dict[str, Any] = {"roles": STAFF, "otherwise": 403, "others": STRANGER}


def _address(name: str, *args) -> str:
    return reverse(f"signing:{name}", args=args)


def _file(example: Example) -> ScanFile:
    """A batch with a page of the berita acara, and one that belongs nowhere."""
    file = ScanFile.objects.first()
    if file is None:
        picture = BytesIO()
        Image.new("RGB", (60, 84), "white").save(picture, "PNG")
        scan = identify_scan(ContentFile(picture.getvalue()), field="files")
        batch = upload_scans(
            files=[UploadedScan("foto.png", scan)], by=example.users["fasilitator"]
        )
        pages = [_seen(1, str(example.document.verification_code)), _seen(2, "")]
        file = store_pages(file=batch.files.get(), pages=pages)
    return file


def _seen(number: int, code: str) -> RecognisedPage:
    picture = BytesIO()
    Image.new("RGB", (60, 84), "white").save(picture, "WEBP")
    return RecognisedPage(
        number=number,
        code=code,
        page=1 if code else 0,
        pages=2 if code else 0,
        rotation=0,
        width=60,
        height=84,
        is_blank=False,
        picture=picture.getvalue(),
    )


def _record(example: Example) -> InkRecord:
    """What was said of the berita acara's paper, with its page and the file made of it."""
    record = InkRecord.objects.filter(document=example.document).earliest("pk")
    if not record.scan:
        page = _file(example).pages.exclude(paper=None).get()
        record.pages.set([page])
        InkRecord.objects.filter(pk=record.pk).update(paper=page.paper)
        pdf = ContentFile(b"%PDF-1.7\n%%EOF", "jadi.pdf")
        record = store_wrapped_scan(record=record, pdf=pdf, sha256="2" * 64)
    return record


def _batch(example: Example) -> list[Page]:
    return [
        Page(_address("scan_batch", _file(example).batch_id), **SHOWN),
        Page(_address("scan_batch", 10**18), **UNKNOWN),
    ]


def _original(example: Example) -> list[Page]:
    file = _file(example)
    return [
        Page(_address("scan_original", file.batch_id, file.number), **SHOWN),
        Page(_address("scan_original", file.batch_id, 999), **UNKNOWN),
    ]


def _again(example: Example) -> list[Page]:
    file = _file(example)
    return [
        Page(_address("scan_again", file.batch_id, file.number), 405, ROLES[1:], others=STRANGER)
    ]


def _page(example: Example) -> list[Page]:
    pages = ScannedPage.objects.filter(file=_file(example))
    one: dict[str, Any] = {"roles": TAKERS, "otherwise": 404, "others": {**STRANGER, "admin": 403}}
    return [
        *(Page(_address("scanned_page", page.file.batch_id, page.pk), **one) for page in pages),
        Page(_address("scanned_page", 10**18, pages[0].pk), **UNKNOWN),
    ]


def _picture(example: Example) -> list[Page]:
    file = _file(example)
    keys = file.pages.values_list("pk", flat=True)
    return [
        *(Page(_address("scanned_picture", file.batch_id, key), **SHOWN) for key in keys),
        Page(_address("scanned_picture", file.batch_id, 10**18), **UNKNOWN),
    ]


def _of_record(name: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        record, reference = _record(example), example.document.reference
        return [
            Page(_address(name, reference, record.pk), **STAFFS),
            Page(_address(name, reference, 10**18), 404, **STAFFS),
            Page(_address(name, example.unsigned.reference, record.pk), 404, **STAFFS),
        ]

    return pages


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "signing:scan_batches": lambda example: [Page("/pindaian/", **STAFFS)],
    "signing:scan_batch": _batch,
    "signing:scan_original": _original,
    "signing:scan_again": _again,
    "signing:scanned_page": _page,
    "signing:scanned_picture": _picture,
    "signing:ink_record": _of_record("ink_record"),
    "signing:document_scan": _of_record("document_scan"),
}
TAKES_POST = {
    "signing:scan_batches",
    "signing:scan_batch",
    "signing:scan_again",
    "signing:scanned_page",
    "signing:ink_record",
}
