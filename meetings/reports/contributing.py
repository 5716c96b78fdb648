"""What is read about the contributions of a meeting: by the bearer of a link, and at the desk."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from meetings.models import LogEntry, Meeting
from pilots.models import Region
from pledges.models import Pledge
from stakeholders.models import LinkPurpose, PersonalLink

WRITTEN = (
    "own_words",
    "written_by",
    "revision",
    "form",
    "value_rupiah",
    "start_date",
    "end_date",
)


def meeting_of(pledge: Pledge) -> Meeting | None:
    """Return the meeting that a pledge was first made for, None for one made outside a meeting."""
    entry = (
        LogEntry.objects.filter(pledge=pledge)
        .select_related("meeting")
        .order_by("recorded_at", "pk")
        .first()
    )
    return entry.meeting if entry else None


def near_places(meeting: Meeting) -> list[str]:
    """Return the codes of the places that a meeting is about."""
    return list(meeting.pilots.order_by("region__code").values_list("region__code", flat=True))


def places_near(pledge: Pledge) -> list[str]:
    """Return the codes of the places that the meetings of a pledge are about."""
    return list(
        Region.objects.filter(pilots__meetings__log__pledge=pledge)
        .distinct()
        .values_list("code", flat=True)
    )


def written_values(pledge: Pledge) -> dict[str, Any]:
    """Return what a contribution says as first values of its form, details in one query."""
    rows = Pledge.objects.filter(pk=pledge.pk).values_list(
        "regions__code", "focuses", "quantities__order", "quantities__amount", "quantities__unit"
    )
    # A few places times a few focuses times a few amounts: each is among them once or more.
    places, focuses, amounts = set(), set(), set()
    for place, focus, *amount in rows:
        places.add(place)
        focuses.add(focus)
        amounts.add(tuple(amount))
    values = {name: getattr(pledge, name) for name in WRITTEN}
    values["regions"] = [place for place in places if place]
    values["focuses"] = [str(focus) for focus in focuses if focus]
    for row, (_order, amount, unit) in enumerate(sorted(each for each in amounts if each[0]), 1):
        values[f"quantity_{row}"], values[f"unit_{row}"] = amount.normalize(), unit
    return values


def links_to_pledges() -> QuerySet[PersonalLink]:
    """Return the links by which contributors come back to what they wrote."""
    return PersonalLink.objects.filter(
        purpose=LinkPurpose.CONTRIBUTE,
        # Joined, so that no page needs a query of its own for the content type.
        content_type__app_label="pledges",
        content_type__model="pledge",
    )


def earlier_links(link: PersonalLink, meeting: Meeting) -> QuerySet[Any]:
    """Return the living links to what the bearer of `link` has written for the meeting before.

    Each knows the `reference` of its contribution. Only for a link that is somebody's own: the
    room's tells nobody what others wrote.
    """
    if link.organisation_id is None:
        return PersonalLink.objects.none()
    pledges = Pledge.objects.filter(pk=OuterRef("object_id"))
    written = LogEntry.objects.filter(meeting=meeting, pledge__isnull=False)
    return (
        links_to_pledges()
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
