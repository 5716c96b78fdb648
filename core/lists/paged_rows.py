"""The rows of a list page: which page is asked for, its rows, and the links to the others."""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import FilterSet

from core.lists.orders import SortKey, read_sort_values
from core.lists.paging import (
    MOST_COUNTED,
    MOST_SORTED_APART,
    FoundPart,
    ListPage,
    PageLinks,
    SortedParts,
    SortedRows,
    find_numbered_page,
    find_page_after,
    find_page_before,
    find_parts,
)
from core.lists.parameters import AFTER, BEFORE, LAST, LAST_NUMBER, PAGE, SEARCH, read_row
from core.lists.search_filter import SearchedFilterSet
from core.search.matches import list_matches, list_matches_among
from core.subqueries import build_among


class PagedRows:
    """The rows that a list finds, in pages; a `Listing` says which they are, and in which order."""

    per_page: ClassVar[int] = 25
    most_counted: ClassVar[int] = MOST_COUNTED
    most_sorted_apart: ClassVar[int] = MOST_SORTED_APART

    query: QueryDict
    queryset: QuerySet
    parts: Sequence[QuerySet]
    filterset: FilterSet
    # The number of the page that is asked for; None for nonsense.
    asked_number: int | None

    @property
    def sort_keys(self) -> list[SortKey]:
        """The sort keys of the order."""
        raise NotImplementedError

    @property
    def descending(self) -> bool:
        """Whether the order is turned round."""
        raise NotImplementedError

    @property
    def given(self) -> dict[str, str]:
        """The filters in use, as URL parameters."""
        raise NotImplementedError

    def build_url(self, **changes: str | int | None) -> str:
        """Return the URL of this list with some parameters changed, or removed by None."""
        raise NotImplementedError

    def annotate_for_order(self, rows: QuerySet) -> QuerySet:
        """Return the rows with the annotations that they are sorted by; subclasses override it."""
        return rows

    def prefetch_for_page(self, rows: QuerySet) -> QuerySet:
        """Return the rows with all that a page shows of them; subclasses override it.

        `rows` are those of one page, so that counting something for each costs little.
        """
        return rows

    @cached_property
    def _found_parts(self) -> list[FoundPart]:
        text = self.given.get(SEARCH, "")
        filters = self.filterset
        if text and isinstance(filters, SearchedFilterSet) and filters.has_index:
            ids = self._find_matches(filters, text)
            return [FoundPart(self.queryset, ids, are_all=True)]
        return self._find_parts(filters.filter_queryset)

    def _find_parts(self, keep: Callable[[QuerySet], QuerySet]) -> list[FoundPart]:
        parts = map(keep, self.parts)
        return find_parts(parts, most=self.most_counted, most_apart=self.most_sorted_apart)

    def _find_matches(self, filters: SearchedFilterSet, text: str) -> list[int]:
        """Return the primary keys of the newest rows with the words, one more than are counted."""
        # Of few rows all are looked at; else it would be every row that has the words.
        if len(self.given) > 1:
            left = self._find_parts(filters.filter_by_others)
            ids = list(chain.from_iterable(part.ids for part in left))
            if len(ids) <= self.most_counted:
                return list_matches_among(self.queryset.model, ids, text)
        rows = filters.filter_by_others(self.queryset)
        return list_matches(rows, text, most=self.most_counted + 1)

    @cached_property
    def _sorted_rows(self) -> SortedParts:
        everything = self.queryset.model._default_manager.all()
        # Few rows are sorted by themselves, since no index finds them in every order.
        few = [part.ids for part in self._found_parts if part.are_all]
        many = [part.rows for part in self._found_parts if not part.are_all]
        if len(many) > 1:
            return SortedParts(self._sort(everything), [self._sort(self.filterset.qs)])
        parts = [self._sort(part) for part in many]
        if any(few) or not parts:
            rows = everything.filter(build_among(list(chain.from_iterable(few))))
            parts.append(self._sort(rows, are_few=True))
        return SortedParts(self._sort(everything), parts)

    def _sort(self, rows: QuerySet, *, are_few: bool = False) -> SortedRows:
        rows = self.annotate_for_order(rows)
        keys = self.sort_keys
        return SortedRows(rows, keys, descending=self.descending, are_few=are_few)

    @cached_property
    def page(self) -> ListPage:
        """The requested page: by number, or after or before the row that the URL names.

        The first page for nonsense, the last for a number beyond it.
        """
        row, rows = self._named_row, self._sorted_rows
        is_after = bool(self.query.get(AFTER))
        found = None
        if row is not None:
            find = find_page_after if is_after else find_page_before
            found = find(rows, row, per_page=self.per_page)
        if found is None:
            number = self.asked_number or 1 if row is None else LAST_NUMBER if is_after else 1
            found = find_numbered_page(
                rows,
                number,
                counted=self._counted,
                most=self.most_counted,
                per_page=self.per_page,
            )
        return found

    @cached_property
    def _named_row(self) -> dict[str, Any] | None:
        """The values of the sort keys of the row that the URL names, if it is visible."""
        pk = read_row(self.query)
        if pk is None:
            return None
        rows = self.annotate_for_order(self.queryset.filter(pk=pk))
        return read_sort_values(rows, self.sort_keys)

    @property
    def place_is_unknown(self) -> bool:
        """Whether the page that is asked for is not there."""
        if self.query.get(AFTER) or self.query.get(BEFORE):
            return self._named_row is None
        if self.asked_number is None or self.asked_number == LAST_NUMBER:
            return self.asked_number is None
        return self.page.number != self.asked_number

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page."""
        ids = self.page.ids
        found = self.prefetch_for_page(self.queryset.filter(pk__in=ids).order_by())
        by_id = {row.pk: row for row in found}
        return [by_id[each] for each in ids if each in by_id]

    @cached_property
    def _counted(self) -> int:
        return sum(len(part.ids) for part in self._found_parts)

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than `most_counted`; the page says "1,000+"."""
        return self._counted > self.most_counted

    @property
    def count(self) -> int:
        """The number of rows on all pages, at most `most_counted`."""
        return min(self._counted, self.most_counted)

    @property
    def shows_newest_matches(self) -> bool:
        """Whether more rows than `most_counted` have the words: the list has the newest."""
        return self.has_more and bool(self.given.get(SEARCH))

    @cached_property
    def page_links(self) -> PageLinks:
        """The URLs of the other pages."""
        page = self.page
        is_long = self.has_more
        return PageLinks(
            first=self._build_number_url(1) if is_long and page.number not in (1, 2) else "",
            previous=self._build_previous_url() if page.has_previous else "",
            next=self._build_next_url() if page.has_next else "",
            last=self.build_url(**{PAGE: LAST}) if is_long and page.has_next else "",
        )

    def _build_previous_url(self) -> str:
        number, ids = self.page.number, self.page.ids
        if number is None:
            return self.build_url(**{BEFORE: ids[0]})
        return self._build_number_url(number - 1)

    def _build_next_url(self) -> str:
        number, ids = self.page.number, self.page.ids
        if number is None or (self.has_more and number * self.per_page >= self.most_counted):
            return self.build_url(**{AFTER: ids[-1]})
        return self._build_number_url(number + 1)

    def _build_number_url(self, number: int) -> str:
        return self.build_url(**{PAGE: number if number > 1 else None})
