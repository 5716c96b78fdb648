"""A draft as a Word file marked KONSEP, for those who work in Word.

It says what the page of the draft says, since it is made of the same templates. It is an export and
never a source: comments come back by link. Word libraries are heavy, so the file is filled in a
process of its own (agreements.docx.fill), and a web worker never loads them.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from agreements.content.reading import reading_context
from agreements.docx.blocks import blocks_of

SECONDS = 20  # many times what a long draft takes
ROOT = Path(__file__).resolve().parents[2]


class NotMade(RuntimeError):
    """The file could not be made; the log of the server says why."""


def draft_docx(content: Mapping[str, Any], *, paper: str) -> bytes:
    """Return a draft's content as a Word file on A4 or F4; raises NotMade when filling it fails."""
    letter = content["letter"]
    told = {
        "blocks": blocks_of(_html_of(content)),
        "title": f"{content['title'].title()} {content['reference']}",
        "reference": content["reference"],
        "paper": paper,
        "margins_mm": {
            side: letter[f"margin_{side}_mm"] for side in ("top", "right", "bottom", "left")
        },
    }
    try:
        filled = subprocess.run(
            [sys.executable, "-m", "agreements.docx.fill"],
            input=json.dumps(told).encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise NotMade(str(error)) from error
    return filled.stdout


def _html_of(content: Mapping[str, Any]) -> str:
    context = reading_context(content, emblem_url="")
    return render_to_string("agreements/docx.html", context)
