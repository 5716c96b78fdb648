"""Page codes: the URL in the QR code of every page, which names the document and the page.

Scanned pages are sorted by it, in any order and upside down; a phone that reads it opens the
verification page. The host is ignored when a code is read: paper outlives domains.
"""

import re
from dataclasses import dataclass

from files.codes import read_code

VERIFICATION = "/verifikasi/"
_PAGE_NUMBER = re.compile(r"(\d{1,4})-(\d{1,4})")
_PAGE_URL = re.compile(r"/v/([0-9a-z-]{13,20})/([0-9-]{3,9})/?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageCode:
    """What a page code says: the document's verification code, page number and number of pages."""

    code: str
    page: int
    pages: int


def build_page_url(verification_url: str, page: int, pages: int) -> str:
    """Return the URL in a page's code: `…/V/7K3M-9QXT-2VWB-C/3-8/` is page 3 of 8.

    `verification_url` is the document's, as it was frozen. Upper case, which a QR code stores in a
    third less space; scheme and host ignore case, and the portal answers both.
    """
    site, _verification, code = verification_url.rstrip("/").rpartition(VERIFICATION)
    return f"{site}/v/{code}/{page}-{pages}/".upper()


def parse_page_number(text: str) -> tuple[int, int] | None:
    """Return page number and number of pages from a text such as `3-8`; None for anything else."""
    found = _PAGE_NUMBER.fullmatch(text)
    if found is None:
        return None
    page, pages = int(found[1]), int(found[2])
    return (page, pages) if 1 <= page <= pages else None


def parse_page_code(text: str) -> PageCode | None:
    """Return what a scanned page code says; None for any other text or an impossible page."""
    found = _PAGE_URL.search(text.strip())
    code = read_code(found[1]) if found else None
    numbers = parse_page_number(found[2]) if found else None
    return PageCode(code, *numbers) if code and numbers else None
