"""Scans of signed papers: uploaded in batches, their pages assigned by QR code or by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Required, TypedDict, Unpack

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import FROZEN_STATES, Document
from core.access import require
from core.actors import Actor
from core.optimistic_lock import save_unless_changed
from core.outbox import enqueue, enqueue_again
from core.refusals import Refused
from files.sandbox import provide_path
from files.scans.scan import RecognisedPage, Scan, rotate_picture
from signing.models import InkState, ScanBatch, ScanFile, ScannedPage, ScannedPaper
from signing.permissions import can_upload_scans

MAX_FILES = 100  # per batch


@dataclass(frozen=True, slots=True)
class UploadedScan:
    """An uploaded file: a valid scan, or the key of the reason why it was rejected."""

    name: str
    scan: Scan | None
    refusal: str = ""


class PageAssignment(TypedDict, total=False):
    """Which page of which document a scanned page is; without a document it is set aside.

    `rotation` rotates its picture further clockwise, in degrees.
    """

    document: Required[Document | None]
    page_number: Required[int | None]
    rotation: int


# ── Files ────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def upload_scans(
    *, files: Sequence[UploadedScan], by: Actor, batch: ScanBatch | None = None
) -> ScanBatch:
    """Store uploaded files unchanged in a new or an existing batch, and enqueue their reading.

    Of a rejected file only its name and the reason are recorded; a duplicate within the batch is
    stored once. Raises Refused when all files are rejected, and when the batch would have more than
    MAX_FILES.
    """
    require(can_upload_scans(by))
    if not any(each.scan for each in files):
        raise Refused(_("None of these files is a scan."), field="files")
    if batch is None:
        batch = ScanBatch.objects.create(uploaded_by_id=by.pk)
    else:
        batch = ScanBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    known = set(batch.files.values_list("sha256", flat=True)) - {""}
    fresh = []
    for each in files:
        sha256 = each.scan.sha256 if each.scan is not None else ""
        if sha256 not in known:
            fresh.append(each)
        if sha256:
            known.add(sha256)
    number = batch.files.count()
    # Checked before the first file is stored, since a rollback deletes no file from the disk.
    if number + len(fresh) > MAX_FILES:
        raise Refused(
            _("A batch holds at most %(count)s files. Start another one.") % {"count": MAX_FILES},
            field="files",
        )
    for order, each in enumerate(fresh, start=number + 1):
        _store_file(batch, order, each)
    return batch


def _store_file(batch: ScanBatch, number: int, uploads: UploadedScan) -> None:
    file = ScanFile(batch=batch, number=number, name=uploads.name, refusal=uploads.refusal)
    scan = uploads.scan
    if scan is not None:
        file.sha256, file.extension, file.size = scan.sha256, scan.extension, scan.file.size
        file.file.save(scan.name, scan.file, save=False)
    file.full_clean()
    file.save()
    if scan is not None:
        enqueue("signing.read_scan", file.pk)


@transaction.atomic
def retry_scan(*, file: ScanFile, by: Actor) -> ScanFile:
    """Enqueue the reading of a file again, if none of its pages has been read."""
    require(can_upload_scans(by))
    file = ScanFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if not file.file or file.pages.exists():
        raise Refused(_("This file has already been read."), code="wrong_state")
    file.refusal, file.read_at = "", None
    file.save(update_fields=["refusal", "read_at"])
    enqueue_again("signing.read_scan", file.pk)
    return file


@transaction.atomic
def record_scan_refusal(*, file: ScanFile, refusal: str) -> ScanFile:
    """Record why a stored file could not be read, unless it has been read meanwhile."""
    file = ScanFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.read_at is not None:
        return file
    file.refusal, file.read_at = refusal, timezone.now()
    file.save(update_fields=["refusal", "read_at"])
    return file


# ── Pages ────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def store_pages(*, file: ScanFile, pages: Sequence[RecognisedPage]) -> ScanFile:
    """Store the pages read from a file, each assigned to the paper of its document; idempotent."""
    file = ScanFile.objects.select_for_update(of=("self",)).select_related("batch").get(pk=file.pk)
    if file.read_at is not None:
        return file
    for seen in pages:
        _store_page(file, seen)
    file.read_at = timezone.now()
    file.save(update_fields=["read_at"])
    return file


def _store_page(file: ScanFile, seen: RecognisedPage) -> None:
    page = ScannedPage(
        file=file,
        number=seen.number,
        rotation=seen.rotation,
        width=seen.width,
        height=seen.height,
        code=seen.code,
        total=seen.pages or None,
        is_set_aside=seen.is_blank,
    )
    document = _find_document(seen.code)
    if document is not None and seen.page:
        page.paper, page.page_number = _get_or_create_paper(file.batch, document), seen.page
    page.picture.save(_format_picture_name(page), ContentFile(seen.picture), save=False)
    page.full_clean()
    page.save()


def _find_document(code: str) -> Document | None:
    documents = Document.objects.filter(state__in=FROZEN_STATES)
    return documents.filter(verification_code=code).first() if code else None


def _get_or_create_paper(batch: ScanBatch, document: Document) -> ScannedPaper:
    return ScannedPaper.objects.get_or_create(batch=batch, document=document)[0]


def _format_picture_name(page: ScannedPage) -> str:
    return f"{page.file.sha256}-{page.file_id}-{page.number}-{page.rotation}.webp"


@transaction.atomic
def assign_page(
    *, page: ScannedPage, seen_revision: int, by: Actor, **assignment: Unpack[PageAssignment]
) -> ScannedPage:
    """Assign a scanned page to a page of a document by hand, or set it aside.

    `rotation` rotates the picture further clockwise, in degrees. Raises Conflict when
    somebody else saved first (optimistic lock), and Refused for a page that an ink record uses.
    """
    require(can_upload_scans(by))
    # An ink record takes the same lock when it uses these pages.
    ScannedPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    held = page.ink_records.exclude(state=InkState.RETURNED).select_related("document").first()
    if held is not None:
        raise Refused(
            _("The record of %(document)s uses this page; send that back first.")
            % {"document": held.document},
            code="held",
        )
    document, page_number = assignment["document"], assignment["page_number"]
    rotation = assignment.get("rotation", 0)
    if document is not None and not page_number:
        raise Refused(_("Give the number that is printed on the page."), field="page_number")
    if rotation:
        _rotate_picture(page, rotation)
    return save_unless_changed(
        page,
        seen_revision=seen_revision,
        by=by,
        paper=_get_or_create_paper(page.file.batch, document) if document else None,
        page_number=page_number if document else None,
        is_set_aside=document is None,
        is_by_hand=True,
        rotation=page.rotation,
        picture=page.picture.name,
        width=page.width,
        height=page.height,
    )


def _rotate_picture(page: ScannedPage, rotation: int) -> None:
    """Rotate the stored picture of a page by `rotation` degrees clockwise."""
    with provide_path(page.picture) as path:
        turned = rotate_picture(path, rotation)
    page.rotation = (page.rotation + rotation) % 360
    if rotation % 180:
        page.width, page.height = page.height, page.width
    page.picture.save(_format_picture_name(page), ContentFile(turned), save=False)
