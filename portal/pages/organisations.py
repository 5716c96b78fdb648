"""The list of organisations, and the page of an organisation with all its activity."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe
from django_filters import ChoiceFilter, FilterSet

from agreements.models import Document, Signatory
from core.access import allow_anonymous_read, find_visible
from core.actors import Actor
from core.lists.columns import Column
from core.lists.listing import Listing
from core.lists.orders import build_choice_order
from core.lists.responses import show_list
from core.lists.search_filter import SearchFilter
from core.public_cache import cache_for_visitors
from meetings.models import PRESENT, FollowUp, Meeting, MeetingState, Participant
from pledges.models import Pledge
from stakeholders.models import Mandate, Organisation, Person, Sector
from stakeholders.permissions import can_edit_registers, get_grants, represents, sees_everything


def annotate_counts(organisations: QuerySet[Organisation], user: Actor) -> QuerySet[Organisation]:
    """Annotate `pledge_count` (led or partnered) and `meeting_count`, of visible rows only."""
    pledges = Pledge.objects.visible_to(user).order_by()
    partnered = Pledge.partners.through.objects.filter(
        Pledge.objects.build_visibility(user, prefix="pledge__")
    )
    attended = Participant.objects.attending().filter(
        Meeting.objects.build_visibility(user, prefix="meeting__")
    )
    return organisations.annotate(
        led_count=_count_related(pledges, "lead"),
        partnered_count=_count_related(partnered, "organisation"),
        meeting_count=_count_related(attended, "organisation", Count("meeting", distinct=True)),
    ).annotate(
        pledge_count=F("led_count") + F("partnered_count"),
    )


def _count_related(rows: QuerySet, by: str, count: Count | None = None) -> Coalesce:
    counted = (
        rows.order_by()
        .filter(**{by: OuterRef("pk")})
        .values(by)
        .annotate(n=count or Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0)


class OrganisationFilter(FilterSet):
    """Filters: search, sector, verified by the secretariat or not."""

    cari = SearchFilter("name", "short_name", "other_names__name")
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
            order=(build_choice_order("sector", Sector.values), Lower("name")),
        ),
        Column(key="induk", label=_("Member of"), value="parent.name"),
        Column(
            key="komitmen",
            label=_("Pledges"),
            value="pledge_count",
            order=("pledge_count",),
            is_number=True,
        ),
        Column(
            key="rapat",
            label=_("Meetings"),
            value="meeting_count",
            order=("meeting_count",),
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
        return cls(query, annotate_counts(rows, reader))


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


def list_participations(
    organisation: Organisation, user: Actor, *, only_attended: bool
) -> list[Participant]:
    """Return an organisation's participations in visible meetings, newest meeting first."""
    rows = Participant.objects.attending() if only_attended else Participant.objects.all()
    return list(
        rows.filter(
            Meeting.objects.build_visibility(user, prefix="meeting__"), organisation=organisation
        )
        .select_related("person", "meeting")
        .order_by("-meeting__date", "-meeting__reference", "order", "pk")
    )


def build_own_overview(
    organisation: Organisation, participations: Iterable[Participant]
) -> dict[str, Any]:
    """Return the overview for an organisation's own people: coming meetings, open follow-ups."""
    ahead = (MeetingState.PREPARING, MeetingState.IN_PROGRESS)
    invited = {row.meeting_id: row for row in participations if row.meeting.state in ahead}
    return {
        "invited": sorted(invited.values(), key=lambda row: (row.meeting.date, row.pk)),
        "follow_ups": list(
            FollowUp.objects.open()
            .filter(owner=organisation)
            .select_related("meeting", "owner")
            .order_by("deadline", "reference")
        ),
    }


@require_safe
def own_organisation(request: HttpRequest) -> HttpResponse:
    """Redirect to the organisation that the user represents; list them if there are several."""
    ids = get_grants(request.user).organisation_ids
    organisations = list(Organisation.objects.filter(pk__in=ids).order_by("name", "pk"))
    if len(organisations) == 1:
        return redirect(organisations[0])
    return render(request, "portal/own_organisations.html", {"organisations": organisations})


def _find_readable(user: Actor) -> QuerySet[Organisation]:
    """Return the visible organisations; for the staff also those that are not public yet.

    An organisation that entered itself by a meeting code becomes public with its first pledge; the
    staff that decides on the pledge has to see it before.
    """
    everybody = Organisation.objects.all()
    return everybody if sees_everything(user) else everybody.visible_to(user)


@allow_anonymous_read
@cache_for_visitors
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation: its people, pledges, meetings and signatures."""
    user = request.user
    organisation = find_visible(_find_readable(user).select_related("parent"), slug=slug)
    is_own = represents(user, organisation.pk)
    participations = list_participations(organisation, user, only_attended=not is_own)
    attended = [row for row in participations if row.attendance in PRESENT]
    signed = list(
        Signatory.objects.filter(
            Document.objects.build_visibility(user, prefix="document__"), organisation=organisation
        )
        .select_related("person", "document")
        .order_by("-document__date", "-document__reference", "order", "pk")
    )
    mandates: list[Mandate] = []
    shows_mandates = sees_everything(user) or is_own
    if shows_mandates:
        mandates = list(organisation.mandates.current().select_related("person").order_by("pk"))
    pledges = list(
        Pledge.objects.visible_to(user)
        .filter(Q(lead=organisation) | Q(pk__in=organisation.partnered_pledges.values("pk")))
        .select_related("lead")
        .order_by("reference")
    )
    return render(
        request,
        "portal/organisation_detail.html",
        {
            "organisation": organisation,
            "own": build_own_overview(organisation, participations) if is_own else None,
            "can_edit": can_edit_registers(user),
            "other_names": list(organisation.other_names.order_by("kind", "name", "pk")),
            "members": list(organisation.members.order_by("name", "pk")),
            "shows_mandates": shows_mandates,
            "people": collect_people([*mandates, *attended, *signed]),
            "led": [pledge for pledge in pledges if pledge.lead_id == organisation.pk],
            "partnered": [pledge for pledge in pledges if pledge.lead_id != organisation.pk],
            "meetings": list({row.meeting_id: row.meeting for row in attended}.values()),
            "signed": signed,
            "support": list(organisation.support_programmes.all()),
        },
    )
