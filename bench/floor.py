"""The floor (baseline) of a page: the same stack with five queries and a plain template.

It has no permissions, translations, links, marks or history: only rows from the database, in as
many bytes as the page that is compared with it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import allow_anonymous_read
from meetings.models import FollowUp, LogEntry, Meeting, Participant
from pledges.models import Pledge

# The padding of the template by URL; see pad_floor().
fixed_text: dict[str, str] = {}


@allow_anonymous_read
def floor_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the rows of a meeting, by five queries and those of session and user."""
    meeting = Meeting.objects.values("pk", "reference", "theme", "purpose", "date", "venue").get(
        reference=reference
    )
    of_meeting = {"meeting_id": meeting["pk"]}
    participants = Participant.objects.filter(**of_meeting).values(
        "person__name", "position", "organisation__name", "attendance"
    )
    log = LogEntry.objects.filter(**of_meeting).values("kind", "speaker_note", "text")
    pledges = Pledge.objects.filter(log_entries__meeting_id=meeting["pk"]).values(
        "reference", "title", "lead__name", "state"
    )
    follow_ups = FollowUp.objects.filter(**of_meeting).values(
        "reference", "activity", "owner__name", "deadline", "state"
    )
    return render(
        request,
        "bench/floor.html",
        {
            "meeting": meeting,
            "participants": participants,
            "log": log,
            "pledges": pledges,
            "follow_ups": follow_ups,
            "fixed_text": fixed_text.get(request.path, ""),
        },
    )


def pad_floor(path: str, *, page: str, bare: str) -> None:
    """Pad the floor's template with fixed text to the length of the page.

    The padding is text of the page, so that compression costs the same.
    """
    fixed_text[path] = page[: max(0, len(page) - len(bare))]
