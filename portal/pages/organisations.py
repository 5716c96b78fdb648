"""The list of organisations, and the page of an organisation with all its activity."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe
from django_filters import ChoiceFilter

from agreements.models import Document, Signatory
from core.access import allow_anonymous_read, find_visible
from core.actors import Actor
from core.excerpts import MOST_SHOWN, Excerpt, read_excerpt
from core.lists.columns import Column
from core.lists.listing import Listing
from core.lists.orders import KEPT_COUNT, annotate_kept_count
from core.lists.responses import show_list
from core.lists.search_filter import SearchedFilterSet, SearchFilter
from core.partial_indexes import inline_values
from core.public_cache import cache_for_visitors
from meetings.models import (
    IS_UNPUBLISHED,
    AttendedMeeting,
    FollowUp,
    Meeting,
    MeetingState,
    Participant,
)
from pledges.models import Pledge, PledgeState
from stakeholders.merge_plans import list_merges
from stakeholders.models import Mandate, Organisation, Person, Sector
from stakeholders.permissions import can_edit_registers, get_grants, represents, sees_everything


def build_kept_count(tally: str, *, knows_all: bool) -> Coalesce:
    """Return the number that a tally (core/kept_counts.py) keeps: of all rows, or of public ones.

    It leaves out what only an organisation itself sees, such as its drafts.
    """
    return Coalesce(F(f"{tally}__{'staff' if knows_all else 'public'}"), 0)


def build_draft_count(user: Actor) -> CombinedExpression:
    """Return the number of the reader's drafts that an organisation leads or is a partner in."""
    drafts = Pledge.objects.filter(
        inline_values(Q(state=PledgeState.DRAFT)), lead__in=get_grants(user).organisation_ids
    )
    return _count_by(drafts, "lead") + _count_by(drafts, "partners")


def _count_by(rows: QuerySet, by: str) -> Coalesce:
    counted = (
        rows.order_by()
        .filter(**{by: OuterRef("pk")})
        .values(by)
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0)


def annotate_count_for(rows: QuerySet, tally: str, user: Actor) -> QuerySet:
    """Return the rows with what KEPT_COUNT sorts by: what a tally keeps for a reader."""
    return annotate_kept_count(rows, tally, "staff" if sees_everything(user) else "public")


class OrganisationFilter(SearchedFilterSet):
    """Filters: search, sector, verified by the secretariat or not."""

    cari = SearchFilter()
    unsur = ChoiceFilter(
        field_name="sector", label=_("Sector"), choices=Sector.choices, empty_label=_("All sectors")
    )
    terverifikasi = ChoiceFilter(
        label=_("Checked"),
        choices=[("ya", _("Checked")), ("belum", _("Not checked yet"))],
        empty_label=_("All"),
        method="filter_checked",
    )

    def filter_checked(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the verified or the unverified organisations."""
        return rows.filter(is_verified=value == "ya")


class OrganisationListing(Listing):
    """The list of organisations."""

    filters = OrganisationFilter
    columns = (
        Column(key="nama", label=_("Organisation"), value="name", order=(Lower("name"),)),
        Column(key="singkatan", label=_("Short name"), value="short_name", shown=False),
        Column(
            key="unsur",
            label=_("Sector"),
            value="get_sector_display",
            order=("sector_order", Lower("name")),
        ),
        Column(key="induk", label=_("Member of"), value="parent.name"),
        Column(
            key="komitmen",
            label=_("Pledges"),
            value="pledge_count",
            order=KEPT_COUNT,
            is_number=True,
        ),
        Column(
            key="rapat",
            label=_("Meetings"),
            value="meeting_count",
            order=KEPT_COUNT,
            is_number=True,
        ),
        Column(key="terverifikasi", label=_("Checked"), value="is_verified", shown=False),
    )
    default_order = "nama"
    title = _("Stakeholders")
    noun = ngettext_lazy("organisation", "organisations", "n")
    url_name = "portal:organisation_list"
    export_name = "parapihak"

    @classmethod
    def open_for(cls, query: QueryDict, reader: Actor) -> Self:
        """Return the list of the organisations that a reader may see."""
        rows = Organisation.objects.visible_to(reader).select_related("parent")
        return cls(query, rows, reader=reader)

    def annotate_for_order(self, rows: QuerySet) -> QuerySet:
        """Annotate the kept count that the reader sees, where the list is sorted by it."""
        tallies = {"komitmen": "pledge_tally", "rapat": "meeting_tally"}
        tally = tallies.get(self.order.removeprefix("-"))
        return annotate_count_for(rows, tally, self.reader) if tally else rows

    def prefetch_for_page(self, rows: QuerySet) -> QuerySet:
        """Annotate the kept numbers of pledges and meetings that the reader sees.

        Of their own organisations they see what the staff sees, and the drafts.
        """
        is_own = Q(pk__in=get_grants(self.reader).organisation_ids)
        everything = sees_everything(self.reader)
        drafts = build_draft_count(self.reader)
        counted: QuerySet = rows.annotate(
            pledge_count=Case(
                When(is_own, then=build_kept_count("pledge_tally", knows_all=True) + drafts),
                default=build_kept_count("pledge_tally", knows_all=everything),
                output_field=IntegerField(),
            ),
            meeting_count=Case(
                When(is_own, then=build_kept_count("meeting_tally", knows_all=True)),
                default=build_kept_count("meeting_tally", knows_all=everything),
                output_field=IntegerField(),
            ),
        )
        return counted

    prefetch_for_export = prefetch_for_page


@allow_anonymous_read
@cache_for_visitors
def organisation_list(request: HttpRequest) -> HttpResponseBase:
    """List the organisations with the numbers of their pledges and meetings."""
    listing = OrganisationListing.open_for(request.GET, request.user)
    return show_list(
        request,
        listing,
        "portal/organisation_list.html",
        context={"can_edit": can_edit_registers(request.user)},
    )


@dataclass(slots=True)
class AffiliatedPerson:
    """A person of an organisation, with the positions they held there."""

    person: Person
    positions: list[str] = field(default_factory=list)
    marked: object = None  # the row with the marks contoh and disimpulkan


def collect_people(rows: Iterable[Any]) -> list[AffiliatedPerson]:
    """Return the people named by mandates, participations or signatures, each person once."""
    known: dict[int, AffiliatedPerson] = {}
    for row in rows:
        if row.person is None:
            continue
        entry = known.setdefault(row.person.pk, AffiliatedPerson(row.person, marked=row))
        if row.position and row.position not in entry.positions:
            entry.positions.append(row.position)
    return sorted(known.values(), key=lambda entry: entry.person.name)


def list_people_in_meetings(
    organisation: Organisation, meetings: Iterable[Meeting]
) -> list[Participant]:
    """Return who attended these meetings for an organisation."""
    rows = Participant.objects.attending().filter(
        organisation=organisation, meeting__in=[meeting.pk for meeting in meetings]
    )
    return list(rows.select_related("person").order_by("-meeting", "order", "pk"))


def build_own_overview(organisation: Organisation) -> dict[str, Any]:
    """Return the overview for an organisation's own people: coming meetings, open follow-ups.

    At most MOST_SHOWN of each, the next first; their lists have the others.
    """
    ahead = (MeetingState.PREPARING, MeetingState.IN_PROGRESS)
    invited = Participant.objects.filter(organisation=organisation).values("meeting")
    meetings = Meeting.objects.filter(
        inline_values(IS_UNPUBLISHED), state__in=ahead, pk__in=invited
    )
    follow_ups = FollowUp.objects.open().filter(owner=organisation)
    return {
        "invited": list(meetings.order_by("date", "pk")[:MOST_SHOWN]),
        "follow_ups": list(
            follow_ups.select_related("meeting", "owner").order_by("deadline", "pk")[:MOST_SHOWN]
        ),
    }


def read_partnered_pledges(organisation: Organisation, request: HttpRequest) -> Excerpt:
    """Return the visible pledges of others of which an organisation is a partner."""
    links = Pledge.partners.through.objects.filter(
        Pledge.objects.build_visibility(request.user, prefix="pledge__"), organisation=organisation
    )
    others = links.exclude(pledge__lead=organisation).select_related("pledge__lead")
    return read_excerpt([others], request.GET, "mitra", key="pledge_id", shown="pledge")


def read_attended_meetings(organisation: Organisation, request: HttpRequest) -> Excerpt:
    """Return the visible meetings that somebody of an organisation attended."""
    attended = AttendedMeeting.objects.filter(
        Meeting.objects.build_visibility(request.user, prefix="meeting__"),
        organisation=organisation,
        people__gt=0,
    ).select_related("meeting")
    return read_excerpt([attended], request.GET, "rapat", key="meeting_id", shown="meeting")


def read_signatures(organisation: Organisation, request: HttpRequest) -> Excerpt:
    """Return the signatures of an organisation under visible documents, signed or not yet."""
    rows = Signatory.objects.filter(
        Document.objects.build_visibility(request.user, prefix="document__"),
        # A frozen document keeps whom it named, also when that was a double.
        organisation__in=Organisation.objects.same_as(organisation),
    )
    return read_excerpt([rows.select_related("person", "document")], request.GET, "dokumen")


@require_safe
def own_organisation(request: HttpRequest) -> HttpResponse:
    """Redirect to the organisation that the user represents; list them if there are several."""
    ids = get_grants(request.user).organisation_ids
    organisations = list(Organisation.objects.living().filter(pk__in=ids).order_by("name", "pk"))
    if len(organisations) == 1:
        return redirect(organisations[0])
    return render(request, "portal/own_organisations.html", {"organisations": organisations})


def _find_readable(user: Actor) -> QuerySet[Organisation]:
    """Return the visible organisations; for the staff also those that are not public yet.

    An organisation that entered itself by a meeting code becomes public with its first pledge; the
    staff that decides on the pledge has to see it before. The address of one that was merged stays.
    """
    everybody = Organisation.objects.select_related("merged_into")
    return everybody if sees_everything(user) else everybody.filter(is_introduced=False)


@allow_anonymous_read
@cache_for_visitors
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation: its people, pledges, meetings and signatures."""
    user = request.user
    organisation = find_visible(_find_readable(user).select_related("parent"), slug=slug)
    if organisation.merged_into:
        return redirect(organisation.merged_into)
    is_own, can_edit = represents(user, organisation.pk), can_edit_registers(user)
    led = Pledge.objects.visible_to(user).filter(lead=organisation).select_related("lead")
    meetings = read_attended_meetings(organisation, request)
    attended = list_people_in_meetings(organisation, meetings.rows) if meetings.rows else []
    signed = read_signatures(organisation, request)
    members = list(organisation.members.living().order_by("name", "pk")[: MOST_SHOWN + 1])
    mandates: list[Mandate] = []
    shows_mandates = sees_everything(user) or is_own
    if shows_mandates:
        current = organisation.mandates.current().select_related("person")
        mandates = list(current.order_by("pk")[:MOST_SHOWN])
    return render(
        request,
        "portal/organisation_detail.html",
        {
            "organisation": organisation,
            "own": build_own_overview(organisation) if is_own else None,
            "can_edit": can_edit,
            "merges": list_merges(organisation) if can_edit else [],
            "other_names": list(organisation.other_names.order_by("kind", "name", "pk")),
            "members": members[:MOST_SHOWN],
            "has_more_members": len(members) > MOST_SHOWN,
            "shows_mandates": shows_mandates,
            "people": collect_people([*mandates, *attended, *signed.rows]),
            "led": read_excerpt([led], request.GET, "komitmen"),
            "partnered": read_partnered_pledges(organisation, request),
            "meetings": meetings,
            "signed": signed,
            "support": list(organisation.support_programmes.all()),
        },
    )
