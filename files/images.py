"""Pictures that people bring, a photo of a slip or a logo: what is kept is drawn anew.

Nothing of the file that came survives: no metadata (a phone writes where it was), no second
meaning of the same bytes. What is no picture, or too large to open safely, is refused in a
sentence. It is opened in a process of its own (files.reencode): sixteen million points of a phone
fill the memory of that one, and not of the web worker.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from files.refusals import FileRefused
from files.sandbox import NotFinished, on_disk, run_in_sandbox

MAX_BYTES = 15_000_000
SECONDS = 30
LEAST_LOGO_POINTS = 64  # as files.reencode demands
# As large as a printer can show on the 22 mm of a letterhead.
LOGO_POINTS = 520


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as lossless WebP, with its size in points."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SafeImage:
    """A picture made anew: its bytes, their hash, and its size in points."""

    content: bytes
    sha256: str
    width: int
    height: int


def reencode_photo(upload: IO[bytes], *, field: str, longest: int = 1600) -> SafeImage:
    """Return a photo as JPEG, upright, at most `longest` points a side.

    Raises FileRefused beside `field` for what is no picture, and for one too large to open.
    """
    return _redrawn(upload, "photo", field, longest)


def reencode_logo(upload: IO[bytes], *, field: str, longest: int = LOGO_POINTS) -> SafeImage:
    """Return a logo as PNG with its transparency, at most `longest` points a side.

    Of an animation the first picture is taken. Raises FileRefused beside `field` for what is no
    picture, and for one too small to print or too large to open.
    """
    return _redrawn(upload, "logo", field, longest)


def _redrawn(upload: IO[bytes], kind: str, field: str, longest: int) -> SafeImage:
    if _size_of(upload) > MAX_BYTES:
        raise FileRefused(_why_not("bytes"), field=field)
    with on_disk(upload) as path:
        try:
            said = run_in_sandbox("files.reencode", kind, str(longest), str(path), seconds=SECONDS)
        except NotFinished:
            raise FileRefused(_why_not("points"), field=field) from None
    line, _newline, content = said.partition(b"\n")
    answer = json.loads(line)
    if "refused" in answer:
        raise FileRefused(_why_not(answer["refused"]), field=field)
    return SafeImage(content, hashlib.sha256(content).hexdigest(), **answer)


def _size_of(upload: IO[bytes]) -> int:
    """Return how large a file is; what was let past unread (files.uploads) says so itself."""
    size = getattr(upload, "size", None)
    return upload.seek(0, 2) if size is None else int(size)


def _why_not(key: str) -> str:
    sentences = {
        "bytes": _("The file is larger than %(size)s MB. Choose a smaller one.")
        % {"size": MAX_BYTES // 1_000_000},
        "none": _("This file is not a picture that can be read. Choose a JPEG, PNG or WebP."),
        "points": _("The picture has too many points to be opened. Save it smaller, or as a JPEG."),
        "small": _(
            "The picture is too small to be printed: it needs at least %(points)s points a side."
        )
        % {"points": LEAST_LOGO_POINTS},
    }
    return sentences[key]
