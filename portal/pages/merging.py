"""The dialog that merges a pledge into another: choose the other one, then compare and confirm.

It is in the portal because it offers the pledges of the same meeting first, and `pledges` must not
import `meetings`.
"""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.access import find_visible
from meetings.models import LogEntry
from pledges.actions.deciding import merge_pledge
from pledges.forms import PledgeDecisionForm
from pledges.models import Pledge
from pledges.views.deciding import answer_decision, find_pledge_to_decide
from pledges.views.slips import list_slips

# URL parameters: the other pledge, and whether the pledges of other meetings are offered too.
WITH, SCOPE, EVERYWHERE = "dengan", "lingkup", "semua"
MOST_OFFERED = 50


def pledge_merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose the pledge that this one is merged into, compare both, give the reason."""
    pledge = find_pledge_to_decide(request, reference)
    survivor = _find_survivor(request)
    form = PledgeDecisionForm(
        # Without a survivor the page only lets the user choose one.
        (request.POST or None) if survivor else None,
        read_by=_("The contributor reads this reason, and so does everybody who reads the pledge."),
    )

    def merge() -> None:
        if survivor is not None:
            merge_pledge(pledge=pledge, survivor=survivor, by=request.user, **form.values)

    offered: dict[str, Any] = {} if survivor else _list_candidates(request, pledge)
    if survivor:
        prefetch_related_objects([pledge, survivor], "quantities", "regions", "focuses")
    return answer_decision(
        request,
        pledge,
        "merge_pledge",
        form,
        merge,
        template="portal/pledge_merge.html" if survivor else "portal/pledge_merge_choice.html",
        heading=_("Merge this contribution into another?"),
        survivor=survivor,
        survivor_slips=list_slips(survivor) if survivor else [],
        **offered,
    )


def _find_survivor(request: HttpRequest) -> Pledge | None:
    """Return the other pledge that the URL names, if any; raises Http404 for an unknown one."""
    reference = request.GET.get(WITH)
    if not reference:
        return None
    pledges = Pledge.objects.visible_to(request.user).select_related("lead", "submitter__person")
    return find_visible(pledges, reference=reference)


def _list_candidates(request: HttpRequest, pledge: Pledge) -> dict[str, Any]:
    """Return the pledges that this one can be merged into: those of its meetings, or all."""
    rows = Pledge.objects.able_to_receive(pledge)
    meetings = list(LogEntry.objects.filter(pledge=pledge).values_list("meeting", flat=True))
    is_narrow = bool(meetings) and request.GET.get(SCOPE) != EVERYWHERE
    if is_narrow:
        said_there = LogEntry.objects.filter(meeting__in=meetings)
        rows = rows.filter(pk__in=said_there.values("pledge"))
    shown = rows.select_related("lead").prefetch_related("quantities").order_by("reference")
    return {"candidates": list(shown[:MOST_OFFERED]), "is_narrow": is_narrow}
