"""Views of the attendance desk: marks (present, late …) in one tap, departures, walk-ins, export.

After a change, htmx gets the changed row as a fragment; without JavaScript, the page is redirected.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import find_visible, require
from core.exports import FORMATS, answer_export
from core.forms import REFUSED, RevisedForm, answer_form, attempt, is_refused, mark_done
from core.fragments import wants_fragment
from core.lists.responses import show_list
from files.downloads import NO_CACHE, serve_picture, serve_scan
from meetings.actions.attending import (
    admit_walk_in,
    mark_attendance,
    note_departure,
)
from meetings.actions.excusing_absentees import suggest_excuse
from meetings.exports import build_participants_export
from meetings.filters import AttendanceListing
from meetings.forms.attending import ASKED, DepartureForm, MarkForm, WalkInForm
from meetings.models import (
    PRESENT,
    STAYS_AWAY,
    Attendance,
    MarkSource,
    Meeting,
    MeetingState,
    Participant,
)
from meetings.permissions import can_export_participants, can_mark_attendance

TEMPLATE = "meetings/attendance.html"
# The URL's parameter for the mark whose form is shown (the time of a late arrival, a reason …).
MARK = "tanda"
# ?kertas=ya: what is marked stands on the paper list, and says so.
PAPER = "kertas"


@dataclass(frozen=True, slots=True)
class MarkCount:
    """How many participants have a mark, and the query string of the list filtered by it."""

    mark: str
    label: Any
    count: int
    query: str


def find_attended_meeting(request: HttpRequest, reference: str) -> Meeting:
    """Return a meeting whose attendance the user may mark; raises Http404, PermissionDenied."""
    meeting = find_visible(Meeting.objects.visible_to(request.user), reference=reference)
    require(can_mark_attendance(request.user, meeting))
    return meeting


def _find_participant(request: HttpRequest, reference: str, number: int) -> Participant:
    """Return a participant with everything that a row shows, in one query."""
    participants = Participant.objects.select_related("meeting", "person", "organisation")
    is_visible = Meeting.objects.build_visibility(request.user, prefix="meeting__")
    participant = find_visible(
        participants.filter(is_visible, meeting__reference=reference), pk=number
    )
    require(can_mark_attendance(request.user, participant.meeting))
    return participant


def _build_desk_context(meeting: Meeting) -> dict[str, Any]:
    """Return the template context about the whole list, in one query."""
    rows = meeting.participants.listed().order_by().values_list("attendance")
    counted = list(
        rows.annotate(
            everybody=Count("pk"),
            at_once=Count("marked_with"),
            away=Count("pk", filter=Q(attendance=Attendance.UNMARKED, reply__in=STAYS_AWAY)),
            checked_in=Count("pk", filter=Q(mark_source=MarkSource.SELF_CHECK_IN)),
        )
    )
    counts = {mark: count for mark, count, *_others in counted}
    away = sum(each for _mark, _count, _at_once, each, _checked_in in counted)
    return {
        "meeting": meeting,
        "desk": "kehadiran",
        "marks": [
            MarkCount(mark.value, mark.label, counts.get(mark.value, 0), f"?status={mark.value}")
            for mark in Attendance
        ],
        "listed": sum(counts.values()),
        "present": sum(counts.get(mark, 0) for mark in PRESENT),
        "is_open": meeting.state != MeetingState.CANCELLED,
        "away": away,
        "rest": counts.get(Attendance.UNMARKED, 0) - away,
        "at_once": sum(at_once for _mark, _count, at_once, *_others in counted),
        "checked_in": sum(checked_in for *_others, checked_in in counted),
    }


@require_http_methods(["GET", "HEAD"])
def meeting_attendance(request: HttpRequest, reference: str) -> HttpResponseBase:
    """List the participants, each with buttons for the marks."""
    meeting = find_attended_meeting(request, reference)
    everybody = meeting.participants.listed().select_related("person", "organisation")
    listing = AttendanceListing(request.GET, everybody)
    kept = listing.build_url()
    is_paper = PAPER in request.GET
    if is_paper:
        kept = f"?{PAPER}=ya" if kept == "?" else f"{kept}&{PAPER}=ya"
    return show_list(
        request,
        listing,
        TEMPLATE,
        page="meetings/workspace.html",
        context={
            **_build_desk_context(meeting),
            "kept": "" if kept == "?" else kept,
            "is_paper": is_paper,
            "can_export": can_export_participants(request.user, meeting),
        },
    )


# ── One row ──────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_mark(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Mark a participant; GET shows the row, with a form if the mark needs a time or a reason."""
    participant = _find_participant(request, reference, number)
    if request.method != "POST":
        return _show_row(request, participant, _build_mark_form(request, participant))
    form = MarkForm(request.POST, request.FILES, has_letter=bool(participant.excuse_letter))
    done = attempt(
        form,
        lambda: mark_attendance(
            participant=participant,
            seen_revision=form.seen_revision,
            from_paper=PAPER in request.GET,
            by=request.user,
            **form.values,
        ),
    )
    return _show_marked(request, done) if done else _show_row(request, participant, form)


def _build_mark_form(request: HttpRequest, participant: Participant) -> MarkForm | None:
    """Return the form of the mark that the URL names, with initial values."""
    mark = request.GET.get(MARK, "")
    asked = ASKED.get(mark)  # type: ignore[call-overload]
    if asked is None:
        return None
    now = timezone.localtime()
    value = getattr(participant, asked)
    if mark == Attendance.LATE and value is None and participant.meeting.date == now.date():
        value = now.time()
    if mark == Attendance.EXCUSED and not value:
        value = suggest_excuse(participant)
    return MarkForm(
        initial={"attendance": mark, asked: value, "revision": participant.revision},
        has_letter=bool(participant.excuse_letter),
    )


@require_safe
def attendance_letter(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """Serve the letter of an excuse to the forum's staff; for everybody else it is 404."""
    letters = Participant.objects.with_letter_for(request.user)
    letter = find_visible(letters, meeting__reference=reference, pk=number).excuse_letter
    name = f"{reference}-{number}"
    if str(letter.name).endswith(".pdf"):
        return serve_scan(letter, name=name, extension="pdf")
    return serve_picture(letter, content_type="image/jpeg", cache=NO_CACHE, name=f"{name}.jpg")


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_departure(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record a departure, or undo it."""
    participant = _find_participant(request, reference, number)
    if request.method != "POST":
        known = {name: getattr(participant, name) for name in ("left_at", "is_online", "revision")}
        return _show_row(request, participant, DepartureForm(initial=known))
    form = DepartureForm(request.POST)
    done = attempt(
        form,
        lambda: note_departure(
            participant=participant,
            seen_revision=form.seen_revision,
            by=request.user,
            **form.values,
        ),
    )
    return _show_marked(request, done) if done else _show_row(request, participant, form)


def _show_marked(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Answer with the changed row and the new counts as fragments, or redirect to the list."""
    if not wants_fragment(request):
        desk = reverse("meetings:meeting_attendance", args=[participant.meeting.reference])
        return redirect(f"{desk}{_get_kept_filters(request)}#p{participant.pk}")
    answer = render(
        request,
        f"{TEMPLATE}#answer",
        {
            **_build_desk_context(participant.meeting),
            "attendee": participant,
            "kept": _get_kept_filters(request),
            "is_paper": PAPER in request.GET,
        },
    )
    return mark_done(answer)


def _show_row(
    request: HttpRequest, participant: Participant, form: RevisedForm | None
) -> HttpResponse:
    """Show one row with its form: as a fragment of the list, or as a page."""
    context = {
        "meeting": participant.meeting,
        "desk": "kehadiran",
        "is_open": participant.meeting.state != MeetingState.CANCELLED,
        "attendee": participant,
        "form": form,
        "is_departure": isinstance(form, DepartureForm),
        "was_here": participant.attendance in PRESENT,
        "kept": _get_kept_filters(request),
        "is_paper": PAPER in request.GET,
    }
    template = f"{TEMPLATE}#attendee" if wants_fragment(request) else "meetings/attendance_row.html"
    refused = form is not None and is_refused(form)
    response = render(request, template, context, status=REFUSED if refused else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _get_kept_filters(request: HttpRequest) -> str:
    """Return the query string of the list's filters, to go back to it."""
    query = request.GET.copy()
    query.pop(MARK, None)
    return f"?{query.urlencode()}" if query else ""


# ── Walk-ins and export ──────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_walk_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Add somebody who came without an invitation, present at once."""
    meeting = find_attended_meeting(request, reference)
    desk = reverse("meetings:meeting_attendance", args=[meeting.reference])
    form = WalkInForm(request.POST or None)

    def perform() -> str:
        guest = admit_walk_in(meeting=meeting, by=request.user, **form.values)
        return f"{desk}#p{guest.pk}"

    return answer_form(
        request,
        form,
        perform,
        template="meetings/attendance_walk_in.html",
        context={
            "heading": _("Somebody came without an invitation"),
            "reference": meeting.reference,
            "submit_label": _("Mark as present"),
            "back_url": desk,
            "back_label": _("Attendance"),
        },
        message=_("Added to the list and marked as present."),
    )


@require_POST
def attendance_export(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Export the list with contact data as a file, and record in the history who exported it."""
    meeting = find_attended_meeting(request, reference)
    kind = request.POST.get("format", "")
    if kind not in FORMATS:
        raise BadRequest("unknown kind of file")
    return answer_export(request, build_participants_export(meeting, request.user), kind)
