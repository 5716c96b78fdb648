"""The home page: the forum, its latest agreements and figures, and one's own tasks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextChoices
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
from core.capped_counts import CappedCount, count_up_to
from core.kept_counts import read_tally
from core.partial_indexes import inline_values
from core.public_cache import cache_for_visitors
from meetings.models import Decision, FollowUp, Meeting
from pilots.models import Programme
from pledges.counts import count_visible_by_state
from pledges.models import PledgeState
from portal.context import build_forum_names
from portal.pages.first_steps import list_first_steps
from portal.pages.tasks import count_user_tasks
from stakeholders.models import OrganisationsBySector, Sector
from stakeholders.permissions import get_grants


@dataclass(frozen=True, slots=True)
class LinkedCount:
    """A count of rows with one value, and the address of the list of these rows."""

    value: str
    label: object
    count: int
    url: str


@allow_anonymous_read
@cache_for_visitors
def home(request: HttpRequest) -> HttpResponse:
    """Show the home page; signed in, with one's own offices and the number of tasks."""
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
    follow_ups = count_follow_ups(user)
    counts = count_by_sector_and_state(user)
    return render(
        request,
        "portal/home.html",
        {
            "programme": programme,
            "first_steps": list_first_steps(user, programme),
            "forum": build_forum_names(programme),
            "meeting": meeting,
            "decisions": list(
                Decision.objects.standing().filter(meeting=meeting).order_by("order", "pk")
            ),
            "document": find_latest_document(user),
            "sectors": counts["sector"],
            "states": counts["state"],
            "figures": list(list_figures(counts, follow_ups)),
            "mine": get_grants(user) if user.is_authenticated else None,
            "task_count": count_user_tasks(user) if user.is_authenticated else None,
        },
    )


def find_latest_document(user: Actor) -> Document | None:
    """Return the newest document in force; if there is none, the newest visible one."""
    documents = Document.objects.order_by("-date", "-reference")
    others = documents.visible_to(user).exclude(state__in=[DocumentState.VOID, *OPEN_STATES])
    binding = documents.filter(inline_values(Q(state=DocumentState.IN_FORCE)))
    return binding.first() or others.first()


def count_follow_ups(user: Actor) -> dict[str, CappedCount]:
    """Return how many visible follow-ups are open, and how many of them overdue today."""
    visible = FollowUp.objects.visible_to(user)
    return {
        "open": count_up_to(visible.open()),
        "overdue": count_up_to(visible.overdue(on=timezone.localdate())),
    }


def count_by_sector_and_state(user: Actor) -> dict[str, list[LinkedCount]]:
    """Return the counts of visible organisations by sector and of visible pledges by state."""
    sectors = {key: count.public for key, count in read_tally(OrganisationsBySector).items()}
    states = count_visible_by_state(user)
    return {
        "sector": _link_counts(sectors, Sector, "portal:organisation_list", "unsur"),
        "state": _link_counts(states, PledgeState, "portal:pledge_list", "status"),
    }


def _link_counts(
    counted: dict[str, int], choices: type[TextChoices], url_name: str, parameter: str
) -> list[LinkedCount]:
    return [
        LinkedCount(
            value=str(value),
            label=label,
            count=counted[value],
            url=f"{reverse(url_name)}?{urlencode({parameter: value})}",
        )
        for value, label in choices.choices
        if counted.get(value)
    ]


def list_figures(
    counts: dict[str, list[LinkedCount]], follow_ups: dict[str, CappedCount]
) -> Iterable[dict[str, Any]]:
    """Yield the figures at the top of the page, each with the address of its list."""
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
        "label": ngettext("open follow-up", "open follow-ups", follow_ups["open"].number),
        "note": _("%(number)s past the deadline") % {"number": follow_ups["overdue"]}
        if follow_ups["overdue"]
        else "",
        "url": reverse("meetings:follow_up_list"),
    }
