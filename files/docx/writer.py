"""Writing a Word file from plain blocks.

Word libraries are heavy, so the file is filled in a process of its own (files.docx.fill), and a web
worker never loads them.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from files.docx.blocks import Block

SECONDS = 20  # many times what a long draft takes
ROOT = Path(__file__).resolve().parents[2]


class NotMade(RuntimeError):
    """The file could not be made; the log of the server says why."""


def write_docx(
    blocks: Sequence[Block],
    *,
    title: str,
    reference: str,
    paper: str,
    margins_mm: Mapping[str, int],
) -> bytes:
    """Return a Word file on A4 or F4, KONSEP on every page; raises NotMade when filling it fails.

    `margins_mm` has the four sides by name.
    """
    told = {
        "blocks": blocks,
        "title": title,
        "reference": reference,
        "paper": paper,
        "margins_mm": margins_mm,
    }
    try:
        filled = subprocess.run(
            [sys.executable, "-m", "files.docx.fill"],
            input=json.dumps(told).encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise NotMade(str(error)) from error
    return filled.stdout
