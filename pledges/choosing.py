"""Choosing a pledge: how it is found by typing."""

from django.db.models import QuerySet

from core.choosing.kinds import REFERENCE, RowKind
from pledges.models import Pledge

MOST_LETTERS = 90  # of its words in a label


def _list_pledges() -> QuerySet[Pledge]:
    return Pledge.objects.select_related("lead").order_by("-reference")


def describe_pledge(pledge: Pledge) -> str:
    """Return the reference, whose pledge it is, and its first words."""
    return f"{pledge.reference} {pledge.lead} · {pledge.summary[:MOST_LETTERS]}"


PLEDGES = RowKind(
    name="komitmen",
    list_rows=_list_pledges,
    describe=describe_pledge,
    code="reference",
    code_pattern=REFERENCE,
    show_to=lambda rows, user: rows.visible_to(user),
    is_open=True,
)
