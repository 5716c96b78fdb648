"""Views of the register of decisions: the list, and a decision's page."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from core.access import allow_anonymous_read, find_visible
from core.lists.responses import show_list
from core.public_cache import cache_for_visitors
from core.timeline import build_timeline
from meetings.filters import DecisionListing
from meetings.models import Decision
from meetings.permissions import can_see_history


@allow_anonymous_read
@cache_for_visitors
def decision_list(request: HttpRequest) -> HttpResponseBase:
    """List the decisions that the reader may see."""
    listing = DecisionListing.open_for(request.GET, request.user)
    return show_list(request, listing, "meetings/decision_list.html")


@allow_anonymous_read
@cache_for_visitors
def decision_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a decision: its text, its kelurahan, its follow-ups and its clauses."""
    user = request.user
    decisions = Decision.objects.visible_to(user).select_related("meeting", "entry__agenda_item")
    decision = find_visible(decisions, reference=reference)
    return render(
        request,
        "meetings/decision_detail.html",
        {
            "decision": decision,
            "pilots": list(decision.pilots.select_related("region")),
            "follow_ups": decision.follow_ups.visible_to(user).select_related("owner"),
            "clauses": decision.clauses.visible_to(user)
            .select_related("document")
            .order_by("document__date", "document__reference", "order"),
            "timeline": build_timeline(decision, request.GET)
            if can_see_history(user, decision.meeting)
            else None,
        },
    )
