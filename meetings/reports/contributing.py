"""Queries about the contributions of a meeting and the links to write them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.utils import timezone

from meetings.models import LogEntry, Meeting, Participant
from pilots.models import Region
from pledges.models import Pledge, PledgeQuerySet, PledgeState
from stakeholders.models import LinkPurpose, Organisation, PersonalLink


def find_meeting(pledge: Pledge) -> Meeting | None:
    """Return the meeting that a pledge was first made for, None for one made outside a meeting."""
    entry = (
        LogEntry.objects.filter(pledge=pledge)
        .select_related("meeting")
        .order_by("recorded_at", "pk")
        .first()
    )
    return entry.meeting if entry else None


def list_meeting_places(meeting: Meeting) -> QuerySet[Region]:
    """Return the places that a meeting is about, and those that the programmes are for."""
    return _list_near(Region.objects.filter(pilots__meetings=meeting))


def list_pledge_places(pledge: Pledge) -> QuerySet[Region]:
    """Return the places that the meetings of a pledge are about, and those of the programmes."""
    return _list_near(Region.objects.filter(pilots__meetings__log__pledge=pledge))


def _list_near(regions: QuerySet[Region]) -> QuerySet[Region]:
    cities = Region.objects.filter(programmes__isnull=False).order_by()
    near = cities.values("pk").union(regions.order_by().values("pk"))
    return Region.objects.filter(pk__in=near).select_related("parent").order_by("code")


def select_links_to_pledges() -> QuerySet[PersonalLink]:
    """Return the personal links to contributions."""
    return PersonalLink.objects.filter(
        purpose=LinkPurpose.CONTRIBUTE,
        # Joined, so that no page needs a query of its own for the content type.
        content_type__app_label="pledges",
        content_type__model="pledge",
    )


def select_earlier_links(link: PersonalLink, meeting: Meeting) -> QuerySet[Any]:
    """Return the valid links to the earlier contributions of the bearer of `link` to the meeting.

    Annotated with the `reference` of the contribution. Empty for the room's link, which many people
    use: nobody learns there what others wrote.
    """
    if link.organisation_id is None:
        return PersonalLink.objects.none()
    pledges = Pledge.objects.filter(pk=OuterRef("object_id"))
    written = LogEntry.objects.filter(meeting=meeting, pledge__isnull=False)
    return (
        select_links_to_pledges()
        .filter(
            organisation=link.organisation_id,
            person=link.person_id,
            object_id__in=written.values("pledge_id"),
            revoked_at=None,
            expires_at__gt=timezone.now(),
        )
        .annotate(reference=Subquery(pledges.values("reference")))
        .order_by("reference", "pk")
    )


# ── The desk ─────────────────────────────────────────────────────────────────────────────────


def select_meeting_pledges(meeting: Meeting) -> PledgeQuerySet:
    """Return the contributions made for a meeting, those that wait for a decision first."""
    written = LogEntry.objects.filter(meeting=meeting, pledge__isnull=False)
    is_waiting = Case(When(state=PledgeState.SUBMITTED, then=0), default=1)
    return (
        Pledge.objects.filter(pk__in=written.values("pledge_id"))
        .select_related("lead", "survivor")
        .order_by(is_waiting, "reference")
    )


def select_meeting_links(meeting: Meeting) -> QuerySet[PersonalLink]:
    """Return a meeting's own contribution links, the room's and the personal ones, newest first."""
    return PersonalLink.objects.filter(
        purpose__in=(LinkPurpose.CONTRIBUTE, LinkPurpose.CONTRIBUTE_HERE),
        content_type__app_label="meetings",
        content_type__model="meeting",
        object_id=meeting.pk,
    ).order_by("-pk")


def find_room_link(meeting: Meeting) -> PersonalLink | None:
    """Return the newest link of the room, valid or not."""
    return select_meeting_links(meeting).filter(purpose=LinkPurpose.CONTRIBUTE_HERE).first()


def find_check_in_link(meeting: Meeting) -> PersonalLink | None:
    """Return the newest link of the room for check-in, valid or not."""
    links = PersonalLink.objects.filter(
        purpose=LinkPurpose.CHECK_IN,
        content_type__app_label="meetings",
        content_type__model="meeting",
        object_id=meeting.pk,
    )
    return links.order_by("-pk").first()


def find_guest_link(guest: Participant) -> PersonalLink | None:
    """Return the newest link of an invited participant, valid or not."""
    return (
        select_meeting_links(guest.meeting)
        .filter(
            purpose=LinkPurpose.CONTRIBUTE,
            person=guest.person_id,
            organisation=guest.organisation_id,
        )
        .first()
    )


def find_author_link(pledge: Pledge) -> PersonalLink | None:
    """Return the newest personal link to a contribution."""
    return select_links_to_pledges().filter(object_id=pledge.pk).order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class InvitedGuest:
    """An invited participant, the newest link, and the organisation's number of contributions."""

    guest: Participant
    link: PersonalLink | None
    written: int

    @property
    def state(self) -> str:
        """The state of the invitation to write: written, living, expired, revoked, or none."""
        if self.written:
            return "written"
        return get_link_state(self.link)

    @property
    def is_living(self) -> bool:
        """Whether the link is valid."""
        return get_link_state(self.link) == "living"


def get_link_state(link: PersonalLink | None) -> str:
    """Return the state of a link: living, expired or revoked; "none" for no link."""
    if link is None:
        return "none"
    if link.revoked_at is not None:
        return "revoked"
    return "expired" if link.is_expired() else "living"


def list_invited(meeting: Meeting) -> list[InvitedGuest]:
    """Return everybody invited, those whose organisation has not written yet first."""
    newest: dict[tuple[int | None, int | None], PersonalLink] = {}
    for each in select_meeting_links(meeting).filter(purpose=LinkPurpose.CONTRIBUTE):
        newest.setdefault((each.person_id, each.organisation_id), each)
    leads = Counter(select_meeting_pledges(meeting).order_by().values_list("lead_id", flat=True))
    guests = meeting.participants.select_related("person", "organisation").order_by("order", "pk")
    rows = []
    for guest in guests:
        link = newest.get((guest.person_id, guest.organisation_id))
        if link is not None:
            link.person, link.organisation = guest.person, guest.organisation
        rows.append(InvitedGuest(guest, link, leads[guest.organisation_id]))
    return sorted(rows, key=lambda row: row.written > 0)


def list_silent_organisations(meeting: Meeting, leads: Iterable[int]) -> list[Organisation]:
    """Return the invited organisations that are not among those that have written."""
    return list(
        Organisation.objects.filter(participations__meeting=meeting)
        .exclude(pk__in=list(leads))
        .distinct()
        .order_by("name", "pk")
    )
