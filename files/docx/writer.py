"""Writes a Word file from blocks.

Word libraries are heavy, so the file is filled in a sandbox (files.docx.fill), and a web worker
never loads them.
"""

import json
from collections.abc import Mapping, Sequence

from files.docx.blocks import Block
from files.sandbox import run_in_sandbox

SECONDS = 20  # many times what a long draft takes


def write_docx(
    blocks: Sequence[Block],
    *,
    title: str,
    reference: str,
    mark: str,
    notice: str,
    paper: str,
    margins_mm: Mapping[str, int],
) -> bytes:
    """Return a Word file on A4 or F4, `mark` and `notice` at the head of every page.

    `margins_mm` has the four sides by name. Raises files.sandbox.SandboxFailed when that fails.
    """
    draft = {
        "blocks": blocks,
        "title": title,
        "reference": reference,
        "mark": mark,
        "notice": notice,
        "paper": paper,
        "margins_mm": margins_mm,
    }
    return run_in_sandbox("files.docx.fill", seconds=SECONDS, stdin=json.dumps(draft).encode())
