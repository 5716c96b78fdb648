"""The URL parameters that every list page has beside its filters."""

import sys

from django.http import QueryDict

SEARCH, ORDER, PAGE, FORMAT = "cari", "urut", "halaman", "format"
# Beside PAGE: the page after or before the row with this primary key, and the last page.
AFTER, BEFORE, LAST = "sesudah", "sebelum", "akhir"
# Beyond every page; and a primary key has fewer digits.
LAST_NUMBER = sys.maxsize
MOST_DIGITS = 18


def read_number(query: QueryDict) -> int | None:
    """Return the requested number of a page, LAST_NUMBER for the last; None for nonsense."""
    asked = query.get(PAGE, "") or "1"
    if asked == LAST:
        return LAST_NUMBER
    try:
        number = int(asked)
    except ValueError:
        return None
    return number if number > 0 else None


def read_row(query: QueryDict) -> int | None:
    """Return the primary key of the row after or before which a page is requested, or None."""
    asked = query.get(AFTER) or query.get(BEFORE) or ""
    is_key = asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS
    return int(asked) if is_key else None
