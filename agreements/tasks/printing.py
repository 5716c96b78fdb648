"""Background work of the agreements: prints, pictures of drafts, and what is forgotten."""

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
    """Make and keep the prints of a frozen version in every paper size; safe to run again."""
    version = DocumentVersion.objects.select_related("document").get(pk=version_id)
    layout = version.content["page_setup"]["signature_layout"]
    for paper in Paper.values:
        if not version.renditions.filter(paper=paper, layout=layout).exists():
            pdf = render_document(version.document, paper=paper, layout=layout)
            store_rendition(version=version, paper=paper, layout=layout, pdf=pdf)
    forget_previews(document=version.document)


def draw_frozen_pages(version_id: int) -> None:
    """Draw the pages that are read on a screen before signing; safe to run again."""
    version = DocumentVersion.objects.get(pk=version_id)
    kept = find_print_for_screen(version)
    if kept is None:
        raise LookupError(f"{version} has no print yet")
    if not version.pages.exists():
        with kept.file.open("rb") as file:
            pictures = draw_pages(file.read(), width=READING_WIDTH)
        keep_frozen_pages(version=version, pictures=pictures)


def make_print(job_id: int) -> None:
    """Make a print that somebody asked for; safe to run again."""
    make_print_by(job_id, render_job)


def make_print_by(job_id: int, print_job: Callable[[PrintJob], bytes]) -> None:
    """Make a print by the function that returns its PDF; safe to run again.

    A refusal is told to who asked and not tried again by itself; any other failure is both told
    and raised, so that the outbox tries again.
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
        # The sentence of an error may name files of the server; its kind is enough to report.
        fail_print(job=job, error=type(error).__name__)
        raise
    keep_print(job=job, pdf=pdf)


def forget_old_print(job_id: int) -> None:
    """Delete the file of a print whose time is over; safe to run again."""
    forget_print(job=PrintJob.objects.get(pk=job_id))


def draw_preview(preview_id: int) -> None:
    """Draw the pages of a draft, unless they were drawn since; safe to run again."""
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
    """Draw the sample of a letterhead's paper, unless it was drawn since; safe to run again."""
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
    """Draw what the content says now, by the print that it would be.

    It is compared by its hash first: where nothing has changed, nothing is drawn.
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
