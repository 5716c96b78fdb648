"""The to-do list of a user: tasks computed from the rows that wait for them, never stored.

Each app's `todo.py` returns the task sources of a user: queries for the rows that wait, and a
function that makes a row's task. The portal lists the tasks of all apps together, oldest first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone


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
    """Rows that wait for a user, and the function that makes the task of a row."""

    rows: QuerySet
    build_task: Callable[[Any], Task]


def list_tasks(sources: Iterable[TaskSource]) -> list[Task]:
    """Return the tasks, oldest first; one query per source."""
    tasks = [source.build_task(row) for source in sources for row in source.rows]
    return sorted(tasks, key=lambda task: (task.since or date.max, task.deadline or date.max))


def count_tasks(sources: Iterable[TaskSource]) -> int:
    """Return how many tasks there are, in one query."""
    each = [source.rows.order_by().values("pk") for source in sources]
    if not each:
        return 0
    first, *others = each
    return first.union(*others, all=True).count() if others else first.count()


def to_local_day(moment: datetime | None) -> date | None:
    """Return the day of a moment in the portal's time zone."""
    return None if moment is None else timezone.localdate(moment)
