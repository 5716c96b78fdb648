"""The search page: searches all lists at once, restricted to what the reader may see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from agreements.filters import DocumentFilter
from agreements.models import Document
from core.access import allow_anonymous_read
from core.actors import Actor
from core.lists.parameters import SEARCH
from core.lists.search_filter import SEARCH_LENGTH
from core.models import Sourced
from core.public_cache import cache_for_visitors
from meetings.filters import DecisionFilter, FollowUpFilter, MeetingFilter
from meetings.models import Decision, FollowUp, Meeting
from pilots.models import Region
from pledges.models import Pledge
from portal.pages.kelurahan import RegionFilter
from portal.pages.organisations import OrganisationFilter
from portal.pages.pledges import PledgeFilter
from stakeholders.models import Organisation

SHOWN = 5


@dataclass(frozen=True, slots=True)
class SearchScope:
    """One of the searched lists: its rows, search filter, and the title and note of a hit.

    A hit is marked "contoh" when the row, or one of its fields `marked`, is.
    """

    label: object
    url: str
    filters: type[FilterSet]
    rows: Callable[[Actor], QuerySet]
    title: Callable[[Any], str]
    note: Callable[[Any], str]
    marked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The first hits of a scope, and the address of the list with all of them."""

    label: object
    hits: list[dict[str, Any]]
    all_url: str
    has_more: bool


SCOPES = (
    SearchScope(
        _("Meetings"),
        "/rapat/",
        MeetingFilter,
        lambda user: Meeting.objects.visible_to(user).order_by("-date", "-reference"),
        lambda meeting: str(meeting.theme),
        lambda meeting: f"{meeting.reference}, {date_format(meeting.date, 'j F Y')}",
        ("theme",),
    ),
    SearchScope(
        _("Decisions"),
        "/keputusan/",
        DecisionFilter,
        lambda user: Decision.objects.visible_to(user).order_by("-reference"),
        lambda decision: decision.title or decision.text[:120],
        lambda decision: str(decision.reference),
        ("title", "text"),
    ),
    SearchScope(
        _("Follow-ups"),
        "/tindak-lanjut/",
        FollowUpFilter,
        lambda user: (
            FollowUp.objects.visible_to(user).select_related("owner").order_by("-reference")
        ),
        lambda follow_up: str(follow_up.activity),
        lambda follow_up: ", ".join(
            str(part)
            for part in (follow_up.reference, follow_up.owner, follow_up.get_state_display())
            if part
        ),
        ("activity",),
    ),
    SearchScope(
        _("Pledges"),
        "/komitmen/",
        PledgeFilter,
        lambda user: Pledge.objects.visible_to(user).select_related("lead").order_by("-reference"),
        lambda pledge: str(pledge.summary),
        lambda pledge: f"{pledge.reference}, {pledge.lead}, {pledge.get_state_display()}",
        ("title", "own_words"),
    ),
    SearchScope(
        _("Stakeholders"),
        "/parapihak/",
        OrganisationFilter,
        lambda user: Organisation.objects.visible_to(user).order_by("name", "pk"),
        lambda organisation: str(organisation.name),
        lambda organisation: str(organisation.get_sector_display()),
    ),
    SearchScope(
        _("Documents"),
        "/berita-acara/",
        DocumentFilter,
        lambda user: Document.objects.visible_to(user).order_by("-date", "-reference"),
        lambda document: str(document.title),
        lambda document: f"{document.reference}, {document.get_state_display()}",
        ("title",),
    ),
    SearchScope(
        _("Kelurahan"),
        "/kelurahan/",
        RegionFilter,
        lambda user: Region.objects.filter(parent__isnull=False).order_by("name", "code"),
        lambda region: str(region.full_name),
        lambda region: str(region.code),
    ),
)


@allow_anonymous_read
@cache_for_visitors
def search(request: HttpRequest) -> HttpResponse:
    """Show the first hits of every scope."""
    text = request.GET.get(SEARCH, "").strip()[:SEARCH_LENGTH]
    found = list(search_everywhere(text, request.user)) if text else []
    return render(request, "portal/search.html", {"text": text, "found": found})


def search_everywhere(text: str, user: Actor) -> Iterator[SearchResults]:
    """Yield the results of every scope that has a hit; one query per scope."""
    for scope in SCOPES:
        searched = scope.filters.base_filters[SEARCH].filter(scope.rows(user), text)
        rows = list(searched[: SHOWN + 1])
        if rows:
            yield SearchResults(
                label=scope.label,
                hits=[
                    {
                        "title": scope.title(row),
                        "note": scope.note(row),
                        "url": row.get_absolute_url(),
                        "is_example": isinstance(row, Sourced)
                        and row.is_illustrative(*scope.marked),
                    }
                    for row in rows[:SHOWN]
                ],
                all_url=f"{scope.url}?{urlencode({SEARCH: text})}",
                has_more=len(rows) > SHOWN,
            )
