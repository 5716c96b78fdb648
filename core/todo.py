"""The few things that somebody has to do now.

Each app says in its `todo.py` which of its rows wait for a user and what is to be done with them;
the portal shows them all together, oldest first.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do: what, where, by which verb; since when it waits, and until when it may.

    `is_example` says that what it is about is marked contoh.
    """

    title: str
    url: str
    verb: str
    note: str = ""
    since: date | None = None
    deadline: date | None = None
    is_example: bool = False

    @property
    def days_late(self) -> int:
        """How many days ago the deadline was; 0 while there is time."""
        if self.deadline is None:
            return 0
        return max((timezone.localdate() - self.deadline).days, 0)


@dataclass(frozen=True, slots=True)
class Pile:
    """Rows that wait for a user, each of them one task, and how a row tells its task."""

    rows: QuerySet
    tell: Callable[[Any], Task]


def tasks_in(piles: Iterable[Pile]) -> list[Task]:
    """Return the tasks, oldest first; a query a pile."""
    return sorted(
        _told(piles), key=lambda task: (task.since or date.max, task.deadline or date.max)
    )


def _told(piles: Iterable[Pile]) -> Iterator[Task]:
    for pile in piles:
        yield from map(pile.tell, pile.rows)


def count_in(piles: Iterable[Pile]) -> int:
    """Return how many tasks there are, in one query."""
    each = [pile.rows.order_by().values("pk") for pile in piles]
    if not each:
        return 0
    first, *others = each
    return first.union(*others, all=True).count() if others else first.count()


def day_of(moment: datetime | None) -> date | None:
    """Return the day of a moment, here."""
    return None if moment is None else timezone.localdate(moment)
