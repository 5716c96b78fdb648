"""The page "my tasks": the to-do list of the signed-in user, from all apps, oldest first."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import agreements.todo
import meetings.todo
import pledges.todo
import signing.todo
from core.actors import Actor
from core.capped_counts import CappedCount
from core.lists.paging import ListPage, PageLinks
from core.lists.parameters import PAGE, read_number
from core.models import OutboxMessage
from core.todo import Task, TaskSource, count_tasks, list_tasks, to_local_day
from stakeholders.permissions import get_grants, is_forum_staff


def list_task_sources(user: Actor) -> Iterator[TaskSource]:
    """Yield the task sources of a user in all apps."""
    yield from meetings.todo.list_task_sources(user)
    yield from pledges.todo.list_task_sources(user)
    yield from signing.todo.list_task_sources(user)
    yield from agreements.todo.list_task_sources(user)
    if user.is_superuser:
        dead = OutboxMessage.objects.exclude(dead_at=None).order_by("dead_at")
        yield TaskSource(dead, _build_dead_letter_task)


def count_user_tasks(user: Actor) -> CappedCount:
    """Return how many tasks a user has, in one query."""
    return count_tasks(list_task_sources(user))


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """Show the tasks of the signed-in user."""
    found = list_tasks(list_task_sources(request.user), read_number(request.GET) or 1)
    previous = f"?{PAGE}={found.number - 1}" if found.number > 2 else "?"
    following = f"?{PAGE}={found.number + 1}"
    return render(
        request,
        "portal/task_list.html",
        {
            "tasks": found.tasks,
            # Beside the link to this page it stands on others too, counted further.
            "task_count": None if found.count.is_over else found.count,
            "more_than": found.count.limit if found.count.is_over else 0,
            "page": ListPage((), found.number, None, found.number > 1, found.has_next),
            "links": PageLinks(
                previous=previous if found.number > 1 else "",
                next=following if found.has_next else "",
            ),
            "is_staff": is_forum_staff(request.user),
            "represents": bool(get_grants(request.user).organisation_ids),
        },
    )


def _build_dead_letter_task(message: OutboxMessage) -> Task:
    return Task(
        title=_("Background work failed after all attempts: %(kind)s") % {"kind": message.kind},
        url=reverse("admin:core_outboxmessage_change", args=[message.pk]),
        verb=_("Look at it"),
        note=message.last_error[:200],
        since=to_local_day(message.dead_at),
    )
