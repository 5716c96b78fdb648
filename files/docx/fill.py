"""Sandbox program that fills template.docx with a draft; files.docx.writer starts it.

Reads the draft as JSON from standard input, and writes the Word file to standard output.
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
SECONDS = 20  # of CPU time: many times what a long draft takes
PAPERS = {"A4": (210, 297), "F4": (215, 330)}
# Characters that XML cannot represent, or that docxtpl would turn into a paragraph or page break.
_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def main() -> None:
    """Read the draft from standard input and write the Word file."""
    draft = json.load(sys.stdin)
    word = DocxTemplate(TEMPLATE)
    # `_escape_text` escapes every text; autoescape is the safety net for a text that skips it.
    word.render(
        {
            "blocks": [_build_block(block) for block in draft["blocks"]],
            "reference": _escape_text(draft["reference"]),
            "mark": _escape_text(draft["mark"]),
            "notice": _escape_text(draft["notice"]),
        },
        autoescape=True,
    )
    _set_page(word, draft)
    word.core_properties.title = _UNWRITABLE.sub("", draft["title"])
    word.core_properties.comments = _UNWRITABLE.sub("", draft["notice"])
    output = io.BytesIO()
    word.save(output)
    sys.stdout.buffer.write(output.getvalue())


def _build_block(block: dict[str, Any]) -> dict[str, Any]:
    if block["kind"] == "table":
        return {
            "kind": "table",
            "rows": [[_escape_text(cell) for cell in row] for row in block["rows"]],
        }
    return {"kind": block["kind"], "text": _escape_text(block["text"])}


def _escape_text(text: str) -> Markup:
    # After rendering docxtpl turns {_{ into {{, so underscores are written as character references.
    written = str(escape(_UNWRITABLE.sub("", text))).replace("_", "&#95;")
    return Markup(written)  # noqa: S704 - escaped in the line above


def _set_page(word: DocxTemplate, draft: dict[str, Any]) -> None:
    width, height = PAPERS[draft["paper"]]
    for section in word.docx.sections:
        section.page_width, section.page_height = Mm(width), Mm(height)
        for side, width_mm in draft["margins_mm"].items():
            setattr(section, f"{side}_margin", Mm(width_mm))


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    main()
