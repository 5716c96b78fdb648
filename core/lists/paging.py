"""Pagination of a list page: the rows of one page, without reading or counting all the others.

A list of at most MOST_COUNTED rows has numbered pages. A longer one is not counted further; its
first pages are numbered, the last one is read from the other end, and those between are found by
keyset: the URL names a row, and the page has the rows after or before it (ADR 19).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import Q, QuerySet

from core.lists.orders import SortKey, annotate_expressions

MOST_COUNTED = 1000


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


def count_rows(parts: Sequence[QuerySet], most: int) -> int:
    """Count rows, at most one more than `most`; the parts have no row in common."""
    return _join_parts(parts)[: most + 1].count()


def select_few(base: QuerySet, parts: Sequence[QuerySet], most: int) -> QuerySet:
    """Return the few rows of `parts`, found before they are sorted.

    The LIMIT of the subquery makes the database start from the few, whatever they are sorted by.
    """
    return base.filter(pk__in=_join_parts(parts)[:most])


def _join_parts(parts: Sequence[QuerySet]) -> QuerySet:
    first, *others = (part.order_by().values("pk") for part in parts)
    return first.union(*others, all=True).order_by() if others else first


class SortedRows:
    """Rows in a total order, read from either end or from any row on.

    Each range is a query of its own, which an index in the order of the sort keys answers: a
    comparison of several keys at once, or NULL before the values, would need a scan.
    """

    def __init__(self, rows: QuerySet, keys: Sequence[SortKey], *, descending: bool):
        self.rows = annotate_expressions(rows, keys)
        self.keys = keys
        self.descending = descending

    def take(self, limit: int, *, skip: int = 0) -> list[int]:
        """Return the primary keys of the first rows, after the `skip` first."""
        return _take(self._list_all(backwards=False), limit, skip)

    def take_last(self, limit: int) -> list[int]:
        """Return the primary keys of the last rows."""
        return _take(self._list_all(backwards=True), limit)[::-1]

    def take_after(self, row: Mapping[str, Any], limit: int) -> list[int]:
        """Return the primary keys of the rows that follow the sort key values of `row`."""
        return _take(self._list_beyond(row, backwards=False), limit)

    def take_before(self, row: Mapping[str, Any], limit: int) -> list[int]:
        """Return the primary keys of the rows right before the sort key values of `row`."""
        return _take(self._list_beyond(row, backwards=True), limit)[::-1]

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
                yield known.filter(**{f"{key.name}__{comparison}": value})
                if key.missing is not None and not backwards:
                    unknown = self._sort(position + 1, backwards=False)
                    yield unknown.filter(shared & key.missing)
            elif key.known is not None and backwards:
                yield known.filter(key.known)


def _match(key: SortKey, value: object) -> Q:
    if value is None and key.missing is not None:
        return key.missing
    return Q(**{key.name: value})


def _take(ranges: Iterable[QuerySet], limit: int, skip: int = 0) -> list[int]:
    found: list[int] = []
    for rows in ranges:
        ids = rows.values_list("pk", flat=True)
        here = list(ids[skip : skip + limit - len(found)])
        if skip and not here:
            skip -= ids[:skip].count()
        else:
            skip = 0
        found += here
        if len(found) == limit:
            break
    return found


def find_numbered_page(
    rows: SortedRows, number: int, *, counted: int, most: int, per_page: int
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


def find_page_after(rows: SortedRows, row: Mapping[str, Any], *, per_page: int) -> ListPage | None:
    """Return the page that follows a row; None if there is nothing after it."""
    ids = rows.take_after(row, per_page + 1)
    if not ids:
        return None
    return ListPage(ids[:per_page], None, None, has_previous=True, has_next=len(ids) > per_page)


def find_page_before(rows: SortedRows, row: Mapping[str, Any], *, per_page: int) -> ListPage | None:
    """Return the page that ends before a row; None if the first page already reaches so far."""
    ids = rows.take_before(row, per_page + 1)
    if len(ids) <= per_page:
        return None
    return ListPage(ids[1:], None, None, has_previous=True, has_next=True)
