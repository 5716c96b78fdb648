"""Re-encoding of uploaded pictures (photo of a slip, logo) before they are stored.

Only the pixels are kept: no metadata (a phone writes its position), no other format hidden in the
same bytes. A file that is not a picture, or too large to open safely, is refused with a message.
The picture is opened in a sandbox (files.reencode), so that a large one fills the memory of that
process, not of the web worker.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from files.refusals import FileRefused
from files.sandbox import SandboxFailed, provide_path, run_in_sandbox
from files.uploads import is_heic

MAX_BYTES = 15_000_000
SECONDS = 30
MIN_LOGO_PIXELS = 64  # a side; the same limit as in files.reencode
# A side in pixels: the letterhead prints a logo 22 mm high, at 600 dpi.
LOGO_PIXELS = 520


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as lossless WebP, with its size in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ReencodedImage:
    """A re-encoded picture: its bytes, their hash, and its size in pixels."""

    content: bytes
    sha256: str
    width: int
    height: int


def reencode_photo(upload: IO[bytes], *, field: str, longest: int = 1600) -> ReencodedImage:
    """Return a photo as JPEG, upright, at most `longest` pixels a side.

    Raises FileRefused for `field` when it is not a picture, or too large to open.
    """
    return _reencode(upload, "photo", field, longest)


def reencode_logo(upload: IO[bytes], *, field: str, longest: int = LOGO_PIXELS) -> ReencodedImage:
    """Return a logo as PNG with its transparency, at most `longest` pixels a side.

    Of an animation the first frame is taken. Raises FileRefused for `field` when it is not a
    picture, too small to print or too large to open.
    """
    return _reencode(upload, "logo", field, longest)


def _reencode(upload: IO[bytes], kind: str, field: str, longest: int) -> ReencodedImage:
    if _get_size(upload) > MAX_BYTES:
        raise FileRefused(_explain_refusal("bytes"), field=field)
    if is_heic(upload):
        raise FileRefused(_explain_refusal("heic"), field=field)
    with provide_path(upload) as path:
        try:
            said = run_in_sandbox("files.reencode", kind, str(longest), str(path), seconds=SECONDS)
        except SandboxFailed:
            raise FileRefused(_explain_refusal("pixels"), field=field) from None
    line, _newline, content = said.partition(b"\n")
    answer = json.loads(line)
    if "refused" in answer:
        raise FileRefused(_explain_refusal(answer["refused"]), field=field)
    return ReencodedImage(content, hashlib.sha256(content).hexdigest(), **answer)


def _get_size(upload: IO[bytes]) -> int:
    """Return the size in bytes; an upload that files.uploads discarded has only its `size`."""
    size = getattr(upload, "size", None)
    return upload.seek(0, 2) if size is None else int(size)


def _explain_refusal(key: str) -> str:
    sentences = {
        "bytes": _("The file is larger than %(size)s MB. Choose a smaller one.")
        % {"size": MAX_BYTES // 1_000_000},
        "heic": _(
            "This photo is in the phone's own format (HEIC). Let the phone take JPEG: on an iPhone"
            " choose “Most compatible” under Settings, Camera, Formats; on Android switch off"
            " HEIF or “high efficiency pictures” in the settings of the camera app; then"
            " photograph again."
        ),
        "none": _("This file is not a picture that can be read. Choose a JPEG, PNG or WebP."),
        "pixels": _("The picture has too many pixels to be opened. Save it smaller, or as a JPEG."),
        "small": _(
            "The picture is too small to be printed: it needs at least %(pixels)s pixels a side."
        )
        % {"pixels": MIN_LOGO_PIXELS},
    }
    return sentences[key]
