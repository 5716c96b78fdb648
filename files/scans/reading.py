"""Reads a scan page by page: which page of which document it is, how it lies, how it looks.

Prints one JSON object a line: {"refused": key}, or for each page {"number", "code", "page",
"pages", "turn", "width", "height", "is_blank"}. Page `page` of `pages` of the document `code` is
what the QR in its corner says; 0 where the print is older than those corners, and an empty code
where nothing of ours was read. The picture is written upright as <number>.webp into the folder
given: the page as it came, turned by `turn` degrees clockwise; width and height are its own.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from files import page_codes
from files.codes import read_code
from files.sandbox import limit_process
from files.scans.opening import Sheets, Unreadable, opened

SECONDS = 45
DPI, FINE_DPI = 200, 300
# Enough to tell a signature from an empty line, and a name from another.
PICTURE_LONGEST = 1_200
PICTURE_QUALITY = 60
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
# A page on which nothing is darker than its paper by more than this is the back of another.
BLANK_CONTRAST = 20  # of 255
QUARTER = 90  # degrees


@dataclass(frozen=True, slots=True)
class PlaceOnPaper:
    """What a page says of itself: page `page` of `pages` of a document, and how it lies."""

    code: str = ""
    page: int = 0
    pages: int = 0
    turn: int = 0


def main(path: Path, folder: Path) -> None:
    """Print what is on each page of a file."""
    try:
        with opened(path) as sheets:
            for number in range(len(sheets)):
                print(json.dumps(_page(sheets, number, folder)), flush=True)
    except Unreadable as reason:
        print(json.dumps({"refused": str(reason)}))


def _page(sheets: Sheets, number: int, folder: Path) -> dict[str, Any]:
    # In colour, for ink and stamps are told by it.
    seen = sheets.draw(number, dpi=DPI, is_coloured=True)
    grey = seen.convert("L")
    is_blank = _is_blank(grey)
    place = PlaceOnPaper() if is_blank else _place(sheets, number, grey)
    seen.thumbnail((PICTURE_LONGEST, PICTURE_LONGEST))
    upright = seen.rotate(-place.turn, expand=True)
    upright.save(folder / f"{number + 1}.webp", "WEBP", quality=PICTURE_QUALITY, method=4)
    return {
        "number": number + 1,
        "width": upright.width,
        "height": upright.height,
        "is_blank": is_blank,
        **asdict(place),
    }


def _is_blank(page: Image.Image) -> bool:
    """Tell whether nothing is on it, but for the margin, where a scanner's shadow falls."""
    small = page.resize((320, 440), Image.Resampling.BOX).crop((24, 24, 296, 416))
    darkest, lightest = cast("tuple[float, float]", small.getextrema())  # it is grey
    return lightest - darkest < BLANK_CONTRAST


def _place(sheets: Sheets, number: int, seen: Image.Image) -> PlaceOnPaper:
    """Return what a page says of itself; what is not read at once is looked at in other lights."""
    for picture, binarizer in _lights(sheets, number, seen):
        found = zxingcpp.read_barcodes(
            picture, formats=QR_CODES, try_invert=False, binarizer=binarizer
        )
        if found:
            return max(map(_said, found), key=lambda place: (bool(place.page), bool(place.code)))
    return PlaceOnPaper()


def _said(found: zxingcpp.Barcode) -> PlaceOnPaper:
    turn = _turn(found.orientation)
    if place := page_codes.parse(found.text):
        return PlaceOnPaper(place.code, place.page, place.pages, turn)
    # The large code leads to the document's own page; older prints have no other.
    return PlaceOnPaper(code=read_code(found.text.rstrip("/").rpartition("/")[2]) or "", turn=turn)


def _lights(
    sheets: Sheets, number: int, seen: Image.Image
) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    local, whole = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram
    yield seen, local
    clear = ImageOps.autocontrast(seen, cutoff=1)
    yield clear, whole
    yield clear.filter(ImageFilter.MedianFilter(3)), local
    fine = sheets.draw(number, dpi=FINE_DPI)
    yield fine, local
    yield ImageOps.autocontrast(fine.filter(ImageFilter.GaussianBlur(1.5)), cutoff=1), local


def _turn(orientation: int) -> int:
    """Return by how many degrees clockwise, in quarters, a page lies wrong; scans lie askew."""
    return -round(orientation / QUARTER) * QUARTER % 360


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
