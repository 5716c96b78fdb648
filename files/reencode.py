"""Draws a picture of a stranger anew, in a process of its own: files.images starts it.

Its arguments are what it is to be ("photo" or "logo"), how many points its longer side has at most,
and the path of the file. It prints one line of JSON, {"width", "height"}, and behind it the new
picture; or {"refused": why} alone: "none" is no picture that can be read, "points" one with too
many, "small" one with too few.
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


class UnfitPicture(Exception):
    """It is not drawn; its text is the key of the reason."""


def main(kind: str, longest: int, path: Path) -> bytes:
    """Return what is printed: the line, and the new picture."""
    try:
        picture = _opened(path, longest)
        if kind == "logo":
            return _logo(picture)
        return _kept(picture.convert("RGB"), "JPEG", quality=80, optimize=True)
    except UnfitPicture as reason:
        return _line(refused=str(reason))


def _logo(picture: Image.Image) -> bytes:
    if max(picture.size) < LEAST_LOGO_POINTS:
        raise UnfitPicture("small")
    return _kept(picture.convert("RGBA"), "PNG", optimize=True)


def _opened(path: Path, longest: int) -> Image.Image:
    # Pillow only warns of a picture that would fill the memory; here that is a no.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(path, formats=READABLE) as picture:
            _require_openable(picture)
            picture.draft("RGB", _fitted(picture.size, longest))
            picture.load()
            return _shrunk(picture, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnfitPicture("points") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise UnfitPicture("none") from None


def _require_openable(picture: Image.Image) -> None:
    kind = "progressive" if "progressive" in picture.info else str(picture.format)
    if picture.width * picture.height > MOST_POINTS[kind]:
        raise UnfitPicture("points")


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


def _kept(picture: Image.Image, kind: str, **options: int | bool) -> bytes:
    out = BytesIO()
    # Pillow would write a comment and a colour profile of the file into the new one.
    picture.info = {}
    picture.save(out, kind, **options)
    return _line(width=picture.width, height=picture.height) + out.getvalue()


def _line(**said: int | str) -> bytes:
    return json.dumps(said).encode() + b"\n"


if __name__ == "__main__":
    limit_process(seconds=SECONDS, memory=MEMORY)
    sys.stdout.buffer.write(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
