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
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from core.refusals import Refused

MAX_BYTES = 15_000_000
# So many points are opened, at 150 MB of memory. A phone's JPEG is read at a fraction of its size;
# one that is progressive, and all others, must be opened whole.
MOST_POINTS = {
    "JPEG": 85_000_000,
    "progressive": 16_000_000,
    "PNG": 16_000_000,
    "WEBP": 9_000_000,
}
# A smaller logo would be a smudge on paper: 22 mm at 75 dots an inch.
LEAST_LOGO_POINTS = 64
READABLE = ("JPEG", "PNG", "WEBP")
# As large as a printer can show on the 22 mm of a letterhead.
LOGO_POINTS = 520


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
    return _kept(picture, "JPEG", quality=80, optimize=True)


def safe_logo(upload: IO[bytes], *, field: str, longest: int = LOGO_POINTS) -> SafeImage:
    """Return a logo as PNG with its transparency, at most `longest` points a side.

    Of an animation the first picture is taken. Raises Refused beside `field` for what is no
    picture, and for one too small to print or too large to open.
    """
    picture = _opened(upload, field, longest).convert("RGBA")
    if max(picture.size) < LEAST_LOGO_POINTS:
        raise Refused(
            _("The picture is too small to be printed: it needs at least %(points)s points a side.")
            % {"points": LEAST_LOGO_POINTS},
            field=field,
        )
    return _kept(picture, "PNG", optimize=True)


def _opened(upload: IO[bytes], field: str, longest: int) -> Image.Image:
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Refused(
            _("The file is larger than %(size)s MB. Choose a smaller one.")
            % {"size": MAX_BYTES // 1_000_000},
            field=field,
        )
    # WeasyPrint tells Pillow to make do with half a file; a picture that is kept for good is whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a picture that would fill the memory; here that is a no.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture: Image.Image = Image.open(BytesIO(content), formats=READABLE)
            _require_openable(picture, field)
            picture.draft("RGB", _fitted(picture.size, longest))
            picture.load()
            return _shrunk(picture, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(field) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Refused(
            _("This file is not a picture that can be read. Choose a JPEG, PNG or WebP."),
            field=field,
        ) from None


def _require_openable(picture: Image.Image, field: str) -> None:
    kind = "progressive" if "progressive" in picture.info else str(picture.format)
    if picture.width * picture.height > MOST_POINTS[kind]:
        raise _too_large(field)


def _fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the size with its longer side at `longest`; a JPEG is read at least this large."""
    ratio = longest / max(size)
    return max(round(size[0] * ratio), 1), max(round(size[1] * ratio), 1)


def _shrunk(picture: Image.Image, longest: int) -> Image.Image:
    """Return the picture small and upright: shrunk before it is turned, which costs a copy."""
    if picture.mode.startswith("I"):
        # Sixteen bits a point: Pillow itself would cut off whatever eight cannot hold.
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("1", "P", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((longest, longest))
    return ImageOps.exif_transpose(picture)


def _too_large(field: str) -> Refused:
    return Refused(
        _("The picture has too many points to be opened. Save it smaller, or as a JPEG."),
        field=field,
    )


def _kept(picture: Image.Image, kind: str, **options: int | bool) -> SafeImage:
    out = BytesIO()
    # Pillow would write a comment and a colour profile of the file into the new one.
    picture.info = {}
    picture.save(out, kind, **options)
    content = out.getvalue()
    return SafeImage(content, hashlib.sha256(content).hexdigest(), picture.width, picture.height)
