"""The page of the forum's programme: concept, surveys, problems, focuses and pilots."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import allow_anonymous_read
from core.excerpts import MOST_SHOWN, read_excerpt
from core.public_cache import cache_for_visitors
from meetings.models import LogEntry
from pilots.models import Focus, Programme
from portal.context import build_forum_names


@allow_anonymous_read
@cache_for_visitors
def programme(request: HttpRequest) -> HttpResponse:
    """Show the programme; every fact with its source."""
    shown = Programme.objects.select_related("city", "secretariat").first()
    if shown is None:
        return render(request, "portal/programme.html", {"programme": None})
    focuses = list(
        Focus.objects.filter(plan__programme=shown)
        .select_related("plan")
        .prefetch_related("problems")
        .order_by("plan", "order", "pk")
    )
    differing = (
        LogEntry.objects.visible_to(request.user)
        .filter(is_differing_view=True)
        .select_related("meeting", "speaker__person", "speaker__organisation")
    )
    pilots = list(shown.pilots.select_related("region__parent")[: MOST_SHOWN + 1])
    return render(
        request,
        "portal/programme.html",
        {
            "programme": shown,
            "forum": build_forum_names(shown),
            "organisers": list(shown.organisers.all()),
            "surveys": list(shown.surveys.all()),
            "problems": list(shown.problems.all()),
            "plans": {focus.plan_id: focus.plan for focus in focuses}.values(),
            "focuses": focuses,
            "pilots": pilots[:MOST_SHOWN],
            "has_more_pilots": len(pilots) > MOST_SHOWN,
            "differing": read_excerpt([differing], request.GET, "pandangan"),
        },
    )
