"""How the pages of a PDF look, as a hash of each; also a program for files of ours (files.sandbox).

The same program draws the same page the same, so two files whose pages have the same hashes show a
reader the same. Arguments: files. Prints a list of hashes for each.
"""

import hashlib
import json
import sys

import pypdfium2

from files.sandbox import limit_process

SECONDS = 20  # of the processor
DPI = 60  # a changed figure of 11 points is seen; a page takes some 5 ms
POINTS_AN_INCH = 72
LONGEST_DRAWN = 2_000  # points of the picture


def hash_pages(pdf: pypdfium2.PdfDocument) -> list[str]:
    """Return a hash of each page's picture, in their order."""
    return [
        hashlib.sha256(bytes(page.render(scale=_scale(page), grayscale=True).buffer)).hexdigest()
        for page in pdf
    ]


def _scale(page: pypdfium2.PdfPage) -> float:
    """Return the scale of DPI, or less for a page that claims to be as wide as a field."""
    width, height = page.get_size()
    return float(min(DPI / POINTS_AN_INCH, LONGEST_DRAWN / max(width, height, 1)))


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    print(json.dumps([hash_pages(pypdfium2.PdfDocument(path)) for path in sys.argv[1:]]))
