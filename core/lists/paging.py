"""Pagination of a list page: the rows of one page, without reading or counting all the others.

A list of at most MOST_COUNTED rows has numbered pages. A longer one is not counted further; its
first pages are numbered, the last one is read from the other end, and those between are found by
keyset: the URL names a row, and the page has the rows after or before it (ADR 19).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil
from typing import Any

from django.db.models import Q, QuerySet

from core.lists.orders import SortKey, annotate_expressions

MOST_COUNTED = 1000
# Of a further part, once more rows were found than are counted; more are sorted with all others.
MOST_SORTED_APART = 100


@dataclass(frozen=True, slots=True)
class ListPage:
    """The primary keys of the rows of one page, and what is known of its neighbours.

    Between the numbered pages and the last one `number` is None; `pages` is None if there are more
    rows than were counted.
    """

    ids: Sequence[int]
    number: int | None
    pages: int | None
    has_previous: bool
    has_next: bool

    @property
    def is_only_one(self) -> bool:
        """Whether there is no other page."""
        return not (self.has_previous or self.has_next)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """The URLs of the other pages; empty where there is none, or where another link leads to it."""

    first: str = ""
    previous: str = ""
    next: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class FoundPart:
    """Rows, and primary keys of them in no order: of all, or of one more than are counted."""

    rows: QuerySet
    ids: Sequence[int]
    are_all: bool


def find_parts(parts: Iterable[QuerySet], *, most: int, most_apart: int) -> list[FoundPart]:
    """Look for rows until one more than `most` are found; the parts share no row.

    Each is asked by itself, so that the database knows by the LIMIT how few are wanted. Once there
    are more than `most`, a further part is only asked whether it has more than `most_apart`, and
    none after the second that has: then all are sorted as one, whatever it holds.
    """
    found: list[FoundPart] = []
    for part in parts:
        if most < 0 and sum(not each.are_all for each in found) > 1:
            break
        wanted = max(most, most_apart)
        ids = list(part.order_by().values_list("pk", flat=True)[: wanted + 1])
        found.append(FoundPart(part, ids, are_all=len(ids) <= wanted))
        most -= len(ids)
    return found


class SortedRows:
    """Rows in a total order, read from either end or from any row on.

    Each range is a query of its own, which an index in the order of the sort keys answers: a
    comparison of several keys at once, or NULL before the values, would need a scan.
    """

    def __init__(
        self, rows: QuerySet, keys: Sequence[SortKey], *, descending: bool, are_few: bool = False
    ):
        self.rows = annotate_expressions(rows, keys)
        self.keys = keys
        self.descending = descending
        # For a LIMIT the database may walk an index of all rows in search of the few.
        self.are_few = are_few

    def take(self, limit: int, *, skip: int = 0) -> list[int]:
        """Return the primary keys of the first rows, after the `skip` first."""
        return self._take(self._list_all(backwards=False), limit, skip)

    def take_last(self, limit: int) -> list[int]:
        """Return the primary keys of the last rows."""
        return self._take(self._list_all(backwards=True), limit)[::-1]

    def take_after(self, row: Mapping[str, Any], limit: int) -> list[int]:
        """Return the primary keys of the rows that follow the sort key values of `row`."""
        return self._take(self._list_beyond(row, backwards=False), limit)

    def take_before(self, row: Mapping[str, Any], limit: int) -> list[int]:
        """Return the primary keys of the rows right before the sort key values of `row`."""
        return self._take(self._list_beyond(row, backwards=True), limit)[::-1]

    def sort_some(self, ids: Iterable[int]) -> list[int]:
        """Return the primary keys of a few rows in this order."""
        rows = self._sort(0, backwards=False).filter(pk__in=ids)
        return list(rows.values_list("pk", flat=True))

    def _sort(self, start: int, *, backwards: bool, is_known: bool = False) -> QuerySet:
        """Return the rows sorted by the sort keys from position `start` on.

        is_known says that the first of these keys has a value in every row.
        """
        terms = [
            key.sort(self.descending, is_known=is_known and position == 0)
            for position, key in enumerate(self.keys[start:])
        ]
        if backwards:
            for term in terms:
                term.reverse_ordering()
        return self.rows.order_by(*terms)

    def _list_all(self, *, backwards: bool) -> list[QuerySet]:
        known, missing = self.keys[0].known, self.keys[0].missing
        if known is None or missing is None:
            return [self._sort(0, backwards=backwards)]
        ranges = [
            self._sort(0, backwards=backwards, is_known=True).filter(known),
            self._sort(1, backwards=backwards).filter(missing),
        ]
        return ranges[::-1] if backwards else ranges

    def _list_beyond(self, row: Mapping[str, Any], *, backwards: bool) -> Iterator[QuerySet]:
        """Yield the ranges beyond `row`, the nearest first: those that share most keys with it."""
        comparison = "lt" if backwards is not self.descending else "gt"
        for position in reversed(range(len(self.keys))):
            key = self.keys[position]
            value = row[key.name]
            shared = Q()
            for equal in self.keys[:position]:
                shared &= _match(equal, row[equal.name])
            known = self._sort(position, backwards=backwards, is_known=True).filter(shared)
            if value is not None:
                beyond = Q(**{f"{key.name}__{comparison}": value})
                yield known.filter(beyond if key.known is None else key.known & beyond)
                if key.missing is not None and not backwards:
                    unknown = self._sort(position + 1, backwards=False)
                    yield unknown.filter(shared & key.missing)
            elif key.known is not None and backwards:
                yield known.filter(key.known)

    def _take(self, ranges: Iterable[QuerySet], limit: int, skip: int = 0) -> list[int]:
        found: list[int] = []
        for rows in ranges:
            ids = rows.values_list("pk", flat=True)
            wanted = slice(skip, skip + limit - len(found))
            here = list(ids)[wanted] if self.are_few else list(ids[wanted])
            skip = 0 if here or not skip else skip - len(ids[:skip])
            found += here
            if len(found) == limit:
                break
        return found


def _match(key: SortKey, value: object) -> Q:
    if value is None and key.missing is not None:
        return key.missing
    equal = Q(**{key.name: value})
    return equal if key.known is None else key.known & equal


class SortedParts:
    """Parts that share no row, read as one in the same order: the first of each, sorted anew."""

    def __init__(self, everything: SortedRows, parts: Sequence[SortedRows]):
        self.everything = everything
        self.parts = parts

    def take(self, limit: int, *, skip: int = 0) -> list[int]:
        """Return the primary keys of the first rows, after the `skip` first."""
        if len(self.parts) == 1:
            return self.parts[0].take(limit, skip=skip)
        return self._merge(part.take(skip + limit) for part in self.parts)[skip : skip + limit]

    def take_last(self, limit: int) -> list[int]:
        """Return the primary keys of the last rows."""
        return self._merge(part.take_last(limit) for part in self.parts)[-limit:]

    def take_after(self, row: Mapping[str, Any], limit: int) -> list[int]:
        """Return the primary keys of the rows that follow the sort key values of `row`."""
        return self._merge(part.take_after(row, limit) for part in self.parts)[:limit]

    def take_before(self, row: Mapping[str, Any], limit: int) -> list[int]:
        """Return the primary keys of the rows right before the sort key values of `row`."""
        return self._merge(part.take_before(row, limit) for part in self.parts)[-limit:]

    def _merge(self, found: Iterable[list[int]]) -> list[int]:
        given = [ids for ids in found if ids]
        if len(given) > 1:
            return self.everything.sort_some(chain.from_iterable(given))
        return given[0] if given else []


def find_numbered_page(
    rows: SortedParts, number: int, *, counted: int, most: int, per_page: int
) -> ListPage:
    """Return the page of a number; the last page for a number beyond those that there are.

    counted is the number of rows, or more than `most`.
    """
    pages = max(1, ceil(counted / per_page)) if counted <= most else None
    numbered = pages or most // per_page
    if number <= numbered:
        ids = rows.take(per_page, skip=(number - 1) * per_page)
        return ListPage(ids, number, pages, number > 1, number != pages)
    if pages:
        return find_numbered_page(rows, pages, counted=counted, most=most, per_page=per_page)
    return ListPage(rows.take_last(per_page), None, None, has_previous=True, has_next=False)


def find_page_after(rows: SortedParts, row: Mapping[str, Any], *, per_page: int) -> ListPage | None:
    """Return the page that follows a row; None if there is nothing after it."""
    ids = rows.take_after(row, per_page + 1)
    if not ids:
        return None
    return ListPage(ids[:per_page], None, None, has_previous=True, has_next=len(ids) > per_page)


def find_page_before(
    rows: SortedParts, row: Mapping[str, Any], *, per_page: int
) -> ListPage | None:
    """Return the page that ends before a row; None if the first page already reaches so far."""
    ids = rows.take_before(row, per_page + 1)
    if len(ids) <= per_page:
        return None
    return ListPage(ids[1:], None, None, has_previous=True, has_next=True)
