"""My tasks: the few things that whoever is signed in has to do now, oldest first."""

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
from core.models import OutboxMessage
from core.todo import Task, TaskSource, count_tasks, list_tasks, to_local_day
from stakeholders.permissions import get_grants, is_forum_staff

# More than this is no list of tasks; the lists show the rest.
MOST_SHOWN = 100


def list_task_sources(user: Actor) -> Iterator[TaskSource]:
    """Yield everything that waits for `user`, in all apps."""
    yield from meetings.todo.list_task_sources(user)
    yield from pledges.todo.list_task_sources(user)
    yield from signing.todo.list_task_sources(user)
    yield from agreements.todo.list_task_sources(user)
    if user.is_superuser:
        yield TaskSource(OutboxMessage.objects.exclude(dead_at=None), _dead_work)


def count_of(user: Actor) -> int:
    """Return how many tasks `user` has, in one query."""
    return count_tasks(list_task_sources(user))


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever is signed in."""
    tasks = list_tasks(list_task_sources(request.user))
    return render(
        request,
        "portal/task_list.html",
        {
            "tasks": tasks[:MOST_SHOWN],
            "task_count": len(tasks),
            "is_staff": is_forum_staff(request.user),
            "represents": bool(get_grants(request.user).organisation_ids),
        },
    )


def _dead_work(message: OutboxMessage) -> Task:
    return Task(
        title=_("Background work was given up: %(kind)s") % {"kind": message.kind},
        url=reverse("admin:core_outboxmessage_change", args=[message.pk]),
        verb=_("Look at it"),
        note=message.last_error[:200],
        since=to_local_day(message.dead_at),
    )
