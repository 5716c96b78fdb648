"""Export of a draft as a Word file marked KONSEP.

It is rendered from the templates of the draft's page. It is never imported: comments are given
through the review link.
"""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from agreements.content.reading import build_reading_context
from files.docx.blocks import parse_blocks
from files.docx.writer import write_docx

MARK = "KONSEP"
NOTICE = "Tanggapan disampaikan lewat tautan peninjauan, bukan lewat berkas ini."
# The style of a paragraph by the classes of our templates, and by elements; see parse_blocks.
STYLES = {
    "letterhead-lines": "head",
    "document-head": "title",
    "signing-place": "right",
    "signature": "sign",
    "signing-capacity": "capacity",
    "annex-head": "right",
    "annex-title": "heading",
    "clause-heading": "heading",
    "clause-title": "strong",
    "old-text": "quote",
    "new-text": "quote",
    "example-notice": "quote",
    "li": "item",
}


def build_draft_docx(content: Mapping[str, Any], *, paper: str) -> bytes:
    """Return a draft's content as a Word file on A4 or F4; raises SandboxFailed when that fails."""
    page_setup = content["page_setup"]
    return write_docx(
        parse_blocks(_render_html(content), styles=STYLES),
        title=f"{content['title'].title()} {content['reference']}",
        reference=content["reference"],
        mark=MARK,
        notice=NOTICE,
        paper=paper,
        margins_mm={
            side: page_setup[f"margin_{side}_mm"] for side in ("top", "right", "bottom", "left")
        },
    )


def _render_html(content: Mapping[str, Any]) -> str:
    context = build_reading_context(content, emblem_url="")
    return render_to_string("agreements/docx.html", context)
