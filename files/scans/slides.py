"""Slides of a talk: a PDF that is stored unchanged, validated like a scan when it is uploaded."""

from dataclasses import dataclass

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from files.refusals import FileRefused
from files.sandbox import SandboxFailed, provide_path, run_in_sandbox
from files.scans.scan import identify_scan

MAX_BYTES = 30_000_000
SECONDS = 20

REASONS = {
    "empty": _("This file is empty. Save the slides again."),
    "large": _("The slides are larger than 30 MB. Save them with smaller pictures, or in parts."),
    "kind": _("Slides are added as a PDF. Save them as PDF first."),
    "two": _("This file contains a second file format. Save the slides as PDF again."),
    "encrypted": _("This PDF is locked with a password. Save it without one."),
    "pages": _("These slides have more than 300 pages. Add them in several parts."),
    "malformed": _("This PDF is damaged and cannot be opened. Save the slides as PDF again."),
}


@dataclass(frozen=True, slots=True)
class Slides:
    """Slides as they were uploaded: the file, its SHA-256, size in bytes and number of pages."""

    file: File
    sha256: str
    size: int
    pages: int


def check_slides(upload: File, *, field: str) -> Slides:
    """Open a PDF in a sandbox, count its pages, and return it as slides.

    Raises FileRefused for `field` when it is no PDF, or locked, damaged or too large.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise _build_refusal("large", field)
    try:
        scan = identify_scan(upload, field=field)
    except FileRefused as refusal:
        raise _build_refusal(str(refusal.code), field) from None
    if scan.extension != "pdf":
        raise _build_refusal("kind", field)
    with provide_path(upload) as path:
        try:
            said = run_in_sandbox("files.scans.counting", str(path), seconds=SECONDS).decode()
        except SandboxFailed:
            said = "malformed"
    upload.seek(0)
    said = said.strip()
    if not said.isdecimal():
        raise _build_refusal(said, field)
    return Slides(upload, scan.sha256, upload.size or 0, int(said))


def _build_refusal(key: str, field: str) -> FileRefused:
    return FileRefused(REASONS.get(key, REASONS["kind"]), field=field, code=key)
