"""Scans of signed papers: kept untouched, so first it is made sure that they are what they say.

A scan is a PDF, a JPEG or a PNG, and nothing else at the same time. What its first bytes promise
is checked here; the file itself is opened in a process of its own (agreements.scan_probe), so that
neither a PDF library nor a spoilt file ever is in a web worker.
"""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from core.refusals import Refused

MAX_BYTES = 20_000_000
SECONDS = 20
PROBE = Path(__file__).with_name("scan_probe.py")
# How each kind begins and ends, and what it is served as.
KINDS = {
    "pdf": (b"%PDF-", b"%%EOF", "application/pdf"),
    "jpg": (b"\xff\xd8\xff", b"\xff\xd9", "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82", "image/png"),
}
# What may follow the end: some scanners fill up the last block.
PADDING = b"\x00\t\n\r \x1a"
# A phone puts data of its own behind a photo, which is read by nobody else.
MAY_TRAIL = ("jpg",)
# Signs of another file inside: where programs look for a page, a document, an archive.
FOREIGN_AT_START = (b"<script", b"<html", b"<svg", b"<!doctype", b"<?php", b"%pdf-")
FOREIGN_AT_END = (b"pk\x05\x06", b"%%eof", b"</script", b"</html", b"</svg")
START, END = 2_000, 70_000  # bytes

REASONS = {
    "large": _("The file is larger than 20 MB. Scan it at 200 or 300 dots an inch, or in parts."),
    "kind": _("A scan is a PDF, a JPEG or a PNG. This file is none of them."),
    "two": _("This file is two things at once. Scan the paper again, as a PDF."),
    "encrypted": _("This PDF is locked with a password. Save it without one."),
    "pages": _("This PDF has more than 200 pages. Take in just the signed paper."),
    "malformed": _("This file is damaged and cannot be opened. Scan the paper again."),
}


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it came: its bytes, their hash, and the extension of its kind."""

    content: bytes
    sha256: str
    extension: str


def safe_scan(upload: IO[bytes], *, field: str) -> Scan:
    """Return a scan as it came; raises Refused beside `field` for what is none, or is spoilt."""
    content = upload.read(MAX_BYTES + 1)
    extension = kind_of(content)
    refusal = _refusal(content, extension)
    if refusal:
        raise Refused(REASONS[refusal], field=field)
    return Scan(content, hashlib.sha256(content).hexdigest(), extension)


def kind_of(content: bytes) -> str:
    """Return "pdf", "jpg" or "png" by the first bytes; empty for anything else."""
    for extension, (start, _end, _type) in KINDS.items():
        if content.startswith(start):
            return extension
    return ""


def _refusal(content: bytes, extension: str) -> str:
    if len(content) > MAX_BYTES:
        return "large"
    if not extension:
        return "kind"
    if _is_also_something_else(content, extension):
        return "two"
    answer = _probe(content)
    return "" if answer == "ok" else answer


def _is_also_something_else(content: bytes, extension: str) -> bool:
    start, end, _type = KINDS[extension]
    head = content[len(start) : START].lower()
    if any(sign in head for sign in FOREIGN_AT_START):
        return True
    place = content.rfind(end)
    if place < 0:
        return False  # damaged: the probe says so
    rest = content[place + len(end) :]
    if extension in MAY_TRAIL:
        return any(sign in content[-END:].lower() for sign in FOREIGN_AT_END)
    return bool(rest.strip(PADDING))


def _probe(content: bytes) -> str:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PROBE)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "malformed"
    answer = done.stdout.decode(errors="replace").strip()
    return answer if answer in {"ok", *REASONS} else "malformed"
