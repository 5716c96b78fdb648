"""Scans of signed papers: kept untouched, so first it is made sure that they are what they say.

A scan is a PDF, a JPEG or a PNG, and nothing else at the same time. What its first and last bytes
promise is checked here, without taking it into memory; the file itself is opened in processes of
their own (see the programs beside this file), so that neither a PDF library nor a spoilt file ever
is in a web worker.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from files.refusals import FileRefused
from files.sandbox import NotFinished, on_disk, run_in_sandbox
from files.uploads import TooLarge

MAX_BYTES = 50_000_000
JUDGING_SECONDS, READING_SECONDS = 20, 50
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
# An iPhone's own format says so behind four bytes.
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")

REASONS = {
    "empty": _("This file is empty. Perhaps the scanner was not finished: send it again."),
    "large": _("The file is larger than 50 MB. Scan it at 200 or 300 dots an inch, or in parts."),
    "together": _("Together this is more than 200 MB. Send it in several parts."),
    "kind": _("A scan is a PDF, a JPEG or a PNG. This file is none of them."),
    "heic": _(
        "This is a photo in the iPhone's own format. Choose “Most compatible” under Settings,"
        " Camera, Formats, and photograph the page again, or send it as JPEG."
    ),
    "two": _("This file is two things at once. Scan the paper again, as a PDF."),
    "encrypted": _("This PDF is locked with a password. Save it without one."),
    "pages": _("This PDF has more than 60 pages. Scan the papers in several parts."),
    "points": _("This picture is too large to be opened. Photograph the page in a smaller size."),
    "malformed": _("This file is damaged and cannot be opened. Scan the paper again."),
    "slow": _("This file could not be read in time. Try again, or scan the paper in parts."),
}


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it came: its file, the file's hash, and the extension of its kind."""

    file: File
    sha256: str
    extension: str

    @property
    def name(self) -> str:
        """What it is called where it is kept: the same name is the same content."""
        return f"{self.sha256}.{self.extension}"


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page as a machine saw it: page `page` of `pages` of the document with this code.

    0 is a page that says no number, an empty code one that says nothing of ours. `picture` is WebP,
    upright: the page as it came, turned by `turn` degrees clockwise.
    """

    number: int
    code: str
    page: int
    pages: int
    turn: int
    width: int
    height: int
    is_blank: bool
    picture: bytes


def safe_scan(upload: File, *, field: str) -> Scan:
    """Return a scan as it came; raises FileRefused beside `field` for what is none or spoilt."""
    scan = look_at(upload, field=field)
    with on_disk(upload) as path:
        try:
            answer = run_in_sandbox("files.scans.checking", str(path), seconds=JUDGING_SECONDS)
        except NotFinished:
            answer = b"malformed"
    upload.seek(0)
    verdict = answer.decode(errors="replace").strip()
    if verdict != "ok":
        raise FileRefused(REASONS.get(verdict, REASONS["malformed"]), field=field, code=verdict)
    return scan


def look_at(upload: File, *, field: str) -> Scan:
    """Return a scan by its outside alone; raises FileRefused for what cannot be one.

    The code of the refusal is a key of REASONS. Nobody has opened the file yet.
    """
    size = upload.size or 0
    extension = kind_of(_bytes(upload, 0, START))
    refusal = _refusal(upload, size, extension)
    if refusal:
        raise FileRefused(REASONS[refusal], field=field, code=refusal)
    sha256, end = _hash_and_end(upload, KINDS[extension][1])
    if _is_also_something_else(upload, extension, size, end):
        raise FileRefused(REASONS["two"], field=field, code="two")
    upload.seek(0)
    return Scan(upload, sha256, extension)


def kind_of(content: bytes) -> str:
    """Return "pdf", "jpg" or "png" by the first bytes; empty for anything else."""
    for extension, (start, _end, _type) in KINDS.items():
        if content.startswith(start):
            return extension
    return ""


def read_scan(path: Path) -> list[SeenPage]:
    """Return the pages of a scan with what they say and their pictures; takes up to 50 seconds.

    Raises FileRefused, its code a key of REASONS, for what cannot be opened.
    """
    with TemporaryDirectory() as folder:
        try:
            said = run_in_sandbox("files.scans.reading", str(path), folder, seconds=READING_SECONDS)
        except NotFinished as stopped:
            raise FileRefused(REASONS["slow"], code="slow") from stopped
        return [_seen(json.loads(line), Path(folder)) for line in said.splitlines()]


def rotate_picture(path: Path, turn: int) -> bytes:
    """Return a page's own picture turned so many degrees clockwise; takes up to 20 seconds."""
    try:
        return run_in_sandbox("files.scans.rotating", str(path), str(turn), seconds=JUDGING_SECONDS)
    except NotFinished as stopped:
        raise FileRefused(REASONS["slow"], field="turn", code="slow") from stopped


def _seen(page: dict[str, Any], folder: Path) -> SeenPage:
    if "refused" in page:
        raise FileRefused(REASONS[page["refused"]], code=page["refused"])
    return SeenPage(picture=(folder / f"{page['number']}.webp").read_bytes(), **page)


def _refusal(upload: File, size: int, extension: str) -> str:
    if not size:
        return "empty"
    if isinstance(upload, TooLarge) or size > MAX_BYTES:
        return "large"
    if not extension:
        return "heic" if _bytes(upload, 4, 8) in HEIC else "kind"
    return ""


def _bytes(upload: File, start: int, count: int) -> bytes:
    upload.seek(start)
    content: bytes = upload.read(count)
    return content


def _hash_and_end(upload: File, mark: bytes) -> tuple[str, int]:
    """Return the SHA-256 of a file, and where its last `mark` ends; -1 when it has none."""
    digest, place, end, before = hashlib.sha256(), 0, -1, b""
    for chunk in upload.chunks():
        digest.update(chunk)
        looked_at = before + chunk
        found = looked_at.rfind(mark)
        if found >= 0:
            end = place - len(before) + found + len(mark)
        place += len(chunk)
        before = looked_at[-len(mark) + 1 :]
    return digest.hexdigest(), end


def _is_also_something_else(upload: File, extension: str, size: int, end: int) -> bool:
    start = len(KINDS[extension][0])
    head = _bytes(upload, start, START - start).lower()
    if any(sign in head for sign in FOREIGN_AT_START):
        return True
    if end < 0:
        return False  # damaged: whoever opens it says so
    if extension in MAY_TRAIL:
        last = _bytes(upload, max(size - END, 0), END).lower()
        return any(sign in last for sign in FOREIGN_AT_END)
    rest = _bytes(upload, end, END)
    return bool(rest.strip(PADDING)) or size - end > END
