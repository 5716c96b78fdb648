"""What the lists of meetings and decisions can be searched and filtered by."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_filters import ChoiceFilter, FilterSet

from core.columns import Column
from core.lists import (
    Choices,
    Listing,
    LoadedChoiceFilter,
    SearchFilter,
    order_of_choices,
)
from meetings.models import Decision, Meeting, MeetingKind, MeetingState
from pilots.models import Region


def meeting_years() -> Choices:
    """Return the years in which there were meetings, newest first."""
    years = Meeting.objects.order_by("-date__year").values_list("date__year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


def meeting_regions() -> Choices:
    """Return the kelurahan that meetings were about."""
    regions = Region.objects.filter(pilots__meetings__isnull=False).distinct()
    return [(region.code, region.name) for region in regions.order_by("name", "code")]


def decision_regions() -> Choices:
    """Return the kelurahan that decisions concern."""
    regions = Region.objects.filter(pilots__decisions__isnull=False).distinct()
    return [(region.code, region.name) for region in regions.order_by("name", "code")]


class MeetingFilter(FilterSet):
    """Meetings by words, state, kind, year and the kelurahan they were about."""

    cari = SearchFilter("theme", "reference", "venue")
    status = ChoiceFilter(
        field_name="state",
        label=_("State"),
        choices=MeetingState.choices,
        empty_label=_("All states"),
    )
    jenis = ChoiceFilter(
        field_name="kind", label=_("Kind"), choices=MeetingKind.choices, empty_label=_("All kinds")
    )
    tahun = LoadedChoiceFilter(
        field_name="date__year", label=_("Year"), load=meeting_years, empty_label=_("All years")
    )
    kelurahan = LoadedChoiceFilter(
        method="about_region",
        label=_("About kelurahan"),
        load=meeting_regions,
        empty_label=_("All kelurahan"),
    )

    class Meta:
        model = Meeting
        fields: ClassVar[list[str]] = []

    def about_region(self, queryset: QuerySet[Meeting], name: str, code: str) -> Any:
        """Keep the meetings about one kelurahan; a subquery, so that no row doubles."""
        about = Meeting.objects.order_by().filter(pilots__region__code=code)
        return queryset.filter(pk__in=about.values("pk"))


class MeetingListing(Listing):
    """All meetings that the reader may see, newest first."""

    filters = MeetingFilter
    default_order = "-tanggal"
    noun = ngettext_lazy("meeting", "meetings", "n")
    columns = (
        Column(key="nomor", label=_("Reference"), value="reference", order=("reference",)),
        Column(key="tema", label=_("Theme"), value="theme"),
        Column(key="jenis", label=_("Kind"), value=lambda row: row.get_kind_display(), shown=False),
        Column(key="tanggal", label=_("Date"), value="date", order=("date", "reference")),
        Column(key="tempat", label=_("Venue"), value="venue", shown=False),
        Column(
            key="status",
            label=_("State"),
            value=lambda row: row.get_state_display(),
            order=(order_of_choices("state", MeetingState.values),),
        ),
        Column(
            key="hadir",
            label=_("Attended"),
            value="attendee_count",
            order=("attendee_count",),
            is_number=True,
        ),
        Column(
            key="keputusan",
            label=_("Decisions"),
            value="decision_count",
            order=("decision_count",),
            is_number=True,
        ),
    )


class DecisionFilter(FilterSet):
    """Decisions by words, year and the kelurahan they concern."""

    cari = SearchFilter("title", "text", "note", "reference", "meeting__theme")
    tahun = LoadedChoiceFilter(
        field_name="meeting__date__year",
        label=_("Year"),
        load=meeting_years,
        empty_label=_("All years"),
    )
    kelurahan = LoadedChoiceFilter(
        method="concerning_region",
        label=_("Kelurahan"),
        load=decision_regions,
        empty_label=_("All kelurahan"),
    )

    class Meta:
        model = Decision
        fields: ClassVar[list[str]] = []

    def concerning_region(self, queryset: QuerySet[Decision], name: str, code: str) -> Any:
        """Keep the decisions concerning one kelurahan; a subquery, so that no row doubles."""
        concerned = Decision.objects.order_by().filter(pilots__region__code=code)
        return queryset.filter(pk__in=concerned.values("pk"))


def concerned_names(decision: Decision) -> list[str]:
    """Return the names of the kelurahan that a decision concerns."""
    return [pilot.region.name for pilot in decision.pilots.all()]


class DecisionListing(Listing):
    """All decisions of the meetings that the reader may see."""

    filters = DecisionFilter
    default_order = "-tanggal"
    noun = ngettext_lazy("decision", "decisions", "n")
    columns = (
        Column(key="nomor", label=_("Reference"), value="reference", order=("reference",)),
        Column(
            key="keputusan",
            label=_("Decision"),
            value=lambda row: row.title or row.text,
            order=("title", "text"),
        ),
        Column(key="teks", label=_("Text"), value="text", shown=False),
        Column(key="catatan", label=_("Note"), value="note", shown=False),
        Column(key="kelurahan", label=_("Kelurahan"), value=concerned_names),
        Column(
            key="tanggal",
            label=_("Date"),
            value="meeting.date",
            order=("meeting__date", "reference"),
        ),
        Column(key="rapat", label=_("Meeting"), value="meeting.reference"),
    )
