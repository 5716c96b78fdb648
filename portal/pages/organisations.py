"""The stakeholders: the list, and one organisation with all it does in the forum."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe
from django_filters import ChoiceFilter, FilterSet

from agreements.models import Document, Signatory
from core.access import allow_anonymous_read, find_visible
from core.actors import Actor
from core.list_columns import Column
from core.lists import Listing, SearchFilter, build_choice_order, show_list
from meetings.models import PRESENT, FollowUp, Meeting, MeetingState, Participant
from pledges.models import Pledge
from stakeholders.models import Mandate, Organisation, Person, Sector
from stakeholders.permissions import can_edit_registers, get_grants, represents, sees_everything


def with_counts(organisations: QuerySet, user: Actor) -> Any:
    """Add `pledge_count` (led or partnered) and `meeting_count`, of what the user may see."""
    pledges = Pledge.objects.visible_to(user).order_by()
    partnered = Pledge.partners.through.objects.filter(pledge__in=pledges)
    attended = Participant.objects.attending().filter(meeting__in=Meeting.objects.visible_to(user))
    return organisations.annotate(
        led_count=_counted(pledges, "lead"),
        partnered_count=_counted(partnered, "organisation"),
        meeting_count=_counted(attended, "organisation", Count("meeting", distinct=True)),
    ).annotate(
        pledge_count=F("led_count") + F("partnered_count"),
    )


def _counted(rows: QuerySet, by: str, count: Count | None = None) -> Coalesce:
    counted = (
        rows.order_by()
        .filter(**{by: OuterRef("pk")})
        .values(by)
        .annotate(n=count or Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0)


class OrganisationFilter(FilterSet):
    """Search, sector, and whether the secretariat has checked the entry."""

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
        """Keep the checked or the unchecked ones."""
        return rows.filter(is_verified=value == "ya")


class OrganisationListing(Listing):
    """The stakeholders."""

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
    noun = ngettext_lazy("organisation", "organisations", "n")


@allow_anonymous_read
def organisation_list(request: HttpRequest) -> Any:
    """List the organisations, with what they have pledged and where they were."""
    rows = Organisation.objects.visible_to(request.user).select_related("parent")
    listing = OrganisationListing(request.GET, with_counts(rows, request.user))
    return show_list(
        request,
        listing,
        "portal/organisation_list.html",
        file_name="parapihak",
        context={"can_edit": can_edit_registers(request.user)},
    )


@dataclass(slots=True)
class KnownPerson:
    """A person of an organisation, and by which offices."""

    person: Person
    positions: list[str] = field(default_factory=list)
    marked: Any = None  # the row that carries the marks contoh and disimpulkan


def known_people(rows: Iterable[Any]) -> list[KnownPerson]:
    """Gather the people that mandates, attendances or signatures name, each once."""
    known: dict[int, KnownPerson] = {}
    for row in rows:
        if row.person is None:
            continue
        entry = known.setdefault(row.person.pk, KnownPerson(row.person, marked=row))
        if row.position and row.position not in entry.positions:
            entry.positions.append(row.position)
    return sorted(known.values(), key=lambda entry: entry.person.name)


def places_at_meetings(
    organisation: Organisation, user: Actor, *, only_attended: bool
) -> list[Participant]:
    """Return an organisation's places at the meetings that `user` may see, newest meeting first."""
    rows = Participant.objects.attending() if only_attended else Participant.objects.all()
    return list(
        rows.filter(organisation=organisation, meeting__in=Meeting.objects.visible_to(user))
        .select_related("person", "meeting")
        .order_by("-meeting__date", "-meeting__reference", "order", "pk")
    )


def own_business(organisation: Organisation, places: Iterable[Participant]) -> dict[str, Any]:
    """Return what an organisation's own people come for: where they are invited, what to do."""
    ahead = (MeetingState.PREPARING, MeetingState.IN_PROGRESS)
    invited = {place.meeting_id: place for place in places if place.meeting.state in ahead}
    return {
        "invited": sorted(invited.values(), key=lambda place: (place.meeting.date, place.pk)),
        "follow_ups": list(
            FollowUp.objects.open()
            .filter(owner=organisation)
            .select_related("meeting", "owner")
            .order_by("deadline", "reference")
        ),
        "today": timezone.localdate(),
    }


@require_safe
def own_organisation(request: HttpRequest) -> HttpResponse:
    """Lead to the organisation that one represents today; to a choice, where there are several."""
    ids = get_grants(request.user).organisation_ids
    organisations = list(Organisation.objects.filter(pk__in=ids).order_by("name", "pk"))
    if len(organisations) == 1:
        return redirect(organisations[0])
    return render(request, "portal/own_organisations.html", {"organisations": organisations})


def _readable_to(user: Actor) -> QuerySet[Organisation]:
    """Return the organisations on the register; to the staff also those that only named themselves.

    Whoever collects contributions has to look at them.
    """
    everybody = Organisation.objects.all()
    return everybody if sees_everything(user) else everybody.visible_to(user)


@allow_anonymous_read
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation: who it is, what it pledged, where it was, what it signed."""
    user = request.user
    organisation = find_visible(_readable_to(user).select_related("parent"), slug=slug)
    is_own = represents(user, organisation.pk)
    places = places_at_meetings(organisation, user, only_attended=not is_own)
    attended = [place for place in places if place.attendance in PRESENT]
    signed = list(
        Signatory.objects.filter(
            organisation=organisation, document__in=Document.objects.visible_to(user)
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
            "own": own_business(organisation, places) if is_own else None,
            "can_edit": can_edit_registers(user),
            "other_names": list(organisation.other_names.order_by("kind", "name", "pk")),
            "members": list(organisation.members.order_by("name", "pk")),
            "shows_mandates": shows_mandates,
            "people": known_people([*mandates, *attended, *signed]),
            "led": [pledge for pledge in pledges if pledge.lead_id == organisation.pk],
            "partnered": [pledge for pledge in pledges if pledge.lead_id != organisation.pk],
            "meetings": list({row.meeting_id: row.meeting for row in attended}.values()),
            "signed": signed,
            "support": list(organisation.support_programmes.all()),
        },
    )
