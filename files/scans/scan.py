"""Scans of signed papers: validated when they are uploaded, since they are stored unchanged.

A scan is a PDF, a JPEG or a PNG, and not another format at the same time. Its first and last bytes
are checked here, without reading the file into memory; the file is opened in sandboxes (the
programs beside this file), so that a web worker never loads a PDF library or a malformed file.
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
from files.sandbox import SandboxFailed, provide_path, run_in_sandbox
from files.uploads import OversizedUpload, is_heic

MAX_BYTES = 50_000_000
CHECKING_SECONDS, READING_SECONDS = 20, 50
# First bytes, last bytes and media type of each format.
KINDS = {
    "pdf": (b"%PDF-", b"%%EOF", "application/pdf"),
    "jpg": (b"\xff\xd8\xff", b"\xff\xd9", "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82", "image/png"),
}
# Bytes that may follow the end of the file: some scanners pad the last block.
PADDING = b"\x00\t\n\r \x1a"
# Phones append data of their own to a photo.
MAY_TRAIL = ("jpg",)
# Signs of a polyglot file: where programs look for a web page, a PDF, an archive.
FOREIGN_AT_START = (b"<script", b"<html", b"<svg", b"<!doctype", b"<?php", b"%pdf-")
FOREIGN_AT_END = (b"pk\x05\x06", b"%%eof", b"</script", b"</html", b"</svg")
START, END = 2_000, 70_000  # bytes

REASONS = {
    "empty": _("This file is empty. Perhaps the scanner was not finished: send it again."),
    "large": _("The file is larger than 50 MB. Scan it at 200 or 300 dpi, or in parts."),
    "together": _("Together this is more than 200 MB. Send it in several parts."),
    "kind": _("A scan is a PDF, a JPEG or a PNG. This file is none of them."),
    "heic": _(
        "This is a photo in the iPhone's own format. Choose “Most compatible” under Settings,"
        " Camera, Formats, and photograph the page again, or send it as JPEG."
    ),
    "two": _("This file contains a second file format. Scan the paper again, as a PDF."),
    "encrypted": _("This PDF is locked with a password. Save it without one."),
    "pages": _("This PDF has more than 60 pages. Scan the papers in several parts."),
    "points": _("This picture is too large to be opened. Photograph the page in a smaller size."),
    "malformed": _("This file is damaged and cannot be opened. Scan the paper again."),
    "slow": _("This file could not be read in time. Try again, or scan the paper in parts."),
}


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it was uploaded: its file, the file's SHA-256, and the extension of its format."""

    file: File
    sha256: str
    extension: str

    @property
    def name(self) -> str:
        """Its file name in the storage: the same name means the same content."""
        return f"{self.sha256}.{self.extension}"


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A scanned page as it was recognised: page `page` of `pages` of the document with `code`.

    `page` is 0 without a page code, `code` empty without any code of ours. `picture` is an upright
    WebP: the page as it was scanned, rotated by `rotation` degrees clockwise.
    """

    number: int
    code: str
    page: int
    pages: int
    rotation: int
    width: int
    height: int
    is_blank: bool
    picture: bytes


def check_scan(upload: File, *, field: str) -> Scan:
    """Open an upload in a sandbox and return it as a scan.

    Raises FileRefused for `field` when it is not a scan, or damaged.
    """
    scan = identify_scan(upload, field=field)
    with provide_path(upload) as path:
        try:
            answer = run_in_sandbox("files.scans.checking", str(path), seconds=CHECKING_SECONDS)
        except SandboxFailed:
            answer = b"malformed"
    upload.seek(0)
    verdict = answer.decode(errors="replace").strip()
    if verdict != "ok":
        raise FileRefused(REASONS.get(verdict, REASONS["malformed"]), field=field, code=verdict)
    return scan


def identify_scan(upload: File, *, field: str) -> Scan:
    """Return an upload as a scan by its signature bytes; raises FileRefused for anything else.

    The code of the refusal is a key of REASONS. The file has not been opened yet.
    """
    size = upload.size or 0
    extension = detect_extension(_read_bytes(upload, 0, START))
    refusal = _find_refusal(upload, size, extension)
    if refusal:
        raise FileRefused(REASONS[refusal], field=field, code=refusal)
    sha256, end = _find_hash_and_end(upload, KINDS[extension][1])
    if _is_polyglot(upload, extension, size, end):
        raise FileRefused(REASONS["two"], field=field, code="two")
    upload.seek(0)
    return Scan(upload, sha256, extension)


def detect_extension(content: bytes) -> str:
    """Return "pdf", "jpg" or "png" by the first bytes; empty for any other format."""
    for extension, (start, _end, _type) in KINDS.items():
        if content.startswith(start):
            return extension
    return ""


def read_scan(path: Path) -> list[RecognisedPage]:
    """Return the pages of a scan with their page codes and pictures; takes up to 50 seconds.

    Raises FileRefused, its code a key of REASONS, when it cannot be opened.
    """
    with TemporaryDirectory() as folder:
        try:
            said = run_in_sandbox("files.scans.reading", str(path), folder, seconds=READING_SECONDS)
        except SandboxFailed as stopped:
            raise FileRefused(REASONS["slow"], code="slow") from stopped
        return [_load_page(json.loads(line), Path(folder)) for line in said.splitlines()]


def rotate_picture(path: Path, degrees: int) -> bytes:
    """Return a page's picture rotated clockwise; takes up to 20 seconds."""
    try:
        return run_in_sandbox(
            "files.scans.rotating", str(path), str(degrees), seconds=CHECKING_SECONDS
        )
    except SandboxFailed as stopped:
        raise FileRefused(REASONS["slow"], field="rotation", code="slow") from stopped


def _load_page(page: dict[str, Any], folder: Path) -> RecognisedPage:
    if "refused" in page:
        raise FileRefused(REASONS[page["refused"]], code=page["refused"])
    return RecognisedPage(picture=(folder / f"{page['number']}.webp").read_bytes(), **page)


def _find_refusal(upload: File, size: int, extension: str) -> str:
    if not size:
        return "empty"
    if isinstance(upload, OversizedUpload) or size > MAX_BYTES:
        return "large"
    if not extension:
        return "heic" if is_heic(upload) else "kind"
    return ""


def _read_bytes(upload: File, start: int, count: int) -> bytes:
    upload.seek(start)
    content: bytes = upload.read(count)
    return content


def _find_hash_and_end(upload: File, mark: bytes) -> tuple[str, int]:
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


def _is_polyglot(upload: File, extension: str, size: int, end: int) -> bool:
    start = len(KINDS[extension][0])
    head = _read_bytes(upload, start, START - start).lower()
    if any(sign in head for sign in FOREIGN_AT_START):
        return True
    if end < 0:
        return False  # damaged: refused when it is opened
    if extension in MAY_TRAIL:
        last = _read_bytes(upload, max(size - END, 0), END).lower()
        return any(sign in last for sign in FOREIGN_AT_END)
    rest = _read_bytes(upload, end, END)
    return bool(rest.strip(PADDING)) or size - end > END
