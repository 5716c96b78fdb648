"""Rendering the print of a document with its signatures."""

from typing import cast

from agreements.models import Document, PrintBatchItem, PrintJob
from agreements.pdfs import Layout, Paper
from agreements.prints import get_usual_layout
from signing.actions.printing import require_closed
from signing.pdfs import render_final_pdf


def render_signed_job(job: PrintJob) -> bytes:
    """Return the PDF of a requested copy with signatures."""
    document = cast("Document", job.document)
    return render_signed_print(document, paper=job.paper, layout=job.layout or None)


def render_signed_item(item: PrintBatchItem) -> tuple[bytes, str]:
    """Return the PDF of one document of a print batch, and its layout."""
    batch = item.batch
    layout = batch.layout or get_usual_layout(item.document)
    return render_signed_print(item.document, paper=batch.paper, layout=layout or None), layout


def render_signed_print(document: Document, *, paper: str, layout: str | None = None) -> bytes:
    """Return the final text with its signatures, marked as a copy (SALINAN).

    Raises Refused while signatures are still collected.
    """
    closing = require_closed(document)
    version = document.versions.latest("number")
    return render_final_pdf(
        version.content,
        version.content_sha256,
        closing.content,
        paper=cast("Paper", paper),
        layout=cast("Layout | None", layout),
        is_copy=True,
    )
