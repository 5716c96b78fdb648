"""Sandbox program that re-encodes an untrusted picture; files.images starts it.

Arguments: the kind ("photo" or "logo"), the most pixels of its longer side, and the file's path.
Prints one line of JSON, {"width", "height"}, followed by the new picture; or {"refused": key}
alone: "none" is not a readable picture, "pixels" too many pixels, "small" too few.
"""

import json
import sys
import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from files.sandbox import limit_process

SECONDS = 15
MEMORY = 500_000_000  # bytes of address space
# The most pixels that are opened, which takes 150 MB of memory. A phone's JPEG is decoded at a
# fraction of its size; a progressive one, and all others, must be decoded completely.
MAX_PIXELS = {
    "JPEG": 85_000_000,
    "progressive": 16_000_000,
    "PNG": 16_000_000,
    "WEBP": 9_000_000,
}
# A smaller logo would be a smudge on paper: 22 mm at 75 dots an inch.
MIN_LOGO_PIXELS = 64
READABLE = ("JPEG", "PNG", "WEBP")


class PictureRefused(Exception):
    """The picture is not re-encoded; the exception's text is the key of the reason."""


def main(kind: str, longest: int, path: Path) -> bytes:
    """Return what is printed: the line of JSON, and the new picture."""
    try:
        picture = _open_picture(path, longest)
        if kind == "logo":
            return _reencode_logo(picture)
        return _encode(picture.convert("RGB"), "JPEG", quality=80, optimize=True)
    except PictureRefused as reason:
        return _build_header_line(refused=str(reason))


def _reencode_logo(picture: Image.Image) -> bytes:
    if max(picture.size) < MIN_LOGO_PIXELS:
        raise PictureRefused("small")
    return _encode(picture.convert("RGBA"), "PNG", optimize=True)


def _open_picture(path: Path, longest: int) -> Image.Image:
    # Pillow only warns of a picture that would fill the memory; here it is refused.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(path, formats=READABLE) as picture:
            _require_openable(picture)
            picture.draft("RGB", _fit_size(picture.size, longest))
            picture.load()
            return _shrink(picture, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused("pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise PictureRefused("none") from None


def _require_openable(picture: Image.Image) -> None:
    kind = "progressive" if "progressive" in picture.info else str(picture.format)
    if picture.width * picture.height > MAX_PIXELS[kind]:
        raise PictureRefused("pixels")


def _fit_size(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the size with its longer side at `longest`; a JPEG is decoded at least this large."""
    ratio = longest / max(size)
    return max(round(size[0] * ratio), 1), max(round(size[1] * ratio), 1)


def _shrink(picture: Image.Image, longest: int) -> Image.Image:
    """Return the picture small and upright: shrunk before rotating, which copies it."""
    if picture.mode.startswith("I"):
        # Sixteen bits a pixel: Pillow itself would clip values above 255.
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("1", "P", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((longest, longest))
    return ImageOps.exif_transpose(picture)


def _encode(picture: Image.Image, kind: str, **options: int | bool) -> bytes:
    out = BytesIO()
    # Pillow would write a comment and a colour profile of the file into the new one.
    picture.info = {}
    picture.save(out, kind, **options)
    return _build_header_line(width=picture.width, height=picture.height) + out.getvalue()


def _build_header_line(**said: int | str) -> bytes:
    return json.dumps(said).encode() + b"\n"


if __name__ == "__main__":
    limit_process(seconds=SECONDS, memory=MEMORY)
    sys.stdout.buffer.write(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
