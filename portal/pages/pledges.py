"""The list of pledges, and the page of a pledge with its steps from problem to delivery."""

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any, Self, cast

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_filters import ChoiceFilter

from core.access import allow_anonymous_read, find_visible
from core.actors import Actor
from core.choosing.filters import RowFilter
from core.lists.choice_filters import LoadedChoiceFilter
from core.lists.columns import Column
from core.lists.listing import Listing
from core.lists.orders import SortKey
from core.lists.responses import show_list
from core.lists.search_filter import SearchedFilterSet, SearchFilter
from core.lists.years import list_years
from core.public_cache import cache_for_visitors
from core.subqueries import build_exists
from core.timeline import build_timeline
from meetings.models import Decision, LogEntry, Meeting, Participant
from pilots.choosing import PLACES
from pilots.models import Focus, Region
from pledges.buttons import build_action_bar
from pledges.models import (
    HIDDEN,
    PUBLIC_STATES,
    SUBMITTED_STATES,
    Pledge,
    PledgeFocus,
    PledgeForm,
    PledgeQuerySet,
    PledgeState,
)
from pledges.permissions import can_see_queue, can_see_slips, can_write_pledge
from pledges.views.slips import list_slips
from portal.pages.pledge_steps import build_steps
from stakeholders.models import Sector
from stakeholders.permissions import get_grants, represents, sees_everything

# The filters by rows that are linked to pledges.
LINKED = frozenset({"fokus", "kelurahan"})


def _list_focus_choices() -> list[tuple[str, Any]]:
    return [(focus.code, str(focus)) for focus in Focus.objects.order_by("plan", "order", "pk")]


def _list_year_choices() -> list[tuple[str, str]]:
    return list_years(Pledge.objects.all(), "year")


def _follow_links(rows: QuerySet, links: str) -> QuerySet:
    """Annotate `linked_reference` to rows that were found by their links."""
    annotated: QuerySet = rows.annotate(linked_reference=F(f"{links}__reference"))
    return annotated


def _list_visible_parts(reader: Actor, state: str) -> list[QuerySet]:
    """Return what `visible_to` does as querysets that share no row, and that start from an index.

    Without those that have no pledge in the state that is asked for: to find out that nobody sees
    the drafts of others, the database would read them all.
    """
    pledges = Pledge.objects.all()
    mine = get_grants(reader).organisation_ids
    parts: list[tuple[QuerySet, Collection[str]]]
    if sees_everything(reader):
        drafts = pledges.filter(lead_id__in=mine, state=PledgeState.DRAFT)
        parts = [(pledges.filter(state_order__gt=0), SUBMITTED_STATES)]
        if mine:
            parts.append((drafts, (PledgeState.DRAFT,)))
    else:
        hidden = pledges.filter(HIDDEN)
        parts = [(pledges.filter(is_shown=True), PUBLIC_STATES)]
        if mine:
            named = Pledge.partners.through.objects.filter(organisation_id__in=mine)
            partnered = hidden.filter(pk__in=named.values("pledge")).exclude(lead_id__in=mine)
            parts += [
                (hidden.filter(lead_id__in=mine), PledgeState.values),
                (partnered.filter(state_order__gt=0), SUBMITTED_STATES),
            ]
    asked = state in PledgeState
    return [rows for rows, states in parts if not asked or state in states] or [pledges.none()]


class PledgeFilter(SearchedFilterSet):
    """Filters: search, sector, form, state, focus, region, year.

    Those by focus and region annotate `linked_reference`: the copied reference of the link, by
    which an index has the pledges of a focus or region in the order of the list.
    """

    cari = SearchFilter()
    unsur = ChoiceFilter(
        field_name="lead_sector",
        label=_("Sector"),
        choices=Sector.choices,
        empty_label=_("All sectors"),
    )
    bentuk = ChoiceFilter(
        field_name="form", label=_("Form"), choices=PledgeForm.choices, empty_label=_("All forms")
    )
    status = ChoiceFilter(
        field_name="state",
        label=_("State"),
        choices=PledgeState.choices,
        empty_label=_("All states"),
    )
    fokus = LoadedChoiceFilter(
        label=_("Focus"),
        empty_label=_("All focuses"),
        load=_list_focus_choices,
        method="filter_focus",
    )
    kelurahan = RowFilter(PLACES, key="code", label=_("Place"), method="filter_place")
    tahun = LoadedChoiceFilter(
        label=_("Year"), empty_label=_("All years"), load=_list_year_choices, method="filter_year"
    )

    def filter_year(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the pledges of a year."""
        return rows.filter(year=value)

    def filter_focus(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the pledges for a focus; with two plans a join would show a pledge twice."""
        focuses = list(Focus.objects.filter(code=value).values_list("pk", flat=True))
        if len(focuses) == 1:
            return _follow_links(rows.filter(focus_links__focus=focuses[0]), "focus_links")
        links = PledgeFocus.objects.filter(focus__in=focuses, pledge=OuterRef("pk"))
        return rows.filter(build_exists(links))

    def filter_place(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the pledges for a region."""
        # Looked up first, since some have thousands of pledges and most have none: a statement is
        # planned for the one that it names.
        region = Region.objects.filter(code=value).order_by().values_list("pk", flat=True)[:1]
        return _follow_links(rows.filter(region_links__region__in=list(region)), "region_links")


def _list_names(field: str) -> Callable[[Pledge], list[str]]:
    return lambda pledge: [str(row) for row in getattr(pledge, field).all()]


def _get_public_survivor(pledge: Pledge) -> str:
    return pledge.survivor.reference if pledge.survivor and pledge.survivor.is_public else ""


def _list_region_names(pledge: Pledge) -> list[str]:
    return [region.full_name for region in pledge.regions.all()]


class PledgeListing(Listing):
    """The list of pledges."""

    filters = PledgeFilter
    columns = (
        Column(key="nomor", label=_("Reference"), value="reference", order=("reference",)),
        Column(key="komitmen", label=_("Pledge"), value="summary"),
        Column(
            key="organisasi",
            label=_("Organisation"),
            value="lead.name",
            # The unique index on both by which SQLite knows that this order needs no sorting.
            order=("lead__name", "lead__slug", "reference"),
        ),
        Column(
            key="unsur",
            label=_("Sector"),
            value="lead.get_sector_display",
            shown=False,
        ),
        Column(key="mitra", label=_("Partners"), value=_list_names("partners"), shown=False),
        Column(key="tempat", label=_("Place"), value=_list_region_names),
        Column(
            key="status",
            label=_("State"),
            value="get_state_display",
            order=("state_order", "reference"),
        ),
        Column(
            key="nilai",
            label=_("Estimated value (Rp)"),
            value="value_rupiah",
            order=("value_rupiah", "reference"),
            is_number=True,
        ),
        Column(key="catatan_nilai", label=_("Note on the value"), value="value_note", shown=False),
        Column(key="bentuk", label=_("Form"), value="get_form_display", shown=False),
        Column(key="volume", label=_("Quantities"), value=_list_names("quantities"), shown=False),
        Column(key="kata_asli", label=_("Own words"), value="own_words", shown=False),
        Column(key="uraian", label=_("Description"), value="description", shown=False),
        Column(key="fokus", label=_("Focuses"), value=_list_names("focuses"), shown=False),
        Column(key="masalah", label=_("Problems"), value=_list_names("problems"), shown=False),
        Column(key="mulai", label=_("From"), value="start_date", shown=False),
        Column(key="sampai", label=_("Until"), value="end_date", shown=False),
        Column(key="penerima_p", label=_("Women who benefit"), value="women", shown=False),
        Column(key="penerima_l", label=_("Men who benefit"), value="men", shown=False),
        Column(key="sumber_dana", label=_("Source of funds"), value="source_of_funds", shown=False),
        Column(key="digabung_ke", label=_("Merged into"), value=_get_public_survivor, shown=False),
        Column(key="alasan", label=_("Reason"), value="reason", shown=False),
    )
    default_order = "nomor"
    title = _("Pledges")
    noun = ngettext_lazy("pledge", "pledges", "n")
    url_name = "portal:pledge_list"
    export_name = "komitmen"

    @classmethod
    def open_for(cls, query: QueryDict, reader: Actor) -> Self:
        """Return the list of the pledges that a reader may see."""
        parts = _list_visible_parts(reader, query.get("status", ""))
        return cls(query, Pledge.objects.visible_to(reader), parts=parts, reader=reader)

    @cached_property
    def sort_keys(self) -> list[SortKey]:
        """The sort keys; of pledges found by their links, the order that these have."""
        keys = super().sort_keys
        if keys[0].name == "reference" and not LINKED.isdisjoint(self.given):
            return [SortKey("linked_reference", F("linked_reference")), *keys]
        return keys

    def annotate_for_order(self, rows: QuerySet) -> QuerySet:
        """Annotate the copied reference, where the list is sorted by it and no link was joined."""
        if "linked_reference" in rows.query.annotations:
            return rows
        is_linked = self.sort_keys[0].name == "linked_reference"
        return rows.annotate(linked_reference=F("reference")) if is_linked else rows

    def prefetch_for_page(self, rows: QuerySet) -> QuerySet:
        """Fetch the organisation, regions and quantities."""
        return rows.select_related("lead").prefetch_related("regions", "quantities")

    def prefetch_for_export(self, rows: QuerySet) -> QuerySet:
        """Fetch all related rows that the export shows."""
        return cast("PledgeQuerySet", rows).with_related()


@allow_anonymous_read
@cache_for_visitors
def pledge_list(request: HttpRequest) -> HttpResponseBase:
    """List the pledges that the visitor may see."""
    listing = PledgeListing.open_for(request.GET, request.user)
    return show_list(
        request,
        listing,
        "portal/pledge_list.html",
        context={
            "can_write": can_write_pledge(request.user),
            "can_see_queue": can_see_queue(request.user),
        },
    )


def may_see_history(user: Actor, pledge: Pledge) -> bool:
    """The forum's staff and the organisation itself may see the history (product rule, part 8)."""
    return sees_everything(user) or represents(user, pledge.lead_id)


@allow_anonymous_read
@cache_for_visitors
def pledge_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a pledge with its steps, statements, decisions and documents."""
    user = request.user
    published = Participant.objects.filter(
        meeting__published_at__isnull=False, person=OuterRef("submitter__person")
    )
    pledge: Any = find_visible(
        Pledge.objects.visible_to(user)
        .select_related("lead", "submitter__person")
        .prefetch_related("partners", "regions", "quantities", "focuses", "problems")
        .annotate(is_submitter_known=Exists(published)),
        reference=reference,
    )
    entries = list(
        LogEntry.objects.visible_to(user)
        .filter(Meeting.objects.build_visibility(user, prefix="meeting__"), pledge=pledge)
        .select_related("meeting", "agenda_item", "speaker__person", "speaker__organisation")
        .order_by("meeting__date", "stands_at", "order")
    )
    documents = list(pledge.documents.visible_to(user).order_by("-date", "-reference"))
    decisions = list_meeting_decisions(entries, user)
    others = Pledge.objects.visible_to(user).select_related("lead")
    survivor = pledge.survivor_id
    shows_history = may_see_history(user, pledge)
    return render(
        request,
        "portal/pledge_detail.html",
        {
            "pledge": pledge,
            "steps": build_steps(pledge, entries, decisions, documents),
            "entries": entries,
            "decisions": decisions,
            "documents": documents,
            # Each by itself: for an OR of the two, SQLite reads all pledges.
            "survivor": others.filter(pk=survivor).first() if survivor else None,
            "merged": list(others.filter(survivor=pledge).order_by("reference")),
            "submitter": pledge.submitter if shows_history or pledge.is_submitter_known else None,
            "buttons": build_action_bar(pledge, user),
            "shows_history": shows_history,
            "slips": list_slips(pledge) if can_see_slips(user, pledge) else [],
            "timeline": build_timeline(pledge, request.GET) if shows_history else None,
        },
    )


def list_meeting_decisions(entries: list[LogEntry], user: Actor) -> list[Decision]:
    """Return the visible decisions of the meetings in which the pledge was made."""
    meetings = {entry.meeting_id for entry in entries}
    return list(
        Decision.objects.visible_to(user)
        .filter(meeting__in=meetings)
        .select_related("meeting")
        .order_by("reference")
    )
