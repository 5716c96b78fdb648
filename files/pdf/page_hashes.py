"""Page hashes: a hash of the picture of each page of a PDF; also a sandbox program.

Rendering is deterministic, so two files with the same page hashes look the same to a reader.
Arguments of the program: paths of files of ours. Prints a list of hashes for each.
"""

import hashlib
import json
import sys

import pypdfium2

from files.sandbox import limit_process

SECONDS = 20  # of the processor
DPI = 60  # enough to notice one changed digit at 11 pt; a page takes some 5 ms
POINTS_AN_INCH = 72
LONGEST_DRAWN = 2_000  # pixels


def hash_pages(pdf: pypdfium2.PdfDocument) -> list[str]:
    """Return the SHA-256 of each page's picture, in page order."""
    return [
        hashlib.sha256(
            bytes(page.render(scale=_compute_scale(page), grayscale=True).buffer)
        ).hexdigest()
        for page in pdf
    ]


def _compute_scale(page: pypdfium2.PdfPage) -> float:
    """Return the scale for DPI, or less for a page that claims a huge size."""
    width, height = page.get_size()
    return float(min(DPI / POINTS_AN_INCH, LONGEST_DRAWN / max(width, height, 1)))


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    print(json.dumps([hash_pages(pypdfium2.PdfDocument(path)) for path in sys.argv[1:]]))
