"""Background tasks: render prints, draw page images, delete expired prints."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.utils import timezone

from agreements.actions.freezing import store_rendition
from agreements.actions.frozen_pages import keep_frozen_pages
from agreements.actions.previewing import fail_preview, forget_previews, keep_preview
from agreements.actions.printing import fail_print, forget_print, keep_print
from agreements.content.documents import build_content
from agreements.content.sample import build_sample
from agreements.frozen_pages import find_print_for_screen
from agreements.models import DocumentVersion, DraftPreview, LetterheadPreview, Paper, PrintJob
from agreements.pdfs import Paper as PaperName
from agreements.pdfs import render_agreement_pdf
from agreements.prints import render_document, render_job, render_sample
from core.canonical import hash_content
from core.outbox import Handler
from core.refusals import Refused
from files.pdf.page_pictures import READING_WIDTH, draw_pages


def render_prints(version_id: int) -> None:
    """Render and store the prints of a frozen version in every paper size (idempotent)."""
    version = DocumentVersion.objects.select_related("document").get(pk=version_id)
    layout = version.content["page_setup"]["signature_layout"]
    for paper in Paper.values:
        if not version.renditions.filter(paper=paper, layout=layout).exists():
            pdf = render_document(version.document, paper=paper, layout=layout)
            store_rendition(version=version, paper=paper, layout=layout, pdf=pdf)
    forget_previews(document=version.document)


def draw_frozen_pages(version_id: int) -> None:
    """Draw the page images that are read on a screen before signing (idempotent)."""
    version = DocumentVersion.objects.get(pk=version_id)
    kept = find_print_for_screen(version)
    if kept is None:
        raise LookupError(f"{version} has no print yet")
    if not version.pages.exists():
        with kept.file.open("rb") as file:
            pictures = draw_pages(file.read(), width=READING_WIDTH)
        keep_frozen_pages(version=version, pictures=pictures)


def make_print(job_id: int) -> None:
    """Render a print job (idempotent)."""
    make_print_by(job_id, render_job)


def make_print_by(job_id: int, print_job: Callable[[PrintJob], bytes]) -> None:
    """Render a print job with a function that returns its PDF (idempotent).

    A refusal is recorded for whoever requested the print and not retried; any other error is
    recorded and raised, so that the outbox retries.
    """
    jobs = PrintJob.objects.select_related("document__letterhead", "meeting", "letterhead")
    job = jobs.get(pk=job_id)
    if job.made_at is not None:
        return
    try:
        pdf = print_job(job)
    except Refused as refusal:
        fail_print(job=job, error=str(refusal))
        return
    except Exception as error:
        # The message of an error may name files of the server; its type is enough to report.
        fail_print(job=job, error=type(error).__name__)
        raise
    keep_print(job=job, pdf=pdf)


def forget_old_print(job_id: int) -> None:
    """Delete the file of an expired print job (idempotent)."""
    forget_print(job=PrintJob.objects.get(pk=job_id))


def draw_preview(preview_id: int) -> None:
    """Draw the page images of a draft, unless they are up to date (idempotent)."""
    previews = DraftPreview.objects.select_related("document__letterhead", "document__meeting")
    preview = previews.filter(pk=preview_id).first()
    if preview is None or not preview.is_waiting:
        return
    if preview.document.is_frozen:
        forget_previews(document=preview.document)
        return
    document, paper = preview.document, cast("PaperName", preview.paper)
    _draw_preview(
        preview,
        lambda: build_content(document),
        lambda content: render_agreement_pdf(content, None, paper=paper, draft=True),
    )


def draw_sample(preview_id: int) -> None:
    """Draw a sample print of a letterhead, unless it is up to date (idempotent)."""
    previews = LetterheadPreview.objects.select_related("letterhead__issuer")
    preview = previews.filter(pk=preview_id).first()
    if preview is None or not preview.is_waiting:
        return
    letterhead, kind = preview.letterhead, preview.kind
    _draw_preview(
        preview,
        lambda: build_sample(letterhead, kind, day=timezone.localdate()),
        render_sample,
        is_coloured=True,
    )


def _draw_preview[P: (DraftPreview, LetterheadPreview)](
    preview: P,
    build: Callable[[], dict[str, Any]],
    printed: Callable[[dict[str, Any]], bytes],
    *,
    is_coloured: bool = False,
) -> None:
    """Draw the page images of a content from its PDF.

    The hash of the content is compared first, so that unchanged content is not drawn again.
    """
    read_at = timezone.now()
    try:
        content = build()
        sha256 = hash_content(content)
        if sha256 == preview.content_sha256:
            keep_preview(preview=preview, content_sha256=sha256, read_at=read_at)
            return
        pdf = printed(content)
        pictures = draw_pages(pdf, is_coloured=is_coloured)
    except Exception as error:
        fail_preview(preview=preview, error=type(error).__name__, read_at=read_at)
        raise
    keep_preview(
        preview=preview, content_sha256=sha256, read_at=read_at, pdf=pdf, pictures=pictures
    )


HANDLERS: Mapping[str, Handler] = {
    "agreements.draw_frozen_pages": draw_frozen_pages,
    "agreements.forget_print": forget_old_print,
    "agreements.preview": draw_preview,
    "agreements.print": make_print,
    "agreements.render_prints": render_prints,
    "agreements.sample": draw_sample,
}
