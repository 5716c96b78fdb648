"""A QR in the lower left corner of every page, drawn as the last thing before a PDF is written.

The pages must be laid out before anybody knows how many there are, and a style sheet cannot choose
a picture by page number; so the codes are drawn straight into the content of the finished pages.
For readers of tags they are decoration: the page says the same in words.
"""

import itertools
from collections.abc import Callable

import pydyf
import segno

POINTS_PER_MM = 72 / 25.4
# The code itself, and how far it keeps from the edges: printers leave out four millimetres.
SIZE_MM = 18.0
EDGE_MM = 4.5
# What keeps clear of text in the corner: the code, its edge and its quiet zone.
CORNER_MM = 25
# Any of the eight patterns reads as well; trying which looks best takes five times as long.
MASK = 3

OVERLAP = 1.04

# From the number of a page and how many there are to what its code says.
CornerCode = Callable[[int, int], str]


def draw_corner_codes(pdf: pydyf.PDF, corner_code: CornerCode) -> None:
    """Draw the codes into the pages of a PDF by WeasyPrint that is about to be written."""
    numbers = pdf.pages["Kids"][::3]
    for page, number in enumerate(numbers, start=1):
        box = pdf.objects[number]
        height = box["MediaBox"][3] - box["MediaBox"][1]
        content = _object(pdf, box["Contents"])
        content.stream.append(_drawn(corner_code(page, len(numbers)), height))


def _object(pdf: pydyf.PDF, reference: bytes) -> pydyf.Object:
    return pdf.objects[int(reference.split()[0])]


def _drawn(text: str, height: float) -> bytes:
    """Return the operators that draw a code; WeasyPrint's pages count points from the top."""
    modules = segno.make_qr(text, error="m", mask=MASK).matrix
    scale = SIZE_MM * POINTS_PER_MM / len(modules)
    left = EDGE_MM * POINTS_PER_MM
    top = height - (EDGE_MM + SIZE_MM) * POINTS_PER_MM
    # Row by row from the place of the one before, which packs best.
    rows = " 1 0 0 1 0 1 cm ".join(f"{_row(row)} f" for row in modules)
    return (
        f"/Artifact BMC q 0 g {scale:.4f} 0 0 {scale:.4f} {left:.2f} {top:.2f} cm {rows} Q EMC"
    ).encode()


def _row(modules: bytearray) -> str:
    """Return a rectangle for each run of dark modules, a little into the next row: no seams."""
    runs, begin = [], 0
    for is_dark, run in itertools.groupby(modules):
        width = len(list(run))
        if is_dark:
            runs.append(f"{begin} 0 {width} {OVERLAP} re")
        begin += width
    return " ".join(runs)
