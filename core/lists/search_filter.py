"""The search filter of a list page."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet

from core.search.matches import match_words
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
            return match_words(qs, value, most=None)
        # By a subquery, so that two matching names of a row do not show it twice.
        found = qs.order_by()
        for word in value.split()[:MOST_WORDS]:
            found = found.filter(
                reduce(or_, (Q(**{f"{lookup}__icontains": word}) for lookup in self.lookups))
            )
        return qs.filter(pk__in=found.values("pk"))


class SearchedFilterSet(FilterSet):
    """The filters of a list that is searched: the search is the last of them."""

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Return the rows that every filter leaves, however many have the words."""
        queryset = self.filter_by_others(queryset)
        for name, value in self.form.cleaned_data.items():
            if isinstance(self.filters[name], SearchFilter):
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def filter_by_others(self, queryset: QuerySet) -> QuerySet:
        """Return the rows that every filter but the search leaves."""
        for name, value in self.form.cleaned_data.items():
            if not isinstance(self.filters[name], SearchFilter):
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def has_index(self) -> bool:
        """Whether the words are looked for in a full text index."""
        return any(isinstance(f, SearchFilter) and not f.lookups for f in self.filters.values())
