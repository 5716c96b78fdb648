"""The bytes that a browser with an empty cache gets over HTTPS for a page and what it loads."""

import gzip
from collections.abc import Mapping
from functools import cache

import brotli

from tests.support.reading import Reading, files_of, static_file


def weigh_page(html: bytes) -> int:
    """Returns the bytes of a page, compressed as the middleware does it."""
    return len(gzip.compress(html, 6))


@cache
def weigh_file(path: str) -> int:
    """Returns the bytes of a static file, compressed as it is served."""
    return len(brotli.compress(static_file(path)))


def weigh_first_view(path: str, html: bytes, handed_out: Mapping[str, int] | None = None) -> int:
    """Returns the bytes of a page and of all files that come with it.

    `handed_out`: the bytes of files that the portal hands out itself, such as a logo, by path.
    """
    known = handed_out or {}
    files = files_of(Reading(path, html.decode()))
    return weigh_page(html) + sum(
        known[file] if file in known else weigh_file(file) for file in files
    )
