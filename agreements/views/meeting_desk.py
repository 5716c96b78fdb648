"""View of the desk "Documents" of a meeting: its documents and printed papers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import (
    MEETING_PRINTS,
    Document,
    DocumentKind,
    PrintJob,
    PrintKind,
    SignatoryState,
)
from agreements.permissions import can_draft_document, can_print_meeting
from agreements.views.printing import WORDS
from core.access import find_visible, require
from core.actors import Actor
from meetings.models import Meeting, MeetingState

# Enough to find the latest print of each paper and document.
MOST_PRINTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPaper:
    """A paper of a meeting: its purpose, whether it is due now, and its latest print."""

    label: str
    word: str
    purpose: str
    is_due: bool
    printed: PrintJob | None


@require_safe
def meeting_documents(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the documents of a meeting, and the papers that can be printed for it."""
    user = request.user
    meeting = find_visible(Meeting.objects.visible_to(user), reference=reference)
    require(can_print_meeting(user, meeting))
    prints = _list_prints(meeting)
    documents = list(_list_documents(meeting, user))
    return render(
        request,
        "agreements/meeting_documents.html",
        {
            "meeting": meeting,
            "desk": "dokumen",
            "documents": [
                (document, _find_latest(prints, document_id=document.pk)) for document in documents
            ],
            "papers": _list_papers(meeting, prints),
            "may_draft": can_draft_document(user, meeting)
            and meeting.state != MeetingState.CANCELLED,
            "has_record": any(each.kind == DocumentKind.BERITA_ACARA for each in documents),
        },
    )


def _list_documents(meeting: Meeting, user: Actor) -> QuerySet[Document]:
    documents = Document.objects.visible_to(user).filter(meeting=meeting)
    return documents.annotate(
        signatory_count=Count("signatories"),
        signed_count=Count("signatories", filter=Q(signatories__state=SignatoryState.SIGNED)),
    ).order_by("date", "reference")


def _list_prints(meeting: Meeting) -> list[PrintJob]:
    own = PrintJob.objects.filter(meeting=meeting).order_by().values("pk")
    of_documents = PrintJob.objects.filter(document__meeting=meeting).order_by().values("pk")
    jobs = PrintJob.objects.filter(pk__in=own.union(of_documents))
    made = jobs.exclude(made_at=None).select_related("asked_by__person").order_by("-made_at", "-pk")
    return list(made[:MOST_PRINTS])


def _find_latest(prints: list[PrintJob], **wanted: Any) -> PrintJob | None:
    return next(
        (job for job in prints if all(getattr(job, key) == wanted[key] for key in wanted)), None
    )


def _list_papers(meeting: Meeting, prints: list[PrintJob]) -> list[MeetingPaper]:
    words = {kind: word for word, kind in WORDS.items()}
    purposes = _describe_purposes(meeting)
    due = {
        MeetingState.PREPARING: {PrintKind.INVITATION, PrintKind.ATTENDANCE_LIST},
        MeetingState.IN_PROGRESS: {PrintKind.ATTENDANCE_LIST},
        MeetingState.CLOSED: {PrintKind.ATTENDANCE_LIST_FILLED, PrintKind.MINUTES},
    }.get(MeetingState(meeting.state), set())
    return [
        MeetingPaper(
            label=str(PrintKind(kind).label),
            word=words[PrintKind(kind)],
            purpose=purposes[kind],
            is_due=kind in due,
            printed=_find_latest(prints, kind=kind),
        )
        for kind in MEETING_PRINTS
    ]


def _describe_purposes(meeting: Meeting) -> dict[str, str]:
    """Return what each paper is for, and when."""
    minutes = (
        _("The record of how the meeting went, from its log.")
        if meeting.state == MeetingState.CLOSED
        else _("From the present log; marked KONSEP until the meeting is closed.")
    )
    return {
        PrintKind.INVITATION: _(
            "Before the meeting: invitation letter, agenda and who is invited."
        ),
        PrintKind.ATTENDANCE_LIST: _(
            "For the table at the door: names with room to sign, and lines for unexpected guests."
        ),
        PrintKind.ATTENDANCE_LIST_FILLED: _("After the meeting: who came, as it was marked."),
        PrintKind.MINUTES: minutes,
    }
