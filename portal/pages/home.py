"""The home page: what this forum is, what it agreed, how to check a paper, what waits for me."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import OPEN_STATES, Document, DocumentState
from core.access import allow_anonymous_read
from core.actors import Actor
from meetings.models import Decision, FollowUp, FollowUpState, Meeting
from pilots.models import Programme
from pledges.models import Pledge, PledgeState
from portal.context import forum_of
from portal.pages.tasks import count_of
from stakeholders.models import Organisation, Sector
from stakeholders.permissions import get_grants


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of one sort there are, and the list that shows them."""

    value: str
    label: Any
    count: int
    url: str


@allow_anonymous_read
def home(request: HttpRequest) -> HttpResponse:
    """Answer the three questions of a visitor, and the one of somebody signed in."""
    user = request.user
    programme = Programme.objects.select_related("city", "secretariat").first()
    if programme is None:
        return render(request, "portal/home.html", {"programme": None})
    meeting = (
        Meeting.objects.filter(published_at__isnull=False)
        .with_counts()
        .order_by("-date", "-reference")
        .first()
    )
    follow_ups = follow_ups_in_figures(user)
    counts = counts_of(user)
    return render(
        request,
        "portal/home.html",
        {
            "programme": programme,
            "forum": forum_of(programme),
            "meeting": meeting,
            "decisions": list(Decision.objects.filter(meeting=meeting).order_by("order", "pk")),
            "document": latest_document(user),
            "sectors": counts["sector"],
            "states": counts["state"],
            "figures": list(figures(counts, follow_ups)),
            "mine": get_grants(user) if user.is_authenticated else None,
            "task_count": count_of(user) if user.is_authenticated else None,
        },
    )


def latest_document(user: Actor) -> Document | None:
    """Return the newest document that binds; while none does, the newest that may be seen."""
    binding = Case(When(state=DocumentState.IN_FORCE, then=Value(0)), default=Value(1))
    return (
        Document.objects.visible_to(user)
        .exclude(state__in=[DocumentState.VOID, *OPEN_STATES])
        .order_by(binding, "-date", "-reference")
        .first()
    )


def follow_ups_in_figures(user: Actor) -> dict[str, int]:
    """Count the follow-ups that the user may see: open, and overdue today."""
    is_open = Q(state=FollowUpState.OPEN)
    return FollowUp.objects.visible_to(user).aggregate(
        open=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & Q(deadline__lt=timezone.localdate())),
    )


def counts_of(user: Actor) -> dict[str, list[Tally]]:
    """Count organisations by sector and pledges by state."""
    sectors = _count_by("sector", Organisation.objects.visible_to(user))
    states = _count_by("state", Pledge.objects.visible_to(user))
    return {
        "sector": _build_tallies(sectors, Sector, "portal:organisation_list", "unsur"),
        "state": _build_tallies(states, PledgeState, "portal:pledge_list", "status"),
    }


def _count_by(field: str, rows: Any) -> dict[str, int]:
    return dict(rows.order_by().values_list(field).annotate(number=Count("pk")))


def _build_tallies(
    counted: dict[str, int], choices: Any, url_name: str, parameter: str
) -> list[Tally]:
    return [
        Tally(
            value=str(value),
            label=label,
            count=counted[value],
            url=f"{reverse(url_name)}?{urlencode({parameter: value})}",
        )
        for value, label in choices.choices
        if value in counted
    ]


def figures(counts: dict[str, list[Tally]], follow_ups: dict[str, int]) -> Iterable[dict[str, Any]]:
    """Return the few figures at the top, each with the list that it counts."""
    pledges = sum(tally.count for tally in counts["state"])
    agreed = sum(tally.count for tally in counts["state"] if tally.value == PledgeState.AGREED)
    organisations = sum(tally.count for tally in counts["sector"])
    yield {
        "value": organisations,
        "label": ngettext("organisation", "organisations", organisations),
        "note": ngettext("from %(number)s sector", "from %(number)s sectors", len(counts["sector"]))
        % {"number": len(counts["sector"])},
        "url": reverse("portal:organisation_list"),
    }
    yield {
        "value": pledges,
        "label": ngettext("pledge", "pledges", pledges),
        "note": ngettext("%(number)s agreed", "%(number)s agreed", agreed) % {"number": agreed},
        "url": reverse("portal:pledge_list"),
    }
    yield {
        "value": follow_ups["open"],
        "label": ngettext("open follow-up", "open follow-ups", follow_ups["open"]),
        "note": _("%(number)s past the deadline") % {"number": follow_ups["overdue"]}
        if follow_ups["overdue"]
        else "",
        "url": reverse("meetings:follow_up_list"),
    }
