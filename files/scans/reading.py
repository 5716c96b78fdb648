"""Sandbox program that recognises scanned pages by their QR codes; files.scans.scan starts it.

Prints one JSON object a line: {"refused": key}, or for each page {"number", "code", "page",
"pages", "rotation", "width", "height", "is_blank"}. `number` is the page's number in the scan; the
page code (the QR code in the corner) says `code` (the document's verification code), `page` and
`pages` (its number there, and the document's number of pages). `page` is 0 for an older print
without page codes; `code` is empty when no QR code of the portal was found. The picture of the
page, rotated upright by `rotation` degrees clockwise, is saved as <number>.webp with this width and
height.
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
from files.scans.opening import ScanPages, UnreadableScan, open_scan

SECONDS = 45
DPI, FINE_DPI = 200, 300
# In pixels: large enough for people to see whether a line is signed, and to read names.
PICTURE_LONGEST = 1_200
PICTURE_QUALITY = 60
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
# A page whose darkest and lightest grey differ by less than this is blank.
BLANK_CONTRAST = 20  # of 255
QUARTER = 90  # degrees


@dataclass(frozen=True, slots=True)
class PageReading:
    """What the codes on a page say, and by how much it has to be rotated to stand upright."""

    code: str = ""
    page: int = 0
    pages: int = 0
    rotation: int = 0


def main(path: Path, folder: Path) -> None:
    """Print a line for each page of a file."""
    try:
        with open_scan(path) as sheets:
            for number in range(len(sheets)):
                print(json.dumps(_read_page(sheets, number, folder)), flush=True)
    except UnreadableScan as reason:
        print(json.dumps({"refused": str(reason)}))


def _read_page(sheets: ScanPages, number: int, folder: Path) -> dict[str, Any]:
    # In colour, so that people recognise ink and stamps.
    seen = sheets.draw(number, dpi=DPI, is_coloured=True)
    grey = seen.convert("L")
    is_blank = _is_blank(grey)
    reading = PageReading() if is_blank else _read_codes(sheets, number, grey)
    seen.thumbnail((PICTURE_LONGEST, PICTURE_LONGEST))
    upright = seen.rotate(-reading.rotation, expand=True)
    upright.save(folder / f"{number + 1}.webp", "WEBP", quality=PICTURE_QUALITY, method=4)
    return {
        "number": number + 1,
        "width": upright.width,
        "height": upright.height,
        "is_blank": is_blank,
        **asdict(reading),
    }


def _is_blank(page: Image.Image) -> bool:
    """Tell whether a page is empty, ignoring the margins, where scanners leave shadows."""
    small = page.resize((320, 440), Image.Resampling.BOX).crop((24, 24, 296, 416))
    darkest, lightest = cast("tuple[float, float]", small.getextrema())  # it is grey
    return lightest - darkest < BLANK_CONTRAST


def _read_codes(sheets: ScanPages, number: int, seen: Image.Image) -> PageReading:
    """Return what the codes on a page say, tried on several filtered variants of its picture."""
    for picture, binarizer in _generate_variants(sheets, number, seen):
        found = zxingcpp.read_barcodes(
            picture, formats=QR_CODES, try_invert=False, binarizer=binarizer
        )
        if found:
            return max(
                map(_interpret_code, found), key=lambda each: (bool(each.page), bool(each.code))
            )
    return PageReading()


def _interpret_code(found: zxingcpp.Barcode) -> PageReading:
    rotation = _compute_rotation(found.orientation)
    if page := page_codes.parse_page_code(found.text):
        return PageReading(page.code, page.page, page.pages, rotation)
    # The verification QR code, the only one of an older print: a URL that ends with the code.
    return PageReading(
        code=read_code(found.text.rstrip("/").rpartition("/")[2]) or "", rotation=rotation
    )


def _generate_variants(
    sheets: ScanPages, number: int, seen: Image.Image
) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    local, whole = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram
    yield seen, local
    clear = ImageOps.autocontrast(seen, cutoff=1)
    yield clear, whole
    yield clear.filter(ImageFilter.MedianFilter(3)), local
    fine = sheets.draw(number, dpi=FINE_DPI)
    yield fine, local
    yield ImageOps.autocontrast(fine.filter(ImageFilter.GaussianBlur(1.5)), cutoff=1), local


def _compute_rotation(orientation: int) -> int:
    """Return the clockwise rotation that makes a page upright, rounded to quarters."""
    return -round(orientation / QUARTER) * QUARTER % 360


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
