"""The to-do list of a user: tasks computed from the rows that wait for them, never stored.

Each app's `todo.py` returns the task sources of a user: queries for the rows that wait, the oldest
first by an index, and a function that makes a row's task. The portal lists the oldest tasks of all
apps together, and reads no more rows of a source than it can show.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.capped_counts import CappedCount, count_up_to

# A longer list would not be read; the lists of each app have the rest.
MOST_TASKS = 100


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
    """

    rows: QuerySet
    build_task: Callable[[Any], Task]


@dataclass(frozen=True, slots=True)
class TaskList:
    """The oldest tasks of a user, and how many there are: exact up to MOST_TASKS."""

    tasks: list[Task]
    count: CappedCount


def list_tasks(sources: Iterable[TaskSource]) -> TaskList:
    """Return the tasks, oldest first, at most MOST_TASKS; one query per source."""
    tasks = [source.build_task(row) for source in sources for row in source.rows[: MOST_TASKS + 1]]
    tasks.sort(key=lambda task: (task.since or date.max, task.deadline or date.max))
    count = CappedCount(min(len(tasks), MOST_TASKS + 1), MOST_TASKS)
    return TaskList(tasks[:MOST_TASKS], count)


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
