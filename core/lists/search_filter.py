"""The search filter of a list page."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, Filter, FilterSet

from core.search.matches import MOST_MATCHES, list_matches, match_words
from core.search.words import LONGEST_QUERY, MOST_WORDS


class SearchFilter(CharFilter):
    """A search filter: the rows that have every word, in any order, found by full text search.

    With `lookups` the words may also occur within longer ones, and are looked for in these fields
    of each row: for a list that is always short, and has no index.
    """

    def __init__(self, *lookups: str):
        super().__init__(
            label=_("Search"),
            max_length=LONGEST_QUERY,
            widget=TextInput(attrs={"type": "search", "autocomplete": "off"}),
        )
        self.lookups = lookups

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Return the rows of `qs` with these words; all of them if there is no text."""
        if not (value or "").strip():
            return qs
        if not self.lookups:
            return match_words(qs, value, most=self.parent.most_matches)
        # By a subquery, so that two matching names of a row do not show it twice.
        found = qs.order_by()
        for word in value.split()[:MOST_WORDS]:
            found = found.filter(
                reduce(or_, (Q(**{f"{lookup}__icontains": word}) for lookup in self.lookups))
            )
        return qs.filter(pk__in=found.values("pk"))


class SearchedFilterSet(FilterSet):
    """The filters of a list that is searched: the search is the last of them.

    Of more than `most_matches` rows with the words a list has the newest, counted among those that
    the other filters leave.
    """

    most_matches: int | None = MOST_MATCHES

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Return the rows that every filter leaves."""
        values: dict[str, Any] = self.form.cleaned_data
        is_search = {name: isinstance(self.filters[name], SearchFilter) for name in values}
        for name in sorted(values, key=is_search.__getitem__):
            queryset = self.filters[name].filter(queryset, values[name])
        return queryset

    def find_newest_matches(self, queryset: QuerySet) -> list[int] | None:
        """Return the primary keys of the rows that every filter leaves, in no order.

        None if there is no full text search among the filters in use.
        """
        values: dict[str, Any] = dict(self.form.cleaned_data)
        search = next((name for name in values if self._is_full_text(self.filters[name])), "")
        text = (values.pop(search, "") or "").strip()
        if not text:
            return None
        for name, value in values.items():
            queryset = self.filters[name].filter(queryset, value)
        return list_matches(queryset, text, most=self.most_matches)

    @staticmethod
    def _is_full_text(each: Filter) -> bool:
        return isinstance(each, SearchFilter) and not each.lookups

    def list_all_matches(self, queryset: QuerySet) -> QuerySet:
        """Return the rows that every filter leaves, however many have the words."""
        self.most_matches = None
        try:
            return self.filter_queryset(queryset)
        finally:
            del self.most_matches
