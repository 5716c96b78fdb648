"""Tasks about contributions: to decide, to submit, and new decisions to read."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.history import build_last_time
from core.partial_indexes import inline_values
from core.todo import Task, TaskSource, to_local_day
from pledges.models import IS_NOT_ACCOMMODATED, Pledge, PledgeState
from stakeholders.permissions import get_grants, is_forum_staff

# A decision is shown to its author as a task for so long.
NEWS = timedelta(days=30)
DECISIONS = {
    PledgeState.MERGED: "pledge_merged",
    PledgeState.DEFERRED: "pledge_deferred",
    PledgeState.DECLINED: "pledge_declined",
}


def list_task_sources(user: Actor) -> Iterator[TaskSource]:
    """Yield the tasks of `user`: to decide, to submit, and to read the reason of a new decision."""
    # In the order in which they were written: when they were submitted is in the history only.
    rows = Pledge.objects.order_by("pk")
    if is_forum_staff(user):
        yield TaskSource(rows.undecided(), _build_task, _add_facts)
    if mine := get_grants(user).organisation_ids:
        drafts = rows.filter(inline_values(Q(state=PledgeState.DRAFT)), lead__in=mine)
        yield TaskSource(drafts, _build_task, _add_facts)
        decided_at = build_last_time(Pledge, *DECISIONS.values())
        news = rows.filter(inline_values(IS_NOT_ACCOMMODATED), lead__in=mine).alias(
            decided_at=decided_at
        )
        yield TaskSource(
            news.filter(decided_at__gte=timezone.now() - NEWS), _build_task, _add_facts
        )


def _add_facts(pledges: QuerySet[Pledge]) -> QuerySet[Pledge]:
    since = build_last_time(Pledge, "pledge_drafted", "pledge_submitted", *DECISIONS.values())
    return pledges.annotate(since=since).select_related("lead")


def _build_task(pledge: Pledge) -> Task:
    titles: dict[str, str] = {
        PledgeState.SUBMITTED: _("Decide on a contribution: %(summary)s"),
        PledgeState.DRAFT: _("Submit your draft: %(summary)s"),
        PledgeState.MERGED: _("Your contribution was merged: %(summary)s"),
        PledgeState.DEFERRED: _("Your contribution was deferred: %(summary)s"),
        PledgeState.DECLINED: _("Your contribution was declined: %(summary)s"),
    }
    verbs: dict[str, str] = {
        PledgeState.SUBMITTED: _("Decide"),
        PledgeState.DRAFT: _("Finish the draft"),
    }
    at = pledge.get_absolute_url()
    notes = [pledge.reference, str(pledge.lead)]
    if pledge.state in DECISIONS:
        notes.append(pledge.reason)
    return Task(
        title=titles[pledge.state] % {"summary": pledge.summary},
        url=f"{at}akomodasi/" if pledge.state == PledgeState.SUBMITTED else at,
        verb=verbs.get(pledge.state, _("Read the reason")),
        note=", ".join(note for note in notes if note),
        since=to_local_day(pledge.since),  # type: ignore[attr-defined] # annotated
        is_example=pledge.is_illustrative("own_words", "title"),
    )
