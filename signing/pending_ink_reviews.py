"""Pending ink reviews: ink records that wait for their second reviewer."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.actors import Actor
from core.partial_indexes import inline_values
from core.todo import Task, to_local_day
from signing.models import InkRecord, InkState


def find_pending_ink_reviews(user: Actor) -> QuerySet[InkRecord]:
    """Return the pending ink records that `user` may review, since somebody else proposed them."""
    waiting = InkRecord.objects.filter(inline_values(Q(state=InkState.PROPOSED))).exclude(
        recorded_by=user.pk
    )
    return waiting.select_related("document", "recorded_by__person").order_by("recorded_at", "pk")


def build_ink_review_task(record: InkRecord) -> Task:
    """Build the task to review an ink record."""
    document = record.document
    who = record.recorded_by
    proposer = _("proposed by %(who)s") % {"who": who} if who else ""
    return Task(
        title=_("Review the signed paper: %(title)s") % {"title": document.title},
        url=record.get_absolute_url(),
        verb=_("Review and confirm"),
        note=", ".join(filter(None, [document.reference, proposer])),
        since=to_local_day(record.recorded_at),
        is_example=document.is_illustrative("title"),
    )
