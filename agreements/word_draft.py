"""A draft as a Word file marked KONSEP, for those who work in Word.

It says what the page of the draft says, since it is made of the same templates. It is an export and
never a source: comments come back by link.
"""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from agreements.content.reading import reading_context
from files.docx.blocks import blocks_of
from files.docx.writer import write_docx


def draft_docx(content: Mapping[str, Any], *, paper: str) -> bytes:
    """Return a draft's content as a Word file on A4 or F4; raises NotMade when filling it fails."""
    letter = content["letter"]
    return write_docx(
        blocks_of(_html_of(content)),
        title=f"{content['title'].title()} {content['reference']}",
        reference=content["reference"],
        paper=paper,
        margins_mm={
            side: letter[f"margin_{side}_mm"] for side in ("top", "right", "bottom", "left")
        },
    )


def _html_of(content: Mapping[str, Any]) -> str:
    context = reading_context(content, emblem_url="")
    return render_to_string("agreements/docx.html", context)
