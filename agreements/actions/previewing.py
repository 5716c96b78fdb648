"""Previews: page images of a draft or of a letterhead's sample.

They are requested in the browser and drawn by the worker.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import (
    Document,
    DraftPreview,
    FormulaKind,
    Letterhead,
    LetterheadPreview,
    Paper,
)
from agreements.permissions import can_edit_letterhead, can_preview_document
from core.access import require
from core.actors import Actor
from core.outbox import enqueue
from core.refusals import Refused
from files.images import PagePicture


@transaction.atomic
def ask_for_preview(*, document: Document, paper: str, by: Actor) -> DraftPreview:
    """Request the preview of a draft; the worker draws its pages if the content has changed.

    Raises Refused for a document that is not a draft, an unknown paper size, and a draft without a
    letterhead.
    """
    require(can_preview_document(by, document))
    if not document.is_open:
        raise Refused(_("Only a draft is previewed; what is frozen has prints."), code="frozen")
    if paper not in Paper.values:
        raise Refused(_("There is no such paper."), field="paper")
    if document.letterhead_id is None:
        raise Refused(_("Choose a letterhead first; then the text can be printed."))
    preview, _is_new = DraftPreview.objects.update_or_create(
        document=document, paper=paper, defaults={"asked_at": timezone.now()}
    )
    enqueue("agreements.preview", preview.pk)
    return preview


@transaction.atomic
def ask_for_sample(*, letterhead: Letterhead, kind: str, by: Actor) -> LetterheadPreview:
    """Request the sample print of a letterhead for a kind of document; the worker draws it."""
    require(can_edit_letterhead(by))
    if kind not in FormulaKind.values:
        raise Refused(_("There is no such kind of paper."))
    preview, _is_new = LetterheadPreview.objects.update_or_create(
        letterhead=letterhead, kind=kind, defaults={"asked_at": timezone.now()}
    )
    enqueue("agreements.sample", preview.pk)
    return preview


@transaction.atomic
def keep_preview[P: (DraftPreview, LetterheadPreview)](
    *,
    preview: P,
    content_sha256: str,
    read_at: datetime,
    pdf: bytes | None = None,
    pictures: Sequence[PagePicture] = (),
) -> P:
    """Store the page images of a preview, drawn from the content as it was at `read_at`.

    `pdf=None` means that the content has not changed: the stored images stay. Otherwise the
    previous files are deleted after the commit. Images of more recent content are not overwritten.
    """
    preview = _lock_preview(preview)
    if preview.made_at is not None and preview.made_at > read_at:
        return preview
    if pdf is not None:
        _delete_files(preview)
        preview.pages.all().delete()
        # Named by preview and time, not by content: two previews, or two workers, may draw the
        # same pages, and the old files are deleted once the new ones exist.
        drawn = f"{preview._meta.model_name}-{preview.pk}-{read_at:%Y%m%d%H%M%S%f}"
        preview.pdf.save(f"{drawn}.pdf", ContentFile(pdf), save=False)
        for number, picture in enumerate(pictures, start=1):
            page = preview.pages.model(
                preview=preview, number=number, width=picture.width, height=picture.height
            )
            page.image.save(f"{drawn}-{number}.webp", ContentFile(picture.content), save=True)
    preview.content_sha256 = content_sha256
    preview.made_at = read_at
    preview.error = ""
    preview.save(update_fields=["pdf", "content_sha256", "made_at", "error"])
    return preview


@transaction.atomic
def fail_preview[P: (DraftPreview, LetterheadPreview)](
    *, preview: P, error: str, read_at: datetime
) -> P:
    """Record that the pages could not be drawn; earlier images stay."""
    preview = _lock_preview(preview)
    preview.made_at = read_at
    preview.error = error
    preview.save(update_fields=["made_at", "error"])
    return preview


@transaction.atomic
def forget_previews(*, document: Document) -> None:
    """Delete the previews of a draft; called when it goes out for review and when it is frozen."""
    for preview in DraftPreview.objects.filter(document=document):
        _delete_files(preview)
        preview.delete()


def _lock_preview[P: (DraftPreview, LetterheadPreview)](preview: P) -> P:
    return type(preview)._default_manager.select_for_update().get(pk=preview.pk)


def _delete_files(preview: DraftPreview | LetterheadPreview) -> None:
    files: list[FieldFile] = [preview.pdf, *(page.image for page in preview.pages.all())]
    for file in files:
        if file:
            # During an outage of the file store the file stays behind.
            transaction.on_commit(partial(file.storage.delete, str(file.name)), robust=True)
