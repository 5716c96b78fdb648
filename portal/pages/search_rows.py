"""What the search page finds beside the registers: the minutes, and people where they are named."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from agreements.models import Document, Signatory
from core.actors import Actor
from meetings.models import MINUTES, LogEntry, Meeting, Participant
from pledges.models import Pledge
from stakeholders.models import Mandate, Person
from stakeholders.permissions import get_grants, sees_everything


def list_minutes(user: Actor) -> QuerySet[LogEntry]:
    """Return the statements and notes of the logs that `user` may read as minutes."""
    readable = Q(pledge=None) | Pledge.objects.build_visibility(user, prefix="pledge__")
    rows = LogEntry.objects.filter(readable, kind__in=MINUTES)
    return rows if sees_everything(user) else rows.filter(meeting__published_at__isnull=False)


def list_people(user: Actor) -> QuerySet[Person]:
    """Return the people whom `user` reads on the page of an organisation.

    They held an office in it (for the staff and its own people), attended a meeting, or are a
    signatory of a document.
    """
    named = Q()
    for rows in _list_namings(user):
        named |= Q(Exists(rows.filter(person=OuterRef("pk"))))
    return Person.objects.living().filter(named)


def find_pages(people: list[Any], user: Actor) -> dict[int, str]:
    """Return the page of an organisation for each person, who is told which one it is."""
    by_id = {person.pk: person for person in people}
    pages: dict[int, str] = {}
    for rows in _list_namings(user):
        missing = by_id.keys() - pages.keys()
        named = rows.filter(person__in=missing).select_related("organisation").order_by("-pk")
        for row in named[: 10 * len(by_id)] if missing else []:
            if row.person_id not in pages:
                pages[row.person_id] = reverse(
                    "portal:organisation_detail", args=[row.organisation.slug]
                )
                by_id[row.person_id].found_in = row.organisation
    return pages


def _list_namings(user: Actor) -> Iterator[QuerySet[Any]]:
    """Yield the rows by which `user` reads a person's name on an organisation's page."""
    mandates = Mandate.objects.current()
    attended = Participant.objects.attending().filter(
        Meeting.objects.build_visibility(user, prefix="meeting__")
    )
    signed = Signatory.objects.filter(Document.objects.build_visibility(user, prefix="document__"))
    everybody = sees_everything(user)
    mine = get_grants(user).organisation_ids
    for rows in (
        mandates if everybody else mandates.filter(organisation__in=mine),
        attended,
        signed,
    ):
        shown = rows if everybody else rows.filter(organisation__is_introduced=False)
        yield shown.order_by()
