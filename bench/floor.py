"""The floor of a page: what the same stack needs for five queries and a plain template.

No permissions, translations, links between rows, marks or history: only rows as they come out of
the database, inside as many bytes as the page that is compared with it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import allow_anonymous_read
from meetings.models import FollowUp, LogEntry, Meeting, Participant
from pledges.models import Pledge

# The fixed text of the template by address; see fit().
fixed_text: dict[str, str] = {}


@allow_anonymous_read
def bare_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the rows of a meeting, five queries beside those of session and user."""
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


def fit(path: str, *, page: str, bare: str) -> None:
    """Give the floor's template as much fixed text as it lacks of the page's length.

    The text is the page's own, so that compressing it costs the same.
    """
    fixed_text[path] = page[: max(0, len(page) - len(bare))]
