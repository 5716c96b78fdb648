"""What the small QR in the corner of every page says: which page of which document it is.

A pile of scanned paper is sorted by it, in any order and upside down; a phone that reads it comes
to the verification page. The host is not looked at when a code is read: paper outlives domains.
"""

import re
from dataclasses import dataclass

from files.codes import read_code

VERIFICATION = "/verifikasi/"
_PLACE = re.compile(r"(\d{1,4})-(\d{1,4})")
_READ = re.compile(r"/v/([0-9a-z-]{13,20})/([0-9-]{3,9})/?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageCode:
    """A page of a document, as its corner says: the verification code, and page n of so many."""

    code: str
    page: int
    pages: int


def page_url(verification_url: str, page: int, pages: int) -> str:
    """Return what the corner of a page says: `…/V/7K3M-9QXT-2VWB-C/3-8/` is page 3 of 8.

    verification_url is the document's, as its content was frozen with it. In capitals, which a QR
    holds in a third less room; neither scheme nor host minds, and the page is opened by both.
    """
    site, _verification, code = verification_url.rstrip("/").rpartition(VERIFICATION)
    return f"{site}/v/{code}/{page}-{pages}/".upper()


def place_of(text: str) -> tuple[int, int] | None:
    """Return page and number of pages from what stands behind the code, such as `3-8`."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    page, pages = int(found[1]), int(found[2])
    return (page, pages) if 1 <= page <= pages else None


def parse(text: str) -> PageCode | None:
    """Return the page that a QR names; None for any other text, and for an impossible page."""
    found = _READ.search(text.strip())
    code = read_code(found[1]) if found else None
    place = place_of(found[2]) if found else None
    return PageCode(code, *place) if code and place else None
