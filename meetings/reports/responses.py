"""The responses to the minutes of a meeting, and the minutes as those who attended read them."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from meetings.models import LogEntry, Meeting, MinutesResponse, Participant
from meetings.reports.contributing import get_link_state
from stakeholders.models import LinkPurpose, PersonalLink


def select_minutes_links(meeting: Meeting) -> QuerySet[PersonalLink]:
    """Return the links to the minutes of a meeting, newest first."""
    return PersonalLink.objects.filter(
        purpose=LinkPurpose.CORRECT,
        content_type__app_label="meetings",
        content_type__model="meeting",
        object_id=meeting.pk,
    ).order_by("-pk")


@dataclass(frozen=True, slots=True)
class AskedGuest:
    """A participant who attended, the own valid link to the minutes, and the responses."""

    guest: Participant
    link: PersonalLink | None
    responses: list[MinutesResponse]


def list_asked(meeting: Meeting) -> list[AskedGuest]:
    """Return those who attended, those with something to settle first: three queries."""
    living: dict[tuple[int | None, int | None], PersonalLink] = {}
    for link in select_minutes_links(meeting):
        if get_link_state(link) == "living":
            living.setdefault((link.person_id, link.organisation_id), link)
    said: dict[int, list[MinutesResponse]] = defaultdict(list)
    for response in meeting.responses.all():
        said[response.participant_id].append(response)
    rows = []
    for guest in meeting.participants.attending().select_related("person", "organisation"):
        own = living.get((guest.person_id, guest.organisation_id))
        if own is not None:
            own.person, own.organisation = guest.person, guest.organisation
        for response in said[guest.pk]:
            response.participant = guest
        rows.append(AskedGuest(guest, own, said[guest.pk]))
    return sorted(rows, key=lambda row: not any(each.is_open for each in row.responses))


def select_minutes_lines(meeting: Meeting, participant: Participant) -> QuerySet[LogEntry]:
    """Return the lines of the minutes that one who attended reads: others' pledges are left out."""
    own = Q(pledge=None) | Q(pledge__lead=participant.organisation_id)
    rows: QuerySet[LogEntry] = meeting.log.standing().filter(own)
    return rows.select_related(
        "speaker__person", "speaker__organisation", "decision", "follow_up__owner", "pledge__lead"
    )


def list_open_objections(meeting: Meeting) -> QuerySet[MinutesResponse]:
    """Return the objections that the facilitator has not settled."""
    rows: QuerySet[MinutesResponse] = meeting.responses.open_objections()
    return rows.select_related("participant__person", "participant__organisation")
