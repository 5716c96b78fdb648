"""The search filter of a list page."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

SEARCH_LENGTH = 200
SEARCH_WORDS = 8


class SearchFilter(CharFilter):
    """A search filter: every word must occur in one of the fields, in any order."""

    def __init__(self, *lookups: str):
        super().__init__(
            label=_("Search"),
            max_length=SEARCH_LENGTH,
            widget=TextInput(attrs={"type": "search", "autocomplete": "off"}),
        )
        self.lookups = lookups

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Filter `qs` by a subquery, so that two matching names of a row do not show it twice."""
        words = (value or "").split()[:SEARCH_WORDS]
        if not words:
            return qs
        found = qs.model._default_manager.order_by()
        for word in words:
            found = found.filter(
                reduce(or_, (Q(**{f"{lookup}__icontains": word}) for lookup in self.lookups))
            )
        return qs.filter(pk__in=found.values("pk"))
