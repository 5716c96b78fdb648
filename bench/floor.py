"""The floor (baseline) of a page and of a save: the same stack, few queries, a plain template.

It has no permissions, translations, links, marks or history: only rows from the database, in as
many bytes as the page that is compared with it.
"""

from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

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


@require_POST
def save_line(request: HttpRequest, reference: str) -> HttpResponse:
    """Save a line of the log, by the queries of session and user and three more, and show it.

    It checks no right and keeps no history, order or idempotency key.
    """
    assert request.user.is_authenticated
    with transaction.atomic():
        meeting = Meeting.objects.get(reference=reference)
        last = meeting.log.aggregate(last=Max("order"))["last"] or 0
        line = LogEntry.objects.create(
            meeting=meeting, order=last + 1, text=request.POST["text"], recorded_by=request.user
        )
    return render(request, "bench/line.html", {"line": line})


def pad_floor(path: str, *, page: str, bare: str) -> None:
    """Pad the floor's template with fixed text to the length of the page.

    The padding is text of the page, so that compression costs the same.
    """
    fixed_text[path] = page[: max(0, len(page) - len(bare))]
