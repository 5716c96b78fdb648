"""Capped counts: counting stops at a limit, and more rows than that are shown as "1.000+".

Counting a million rows reads them all, and nobody needs to know the last digit.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import number_format

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class CappedCount:
    """A number of rows, exact up to the limit; `number` is never more than one above it."""

    number: int
    limit: int = MOST_COUNTED

    @property
    def is_over(self) -> bool:
        """Whether there are more rows than were counted."""
        return self.number > self.limit

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        shown = number_format(min(self.number, self.limit), force_grouping=True)
        return f"{shown}+" if self.is_over else shown


def count_up_to(rows: QuerySet, limit: int = MOST_COUNTED) -> CappedCount:
    """Return how many rows there are, reading at most one more than the limit."""
    return CappedCount(rows.order_by()[: limit + 1].count(), limit)
