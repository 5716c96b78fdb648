"""The list of kelurahan, and the page of a region with its pledges, decisions and follow-ups."""

from typing import Protocol, Self

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_filters import ChoiceFilter

from core.access import allow_anonymous_read, find_visible
from core.actors import Actor
from core.choosing.filters import RowFilter
from core.excerpts import MOST_SHOWN, Excerpt, read_excerpt
from core.lists.columns import Column
from core.lists.listing import Listing
from core.lists.orders import KEPT_COUNT, SortKey, build_choice_order
from core.lists.responses import show_list
from core.lists.search_filter import SearchedFilterSet, SearchFilter
from core.public_cache import cache_for_visitors
from core.subqueries import build_exists
from meetings.models import Decision, FollowUp, Meeting
from pilots.choosing import DISTRICTS
from pilots.models import Pilot, PilotState, Region
from pledges.models import Pledge
from portal.pages.organisations import annotate_count_for, build_kept_count
from stakeholders.permissions import sees_everything

# The kelurahan of a small city stand on one page.
ALL_ON_ONE_PAGE = 30
PILOT_ORDER = (PilotState.SELECTED, PilotState.PROPOSED, PilotState.DROPPED)


class RegionFilter(SearchedFilterSet):
    """Filters: search by name or code, kecamatan, pilot or not."""

    cari = SearchFilter()
    kecamatan = RowFilter(DISTRICTS, key="code", field_name="parent__code", label=_("Kecamatan"))
    percontohan = ChoiceFilter(
        label=_("Pilot"),
        choices=[("ya", _("Pilots only")), ("bukan", _("Without pilots"))],
        empty_label=_("All"),
        method="filter_pilots",
    )

    def filter_pilots(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the selected pilots, or all other kelurahan."""
        selected = Pilot.objects.filter(state=PilotState.SELECTED)
        is_pilot = Q(pk__in=selected.order_by().values("region"))
        return rows.filter(is_pilot) if value == "ya" else rows.exclude(is_pilot)


_PILOTS = Pilot.objects.filter(region=OuterRef("pk")).order_by("pk")
_IS_PILOT = Q(pk__in=Pilot.objects.order_by().values("region"))
# By the state of the pilot; regions that were never one have none.
PILOT_SORT_KEY = SortKey(
    "pilot_order",
    Subquery(_PILOTS.values(rank=build_choice_order("state", PILOT_ORDER))[:1]),
    known=_IS_PILOT,
    missing=~_IS_PILOT,
)


class _ListedRegion(Protocol):
    """A region with the annotation of its pilot's state."""

    pilot_state: str | None


def _get_pilot_label(region: _ListedRegion) -> object:
    return PilotState(region.pilot_state).label if region.pilot_state else ""


class RegionListing(Listing):
    """The list of kelurahan."""

    filters = RegionFilter
    columns = (
        Column(key="nama", label=_("Kelurahan"), value="name", order=("name", "code")),
        Column(
            key="kecamatan",
            label=_("Kecamatan"),
            value="parent.name",
            # Codes begin with that of the kecamatan: two of one name are not mixed.
            order=("parent_name", "code"),
        ),
        Column(key="kode", label=_("Code"), value="code", order=("code",)),
        Column(key="kodepos", label=_("Post code"), value="post_code"),
        Column(
            key="percontohan",
            label=_("Pilot"),
            value=_get_pilot_label,
            order=(PILOT_SORT_KEY, "code"),
        ),
        Column(
            key="komitmen",
            label=_("Pledges"),
            value="pledge_count",
            order=KEPT_COUNT,
            is_number=True,
        ),
        Column(key="lintang", label=_("Latitude"), value="latitude", shown=False),
        Column(key="bujur", label=_("Longitude"), value="longitude", shown=False),
    )
    default_order = "kode"
    title = _("Kelurahan")
    noun = ngettext_lazy("kelurahan", "kelurahan", "n")
    url_name = "portal:region_list"
    export_name = "kelurahan"
    per_page = ALL_ON_ONE_PAGE

    @classmethod
    def open_for(cls, query: QueryDict, reader: Actor) -> Self:
        """Return the list of the kelurahan that a reader may see."""
        rows = Region.objects.visible_to(reader).kelurahan().select_related("parent")
        return cls(query, rows, reader=reader)

    def annotate_for_order(self, rows: QuerySet) -> QuerySet:
        """Annotate the kept count that the reader sees, where the list is sorted by it."""
        if self.order.removeprefix("-") != "komitmen":
            return rows
        return annotate_count_for(rows, "pledge_tally", self.reader)

    def prefetch_for_page(self, rows: QuerySet) -> QuerySet:
        """Annotate the number of pledges of the rows that are shown, and prefetch their pilots."""
        return annotate_pledges_and_pilot(rows, self.reader).prefetch_related("pilots")

    def prefetch_for_export(self, rows: QuerySet) -> QuerySet:
        """Count the pledges of all rows."""
        return annotate_pledges_and_pilot(rows, self.reader)


def annotate_pledges_and_pilot(regions: QuerySet[Region], user: Actor) -> QuerySet[Region]:
    """Annotate `pledge_count` (the kept count) and `pilot_state` (None where not a pilot)."""
    pilots = Pilot.objects.filter(region=OuterRef("pk")).order_by("pk")
    return regions.annotate(
        pledge_count=build_kept_count("pledge_tally", knows_all=sees_everything(user)),
        pilot_state=Subquery(pilots.values("state")[:1]),
    )


@allow_anonymous_read
@cache_for_visitors
def region_list(request: HttpRequest) -> HttpResponseBase:
    """List the kelurahan with their kecamatan and pilot states."""
    listing = RegionListing.open_for(request.GET, request.user)
    return show_list(request, listing, "portal/region_list.html")


def list_ancestors(region: Region) -> list[Region]:
    """Return the regions that contain a region, the nearest first."""
    above = []
    parent = region.parent
    while parent is not None:
        above.append(parent)
        parent = parent.parent
    return above


def read_pledges(
    region: Region, above: list[Region], request: HttpRequest
) -> tuple[Excerpt, Excerpt]:
    """Return the pledges for a region itself, and for those that contain it.

    Started from the links of the region, so that no other pledge is read.
    """
    links = Pledge.regions.through.objects.filter(
        Pledge.objects.build_visibility(request.user, prefix="pledge__")
    ).select_related("pledge__lead")
    own = Pledge.regions.through.objects.filter(pledge=OuterRef("pledge"), region=region)
    wider = links.exclude(build_exists(own))
    return (
        read_excerpt(
            [links.filter(region=region)],
            request.GET,
            "komitmen",
            key="pledge_id",
            shown="pledge",
        ),
        read_excerpt(
            [wider.filter(region=place) for place in above],
            request.GET,
            "lebih_luas",
            key="pledge_id",
            shown="pledge",
        ),
    )


@allow_anonymous_read
@cache_for_visitors
def region_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show a region: its pilots, pledges, decisions, meetings and follow-ups."""
    user = request.user
    region = find_visible(
        Region.objects.visible_to(user).select_related("parent__parent__parent", "office"),
        code=code,
    )
    above = list_ancestors(region)
    pilots = list(Pilot.objects.filter(region=region).select_related("programme"))
    here, wider = read_pledges(region, above, request)
    meetings = Meeting.objects.visible_to(user)
    decisions = Decision.objects.visible_to(user).select_related("meeting")
    follow_ups = FollowUp.objects.visible_to(user).select_related("owner", "meeting")
    children = list(region.children.order_by("code")[: MOST_SHOWN + 1])
    return render(
        request,
        "portal/region_detail.html",
        {
            "region": region,
            "above": above,
            "pilots": pilots,
            "here": here,
            "wider": wider,
            "decisions": read_excerpt(
                [decisions.filter(pilots=pilot) for pilot in pilots], request.GET, "keputusan"
            ),
            "meetings": read_excerpt(
                [meetings.filter(pilots=pilot) for pilot in pilots], request.GET, "rapat"
            ),
            "follow_ups": read_excerpt(
                [follow_ups.filter(regions=region)], request.GET, "tindak_lanjut"
            ),
            "children": children[:MOST_SHOWN],
            "has_more_children": len(children) > MOST_SHOWN,
        },
    )
