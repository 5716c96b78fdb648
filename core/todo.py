"""The to-do list of a user: tasks computed from the rows that wait for them, never stored.

Each app's `todo.py` returns the task sources of a user: queries for the rows that wait, the oldest
first by an index, and a function that makes a row's task. The portal lists the oldest tasks of all
apps together in pages, and reads no more rows of a source than it can show.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from itertools import count, islice
from math import ceil
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.capped_counts import CappedCount, count_up_to

# A longer list would not be read; the lists of each app have the rest.
MOST_TASKS = 100
PER_PAGE = 25
# How many rows of a source are read at a time: a page, and whether there is more.
PORTION = PER_PAGE + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do: title, URL, the button's label (`verb`), waiting since when, deadline.

    `is_example`: the object is invented for illustration ("contoh").
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
        """How many days ago the deadline was; 0 before it."""
        if self.deadline is None:
            return 0
        return max((timezone.localdate() - self.deadline).days, 0)


@dataclass(frozen=True, slots=True)
class TaskSource:
    """Rows that wait for a user, and the function that makes the task of a row.

    The rows are ordered by an index, those that wait longest first; no two sources have the same.
    `add_facts` annotates what a task says to rows that are found already, since SQLite, where it
    sorts, computes the annotations of every row that waits.
    """

    rows: QuerySet
    build_task: Callable[[Any], Task]
    add_facts: Callable[[QuerySet], QuerySet] | None = None

    def iterate_tasks(self) -> Iterator[Task]:
        """Yield the tasks of the rows, which are read in portions, only as far as they are used."""
        for begin in count(step=PORTION):
            rows = list(self._read_rows(begin))
            yield from map(self.build_task, rows)
            if len(rows) < PORTION:
                return

    def _read_rows(self, begin: int) -> QuerySet:
        portion = slice(begin, begin + PORTION)
        if self.add_facts is None:
            return self.rows[portion]
        everything = self.rows.model._default_manager.order_by(*self.rows.query.order_by)
        return self.add_facts(everything.filter(pk__in=self.rows.values("pk")[portion]))


@dataclass(frozen=True, slots=True)
class TaskList:
    """A page of the oldest tasks of a user.

    `count` says how many tasks there are, exact up to the last one of this page.
    """

    tasks: list[Task]
    count: CappedCount
    number: int = 1

    @property
    def has_next(self) -> bool:
        """Whether there is another page: none after MOST_TASKS."""
        return self.count.is_over and self.count.limit < MOST_TASKS


def list_tasks(sources: Iterable[TaskSource], number: int = 1) -> TaskList:
    """Return a page of tasks, oldest first; the last page for a number beyond it.

    One query per source, and some more for later pages. The sources are merged in the order that
    each has, so that a task has the same place however many rows are read.
    """
    most = min(number * PER_PAGE, MOST_TASKS)
    each = (source.iterate_tasks() for source in sources)
    merged = merge(*each, key=lambda task: (task.since or date.max, task.deadline or date.max))
    tasks = list(islice(merged, most + 1))
    number = max(1, ceil(min(len(tasks), most) / PER_PAGE))
    begin = (number - 1) * PER_PAGE
    limit = most if len(tasks) > most else MOST_TASKS
    return TaskList(tasks[begin:most][:PER_PAGE], CappedCount(len(tasks), limit), number)


def count_tasks(sources: Iterable[TaskSource]) -> CappedCount:
    """Return how many tasks there are, in one query that reads few rows of each source."""
    # A limit may not stand in a part of a UNION on SQLite, so it stands in a subquery.
    each = [
        source.rows.model._default_manager.order_by()
        .filter(pk__in=source.rows.values("pk")[: MOST_TASKS + 1])
        .values("pk")
        for source in sources
    ]
    if not each:
        return CappedCount(0, MOST_TASKS)
    first, *others = each
    return count_up_to(first.union(*others, all=True) if others else first, MOST_TASKS)


def to_local_day(moment: datetime | None) -> date | None:
    """Return the day of a moment in the portal's time zone."""
    return None if moment is None else timezone.localdate(moment)
