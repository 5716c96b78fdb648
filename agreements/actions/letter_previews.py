"""Samples of a letterhead's papers: asked for in the browser, drawn by the worker."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.actions.previewing import Picture
from agreements.models import LetterKind, LetterPreview, LetterPreviewPage, LetterTemplate
from agreements.permissions import can_edit_letter
from core.access import require
from core.outbox import enqueue
from core.refusals import Refused


@transaction.atomic
def ask_letter_preview(*, letter: LetterTemplate, kind: str, by: Any) -> LetterPreview:
    """Ask for a sample as it would print now; the worker draws it unless nothing has changed."""
    require(can_edit_letter(by))
    if kind not in LetterKind.values:
        raise Refused(_("There is no such kind of paper."))
    preview, _is_new = LetterPreview.objects.update_or_create(
        letter=letter, kind=kind, defaults={"asked_at": timezone.now()}
    )
    enqueue("agreements.letter_preview", preview.pk)
    return preview


@transaction.atomic
def keep_letter_preview(
    *,
    preview: LetterPreview,
    content_sha256: str,
    read_at: datetime,
    pdf: bytes | None = None,
    pictures: Sequence[Picture] = (),
) -> LetterPreview:
    """Keep the pages of a sample as it stood at `read_at`; without `pdf` the kept ones still hold.

    The files of the pages before are deleted after the commit. Pages of a later reading stay.
    """
    preview = LetterPreview.objects.select_for_update().get(pk=preview.pk)
    if preview.made_at is not None and preview.made_at > read_at:
        return preview
    if pdf is not None:
        _delete_files(preview)
        preview.pages.all().delete()
        preview.pdf.save(f"{content_sha256}.pdf", ContentFile(pdf), save=False)
        for number, picture in enumerate(pictures, start=1):
            page = LetterPreviewPage(
                preview=preview, number=number, width=picture.width, height=picture.height
            )
            name = f"{content_sha256}-{number}.webp"
            page.image.save(name, ContentFile(picture.content), save=True)
    preview.content_sha256 = content_sha256
    preview.made_at = read_at
    preview.error = ""
    preview.save(update_fields=["pdf", "content_sha256", "made_at", "error"])
    return preview


@transaction.atomic
def fail_letter_preview(*, preview: LetterPreview, error: str, read_at: datetime) -> LetterPreview:
    """Note that a sample could not be drawn; the one drawn before stays."""
    preview = LetterPreview.objects.select_for_update().get(pk=preview.pk)
    preview.made_at = read_at
    preview.error = error
    preview.save(update_fields=["made_at", "error"])
    return preview


def _delete_files(preview: LetterPreview) -> None:
    files: list[FieldFile] = [preview.pdf, *(page.image for page in preview.pages.all())]
    for file in files:
        if file:
            transaction.on_commit(partial(file.storage.delete, file.name))
