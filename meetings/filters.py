"""Filters and columns of the lists of meetings, decisions, participants and follow-ups."""

from typing import ClassVar, Self, cast

from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_filters import ChoiceFilter

from core.actors import Actor
from core.choosing.filters import RowFilter
from core.lists.choice_filters import Choices, LoadedChoiceFilter
from core.lists.columns import Column
from core.lists.listing import Listing
from core.lists.orders import KEPT_COUNT, SortKey, annotate_kept_count
from core.lists.search_filter import SearchedFilterSet, SearchFilter
from core.lists.years import list_years
from core.templatetags.facts import clock
from meetings.choosing import MEETINGS
from meetings.models import (
    Attendance,
    Decision,
    FollowUp,
    FollowUpQuerySet,
    FollowUpState,
    Meeting,
    MeetingQuerySet,
    MeetingState,
    Participant,
    describe_kind,
)
from pilots.choosing import KELURAHAN
from stakeholders.choosing import ORGANISATIONS
from stakeholders.models import Sector


def list_meeting_years() -> Choices:
    """Return the years in which there were meetings, newest first."""
    return list_years(Meeting.objects.all(), "date")


def list_published_kinds() -> Choices:
    """Return the kinds of meetings to filter by: the usual ones, and those of late meetings."""
    kinds = Meeting.objects.filter(published_at__isnull=False).list_kinds()
    return [(kind, str(describe_kind(kind))) for kind in kinds]


class MeetingFilter(SearchedFilterSet):
    """Filters of meetings: search, state, kind, year, and the kelurahan they were about."""

    cari = SearchFilter()
    status = ChoiceFilter(
        field_name="state",
        label=_("State"),
        choices=MeetingState.choices,
        empty_label=_("All states"),
    )
    jenis = LoadedChoiceFilter(
        field_name="kind",
        label=_("Kind"),
        load=list_published_kinds,
        empty_label=_("All kinds"),
    )
    tahun = LoadedChoiceFilter(
        field_name="date__year",
        label=_("Year"),
        load=list_meeting_years,
        empty_label=_("All years"),
    )
    kelurahan = RowFilter(KELURAHAN, key="code", method="filter_region", label=_("About kelurahan"))

    class Meta:
        model = Meeting
        fields: ClassVar[list[str]] = []

    def filter_region(self, queryset: QuerySet[Meeting], name: str, code: str) -> QuerySet[Meeting]:
        """Keep the meetings about one kelurahan; a join instead would duplicate rows."""
        about = Meeting.objects.order_by().filter(pilots__region__code=code)
        return queryset.filter(pk__in=about.values("pk"))


class MeetingListing(Listing):
    """All meetings that the reader may see, newest first."""

    filters = MeetingFilter
    default_order = "-tanggal"
    title = _("Meetings")
    noun = ngettext_lazy("meeting", "meetings", "n")
    url_name = "meetings:meeting_list"
    export_name = "rapat"
    columns = (
        Column(key="nomor", label=_("Reference"), value="reference", order=("reference",)),
        Column(key="tema", label=_("Theme"), value="theme"),
        Column(key="jenis", label=_("Kind"), value="kind_label", shown=False),
        Column(key="tanggal", label=_("Date"), value="date", order=("date", "reference")),
        Column(key="tempat", label=_("Venue"), value="venue", shown=False),
        Column(
            key="status",
            label=_("State"),
            value=lambda row: row.get_state_display(),
            order=("state_order", "reference"),
        ),
        Column(
            key="hadir",
            label=_("Attended"),
            value="attendee_count",
            order=KEPT_COUNT,
            is_number=True,
        ),
        Column(
            key="keputusan",
            label=_("Decisions"),
            value="decision_count",
            order=KEPT_COUNT,
            is_number=True,
        ),
    )

    @classmethod
    def open_for(cls, query: QueryDict, reader: Actor) -> Self:
        """Return the list of the meetings that a reader may see."""
        return cls(query, Meeting.objects.visible_to(reader), reader=reader)

    def annotate_for_order(self, rows: QuerySet) -> QuerySet:
        """Annotate the kept number of attendees or decisions, where the list is sorted by it."""
        tallies = {"hadir": "attendee_tally", "keputusan": "decision_tally"}
        tally = tallies.get(self.order.removeprefix("-"))
        return annotate_kept_count(rows, tally) if tally else rows

    def prefetch_for_page(self, rows: QuerySet) -> QuerySet:
        """Count the participants and decisions of the rows that are shown."""
        return _count_for_meetings(rows).defer("purpose", "invitation_note")

    def prefetch_for_export(self, rows: QuerySet) -> QuerySet:
        """Count the participants and decisions of all rows."""
        return _count_for_meetings(rows)


def _count_for_meetings(rows: QuerySet) -> QuerySet:
    return cast(MeetingQuerySet, rows).with_counts()


class DecisionFilter(SearchedFilterSet):
    """Filters of decisions: search, year, and the kelurahan they concern."""

    cari = SearchFilter()
    tahun = LoadedChoiceFilter(
        field_name="meeting__date__year",
        label=_("Year"),
        load=list_meeting_years,
        empty_label=_("All years"),
    )
    kelurahan = RowFilter(KELURAHAN, key="code", method="filter_region", label=_("Kelurahan"))

    class Meta:
        model = Decision
        fields: ClassVar[list[str]] = []

    def filter_region(
        self, queryset: QuerySet[Decision], name: str, code: str
    ) -> QuerySet[Decision]:
        """Keep the decisions about one kelurahan; a join instead would duplicate rows."""
        concerned = Decision.objects.order_by().filter(pilots__region__code=code)
        return queryset.filter(pk__in=concerned.values("pk"))


def list_region_names(decision: Decision) -> list[str]:
    """Return the names of the kelurahan that a decision concerns."""
    return [pilot.region.name for pilot in decision.pilots.all()]


class DecisionListing(Listing):
    """All decisions of the meetings that the reader may see."""

    filters = DecisionFilter
    default_order = "-tanggal"
    title = _("Decisions")
    noun = ngettext_lazy("decision", "decisions", "n")
    url_name = "meetings:decision_list"
    export_name = "keputusan"
    columns = (
        Column(key="nomor", label=_("Reference"), value="reference", order=("reference",)),
        Column(
            key="keputusan",
            label=_("Decision"),
            value=lambda row: row.title or row.text,
            order=("title", "reference"),
        ),
        Column(key="teks", label=_("Text"), value="text", shown=False),
        Column(key="catatan", label=_("Note"), value="note", shown=False),
        Column(key="penanggung_jawab", label=_("Responsible"), value="owner.name", shown=False),
        Column(key="kelurahan", label=_("Kelurahan"), value=list_region_names),
        Column(
            key="tanggal",
            label=_("Date"),
            value="meeting.date",
            order=("meeting__date", "reference"),
        ),
        Column(key="rapat", label=_("Meeting"), value="meeting.reference"),
    )

    @classmethod
    def open_for(cls, query: QueryDict, reader: Actor) -> Self:
        """Return the list of the decisions that a reader may see."""
        rows = Decision.objects.visible_to(reader).select_related("meeting", "owner")
        return cls(query, rows.prefetch_related("pilots__region"), reader=reader)


class AttendanceFilter(SearchedFilterSet):
    """Filters of a meeting's participants: search, attendance and sector."""

    cari = SearchFilter(
        "person__name",
        "position",
        "represented_by",
        "organisation__name",
        "organisation__short_name",
        "organisation__other_names__name",
    )
    status = ChoiceFilter(
        field_name="attendance",
        label=_("Attendance"),
        choices=Attendance.choices,
        empty_label=_("All"),
    )
    unsur = ChoiceFilter(
        field_name="organisation__sector",
        label=_("Sector"),
        choices=Sector.choices,
        empty_label=_("All sectors"),
    )

    class Meta:
        model = Participant
        fields: ClassVar[list[str]] = []


class AttendanceListing(Listing):
    """The participants of a meeting; contact data is in the export only (meetings.exports)."""

    filters = AttendanceFilter
    default_order = "nomor"
    noun = ngettext_lazy("participant", "participants", "n")
    per_page = 400
    columns = (
        Column(key="nomor", label=_("No."), value="order", order=("order",), is_number=True),
        Column(key="nama", label=_("Name"), value="person.full_name", order=("person__name",)),
        Column(key="jabatan", label=_("Position"), value="position", order=("position",)),
        Column(
            key="organisasi",
            label=_("Organisation"),
            value="organisation.name",
            order=("organisation__name",),
        ),
        Column(key="unsur", label=_("Sector"), value="organisation.get_sector_display"),
        Column(key="jk", label=_("L/P"), value="sex"),
        Column(key="jawaban", label=_("Reply"), value="get_reply_display"),
        Column(key="kehadiran", label=_("Attendance"), value="get_attendance_display"),
        Column(key="datang", label=_("Arrived at"), value=lambda row: clock(row.arrived_at)),
        Column(key="pulang", label=_("Left at"), value=lambda row: clock(row.left_at)),
        Column(key="diwakili", label=_("Represented by"), value="represented_by"),
        Column(key="alasan", label=_("Reason for absence"), value="excuse"),
        Column(key="tanpa_undangan", label=_("Came without an invitation"), value="is_walk_in"),
        Column(key="telepon", label=_("Telephone"), value="person.phone"),
        Column(key="surel", label=_("E-mail"), value="person.email"),
        Column(key="catatan", label=_("Note"), value="note"),
        Column(key="disimpulkan", label=_("Inferred"), value="is_inferred"),
    )

    @property
    def file_format(self) -> str:
        """Empty: the file is asked for by a POST request, which the history records."""
        return ""


class FollowUpFilter(SearchedFilterSet):
    """Filters of follow-ups: search, responsible organisation, state, meeting, overdue or not."""

    cari = SearchFilter()
    organisasi = RowFilter(
        ORGANISATIONS, key="slug", field_name="owner__slug", label=_("Responsible")
    )
    status = ChoiceFilter(
        label=_("State"),
        choices=FollowUpState.choices,
        empty_label=_("All states"),
        method="filter_state",
    )
    lewat = ChoiceFilter(
        label=_("Deadline"),
        choices=[("ya", _("Overdue"))],
        empty_label=_("All"),
        method="filter_overdue",
    )
    rapat = RowFilter(
        MEETINGS,
        key="reference",
        keeps_keys=True,
        field_name="meeting__reference",
        label=_("Meeting"),
    )

    class Meta:
        model = FollowUp
        fields: ClassVar[list[str]] = []

    def filter_overdue(self, rows: FollowUpQuerySet, name: str, value: str) -> QuerySet:
        """Keep those that are open after their deadline."""
        return self.filter_state(rows.overdue(on=timezone.localdate()), name, FollowUpState.OPEN)

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep those in a state, found by the index of the default order, which begins with it."""
        return rows.filter(state_order=FollowUpState.values.index(value))


# Whoever has a name has a slug, which is said here: with NULLS LAST SQLite would sort all rows.
_OWNER_SLUG = SortKey("owner__slug", F("owner__slug"))


class FollowUpListing(Listing):
    """Follow-ups, the earliest deadline first."""

    filters = FollowUpFilter
    default_order = "status"
    title = _("Follow-ups")
    noun = ngettext_lazy("follow-up", "follow-ups", "n")
    url_name = "meetings:follow_up_list"
    export_name = "tindak-lanjut"
    columns = (
        Column(key="nomor", label=_("Reference"), value="reference", order=("reference",)),
        Column(key="kegiatan", label=_("Activity"), value="activity"),
        Column(key="keluaran", label=_("Output"), value="output", shown=False),
        Column(
            key="organisasi",
            label=_("Responsible"),
            value="owner.name",
            order=("owner__name", _OWNER_SLUG, "reference"),
        ),
        Column(
            key="tenggat", label=_("Deadline"), value="deadline", order=("deadline", "reference")
        ),
        Column(
            key="status",
            label=_("State"),
            value="get_state_display",
            order=("state_order", "due", "reference"),
        ),
        Column(key="alasan", label=_("Reason"), value="reason", shown=False),
        Column(key="rapat", label=_("Meeting"), value="meeting.reference"),
    )

    @classmethod
    def open_for(cls, query: QueryDict, reader: Actor) -> Self:
        """Return the list of the follow-ups that a reader may see."""
        rows = FollowUp.objects.visible_to(reader).select_related("owner", "meeting")
        return cls(query, rows, reader=reader)
