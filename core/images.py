"""Pictures that people bring, a photo of a slip or a logo: what is kept is drawn anew.

Nothing of the file that came survives: no metadata (a phone writes where it was), no second
meaning of the same bytes. What is no picture, or too large to open safely, is refused in a
sentence.
"""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.refusals import Refused

MAX_BYTES = 15_000_000
# A phone's photo; a JPEG is opened at a fraction of its size, so it costs little memory.
MAX_JPEG_POINTS = 110_000_000
# Other formats must be opened whole: 16 million points are 64 MB.
MAX_POINTS = 16_000_000
READABLE = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class SafeImage:
    """A picture made anew: its bytes, their hash, and its size in points."""

    content: bytes
    sha256: str
    width: int
    height: int


def safe_photo(upload: IO[bytes], *, field: str, longest: int = 1600) -> SafeImage:
    """Return a photo as JPEG, upright, at most `longest` points a side.

    Raises Refused beside `field` for what is no picture, and for one too large to open.
    """
    picture = _opened(upload, field, longest).convert("RGB")
    picture.thumbnail((longest, longest))
    return _kept(picture, "JPEG", quality=80, optimize=True)


def safe_logo(upload: IO[bytes], *, field: str, longest: int = 640) -> SafeImage:
    """Return a logo as PNG with its transparency, at most `longest` points a side.

    Raises Refused beside `field` for what is no picture, and for one too large to open.
    """
    picture = _opened(upload, field, longest).convert("RGBA")
    picture.thumbnail((longest, longest))
    return _kept(picture, "PNG", optimize=True)


def _opened(upload: IO[bytes], field: str, longest: int) -> Image.Image:
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Refused(
            _("The file is larger than %(size)s MB. Choose a smaller one.")
            % {"size": MAX_BYTES // 1_000_000},
            field=field,
        )
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a picture that would fill the memory; here that is a no.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture: Image.Image = Image.open(BytesIO(content), formats=READABLE)
            _require_openable(picture, field)
            picture.draft("RGB", (2 * longest, 2 * longest))
            picture.load()
            return ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(field) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Refused(
            _("This file is not a picture that can be read. Choose a JPEG, PNG or WebP."),
            field=field,
        ) from None


def _require_openable(picture: Image.Image, field: str) -> None:
    points = picture.width * picture.height
    if points > (MAX_JPEG_POINTS if picture.format == "JPEG" else MAX_POINTS):
        raise _too_large(field)


def _too_large(field: str) -> Refused:
    return Refused(
        _("The picture has too many points to be opened. Save it smaller, or as a JPEG."),
        field=field,
    )


def _kept(picture: Image.Image, kind: str, **options: int | bool) -> SafeImage:
    out = BytesIO()
    picture.save(out, kind, **options)
    content = out.getvalue()
    return SafeImage(content, hashlib.sha256(content).hexdigest(), picture.width, picture.height)
