"""Sandbox program that fills template.docx; files.docx.writer starts it.

Reads what to write as JSON from standard input, and writes the Word file to standard output.
"""

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from files.sandbox import limit_process

TEMPLATE = Path(__file__).with_name("template.docx")
SECONDS = 20  # of the processor: many times what a long draft takes
PAPERS = {"A4": (210, 297), "F4": (215, 330)}
# What XML cannot hold, and what docxtpl would read as a new paragraph or page.
_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def main() -> None:
    """Read the data from standard input and write the Word file."""
    told = json.load(sys.stdin)
    word = DocxTemplate(TEMPLATE)
    # Every text is escaped by `_escape_text`; autoescape is for what would be forgotten there.
    word.render(
        {
            "blocks": [_build_block(block) for block in told["blocks"]],
            "reference": _escape_text(told["reference"]),
            "mark": _escape_text(told["mark"]),
            "notice": _escape_text(told["notice"]),
        },
        autoescape=True,
    )
    _set_page(word, told)
    word.core_properties.title = _UNWRITABLE.sub("", told["title"])
    word.core_properties.comments = _UNWRITABLE.sub("", told["notice"])
    held = io.BytesIO()
    word.save(held)
    sys.stdout.buffer.write(held.getvalue())


def _build_block(block: dict[str, Any]) -> dict[str, Any]:
    if block["kind"] == "table":
        return {
            "kind": "table",
            "rows": [[_escape_text(cell) for cell in row] for row in block["rows"]],
        }
    return {"kind": block["kind"], "text": _escape_text(block["text"])}


def _escape_text(text: str) -> Markup:
    # docxtpl reads {_{ as {{ after rendering, so an underscore is written as its number.
    written = str(escape(_UNWRITABLE.sub("", text))).replace("_", "&#95;")
    return Markup(written)  # noqa: S704 - escaped in the line above


def _set_page(word: DocxTemplate, told: dict[str, Any]) -> None:
    width, height = PAPERS[told["paper"]]
    for section in word.docx.sections:
        section.page_width, section.page_height = Mm(width), Mm(height)
        for side, wide in told["margins_mm"].items():
            setattr(section, f"{side}_margin", Mm(wide))


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    main()
