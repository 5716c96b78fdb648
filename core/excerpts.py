"""Excerpts: some rows, the newest first, of a long list that is part of a page.

An excerpt is paged by keyset: `?komitmen=123` shows the rows that are older than row 123. So a page
reads as many rows for an organisation with 5,000 pledges as for one with five.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.http import urlencode

MOST_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some rows, the newest first, and the URLs of older ones and of the newest."""

    rows: list[Any]
    older_url: str = ""
    newest_url: str = ""


def read_excerpt(
    sources: Iterable[QuerySet],
    query: QueryDict,
    parameter: str,
    *,
    key: str = "pk",
    shown: str = "",
    most: int = MOST_SHOWN,
) -> Excerpt:
    """Return the newest rows of some querysets together, or those older than the URL says.

    `key` is a number that rises with time; an index has the rows of each source in its order. A row
    that several sources have is shown once. `shown` is the foreign key of the rows that is shown,
    such as the pledge of each link between a region and its pledges.
    """
    before = _read_key(query.get(parameter, ""))
    found: dict[int, Any] = {}
    for source in sources:
        rows = source.order_by(f"-{key}")
        older = rows if before is None else rows.filter(**{f"{key}__lt": before})
        found |= {getattr(row, key): row for row in older[: most + 1]}
    keys = sorted(found, reverse=True)
    newest = [found[each] for each in keys[:most]]
    oldest = keys[most - 1 : most]
    return Excerpt(
        rows=[getattr(row, shown) for row in newest] if shown else newest,
        older_url=f"?{urlencode({parameter: oldest[0]})}" if len(keys) > most else "",
        newest_url="" if before is None else "?",
    )


def _read_key(text: str) -> int | None:
    """Return the key in the URL; None, as if it were not there, for what no key can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
