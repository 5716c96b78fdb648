"""Page codes: draws a QR code into the lower left corner of every page of a finished PDF.

How many pages there are is known only after layout, and a style sheet cannot choose a picture by
page number, so the codes are drawn afterwards. They are marked as artifacts (ISO 32000-1,
14.8.2.2): a screen reader skips them, and the footer says the same in words.
"""

import itertools
from collections.abc import Callable, Iterator

import pikepdf
import segno

POINTS_PER_MM = 72 / 25.4
# The code without its quiet zone, and its distance to both edges: printers leave out four
# millimetres.
SIZE_MM = 18.0
EDGE_MM = 4.5
# The square in the corner that text has to leave free: code, distance and quiet zone.
CORNER_MM = 25
# Every mask pattern can be read; choosing the best of the eight takes five times as long.
MASK = 3
# Each row of modules reaches a little into the next one, so that no seam shows between them.
MODULE_HEIGHT = 1.04

# From page number and number of pages to the text of that page's code.
PageCodeText = Callable[[int, int], str]


def draw_page_codes(pdf: pikepdf.Pdf, page_code_text: PageCodeText) -> None:
    """Draw a page code into every page, below everything else on it."""
    count = len(pdf.pages)
    for number, page in enumerate(pdf.pages, start=1):
        # In front of WeasyPrint's content, which turns the coordinate system upside down.
        page.contents_add(_build_qr_content(page_code_text(number, count)), prepend=True)


def _build_qr_content(text: str) -> bytes:
    """Return the content stream that draws a QR code, in points from the lower left corner."""
    modules = segno.make_qr(text, error="m", mask=MASK).matrix
    scale = SIZE_MM * POINTS_PER_MM / len(modules)
    edge = EDGE_MM * POINTS_PER_MM
    rectangles = "\n".join(_list_rectangles(modules))
    return (
        f"/Artifact BMC\nq\n0 g\n{scale:.4f} 0 0 {scale:.4f} {edge:.2f} {edge:.2f} cm\n"
        f"{rectangles}\nf\nQ\nEMC\n"
    ).encode()


def _list_rectangles(modules: tuple[bytearray, ...]) -> Iterator[str]:
    """Yield a rectangle for each run of dark modules in a row; rows are counted from below."""
    for y, row in enumerate(reversed(modules)):
        x = 0
        for is_dark, run in itertools.groupby(row):
            width = len(list(run))
            if is_dark:
                yield f"{x} {y} {width} {MODULE_HEIGHT} re"
            x += width
