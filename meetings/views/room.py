"""The meeting room: agenda with timer, running log and attendance on one screen; the projector.

Browsers poll `room_news` with the version that they show: 204 without a body while nothing is new.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.access import allow_anonymous_read, find_visible, require
from core.forms import REFUSED, IdempotentForm, attempt, mark_done
from core.fragments import wants_fragment
from files.qr import build_qr_svg
from meetings.actions.agenda import begin_agenda_item, end_agenda_item
from meetings.forms.room import RoomForm
from meetings.models import AgendaItem, LogEntry, Meeting, MeetingState
from meetings.permissions import can_log_meeting
from meetings.reports.contributing import find_check_in_link, find_room_link, get_link_state
from meetings.reports.log_desk import build_desk_entry
from meetings.reports.room import (
    find_current,
    read_agenda,
    read_attendance,
    read_lines,
    read_pledges,
)
from meetings.sharing import build_check_in_url, build_link_url
from meetings.views.logging import attempt_entry
from meetings.views.sharing import PROJECTOR

TEMPLATE, PROJECTOR_TEMPLATE = "meetings/room.html", "meetings/projector.html"
# URL parameters: the projector's view, the version that a browser shows, lines before a number.
VIEW, VERSION, BEFORE = "tampil", "versi", "sebelum"
NOTHING_NEW = 204


def _find_meeting(request: HttpRequest, reference: str) -> Meeting:
    """Return the meeting with the version of its room, in one query."""
    meetings = Meeting.objects.visible_to(request.user).select_related("room_version")
    meeting = find_visible(meetings, reference=reference)
    require(can_log_meeting(request.user, meeting))
    return meeting


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_room(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the room or its projector, and write the next line."""
    meeting = _find_meeting(request, reference)
    if request.method == "POST":
        return _write_line(request, meeting)
    if request.GET.get(VIEW) == PROJECTOR:
        return render(request, PROJECTOR_TEMPLATE, _build_projector(meeting))
    before = request.GET.get(BEFORE, "")
    if before.isascii() and before.isdecimal() and len(before) < 10:
        lines = read_lines(meeting, before=int(before))
        return render(
            request, "meetings/room_older.html", {"meeting": meeting, "log": lines, "is_room": True}
        )
    return _show_room(request, meeting)


def _show_room(
    request: HttpRequest, meeting: Meeting, form: RoomForm | None = None
) -> HttpResponse:
    context = _build_room(meeting)
    is_refused = form is not None
    form = form or RoomForm(meeting=meeting)
    form.offer_items([(item.pk, item.label) for item in context["agenda"]])
    return render(
        request, TEMPLATE, {**context, "form": form}, status=REFUSED if is_refused else 200
    )


def _build_room(meeting: Meeting) -> dict[str, Any]:
    """Return the template context of what the room shows: four queries."""
    now = timezone.now()
    agenda = read_agenda(meeting, now)
    return {
        "meeting": meeting,
        "version": meeting.room_version.number,
        "now": now,
        "is_room": True,
        "agenda": agenda,
        "current": find_current(agenda),
        "log": read_lines(meeting),
        "attendance": read_attendance(meeting),
        "is_running": meeting.state == MeetingState.IN_PROGRESS,
        "is_ahead": meeting.state == MeetingState.PREPARING,
        "is_late": meeting.state == MeetingState.CLOSED,
        "is_writable": meeting.state in (MeetingState.IN_PROGRESS, MeetingState.CLOSED),
    }


def _build_projector(meeting: Meeting) -> dict[str, Any]:
    """Return the template context of the projector."""
    now = timezone.now()
    agenda = read_agenda(meeting, now)
    context: dict[str, Any] = {
        "meeting": meeting,
        "version": meeting.room_version.number,
        "now": now,
        "current": find_current(agenda),
        "next_item": next((item for item in agenda if not item.is_past), None),
        "attendance": read_attendance(meeting),
        "pledges": read_pledges(meeting),
        "is_ahead": meeting.state == MeetingState.PREPARING,
        "is_over": meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED),
    }
    if not context["is_over"]:
        context |= _build_code(meeting)
    return context


def _build_code(meeting: Meeting) -> dict[str, Any]:
    """Return the QR code for the back row: to check in, or else to contribute."""
    door, room = find_check_in_link(meeting), find_room_link(meeting)
    if door is not None and get_link_state(door) == "living":
        url, task = build_check_in_url(door), _("Scan to check in")
    elif room is not None and get_link_state(room) == "living":
        url, task = build_link_url(room), _("Scan to write your contribution")
    else:
        return {}
    return {"qr": build_qr_svg(url), "qr_task": task}


# ── What is new ──────────────────────────────────────────────────────────────────────────────


@allow_anonymous_read
def room_news(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer a poll: 204 while the version is the same, else the changed parts as fragments.

    Four queries when nothing is new: session, user, mandates, and the meeting with its version.
    Whoever may no longer see the room is told so, and polls no more.
    """
    if not wants_fragment(request):
        return redirect("meetings:meeting_room", reference=reference)
    is_projector = request.GET.get(VIEW) == PROJECTOR
    template = PROJECTOR_TEMPLATE if is_projector else TEMPLATE
    try:
        meeting = _find_meeting(request, reference)
    except (Http404, PermissionDenied):
        return render(
            request,
            "meetings/_room_ended.html",
            {"is_signed_out": not request.user.is_authenticated, "reference": reference},
        )
    if request.GET.get(VERSION) == str(meeting.room_version.number):
        return HttpResponse(status=NOTHING_NEW)
    context = _build_projector(meeting) if is_projector else _build_room(meeting)
    return render(request, f"{template}#news", {**context, "is_news": True})


# ── The next line ────────────────────────────────────────────────────────────────────────────


def _write_line(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = RoomForm(request.POST, meeting=meeting)
    entry = attempt_entry(form, meeting, request.user)
    if wants_fragment(request):
        return _answer_line(request, meeting, form, entry)
    if entry is None:
        return _show_room(request, meeting, form)
    messages.success(request, _("Saved: %(kind)s.") % {"kind": entry.get_kind_display()})
    address = reverse("meetings:meeting_room", args=[meeting.reference])
    return redirect(f"{address}#catatan-{entry.pk}")


def _answer_line(
    request: HttpRequest, meeting: Meeting, form: RoomForm, entry: LogEntry | None
) -> HttpResponse:
    """Answer htmx with the form and its errors, or with an empty form and the new line."""
    context: dict[str, Any] = {
        "meeting": meeting,
        "form": form,
        "asks_more": form.has_more or not form.is_valid(),
        "is_answer": True,
        "is_room": True,
    }
    if entry is not None:
        context["form"] = fresh = RoomForm(meeting=meeting)
        fresh.fields["text"].widget.attrs["autofocus"] = True
        context["line"] = build_desk_entry(
            entry, meeting, form.cleaned_data.get("speaker"), is_new=True
        )
    status = 200 if entry is not None else REFUSED
    answer = render(request, f"{TEMPLATE}#answer", context, status=status)
    return answer if entry is None else mark_done(answer)


@require_POST
def room_preview(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how the line in the box would be read, its kind and its speaker; writes nothing.

    By POST, since a line may be longer than an address.
    """
    meeting = _find_meeting(request, reference)
    form = RoomForm(request.POST, meeting=meeting)
    form.is_valid()
    return render(request, f"{TEMPLATE}#preview", {"meeting": meeting, "form": form})


# ── The agenda ───────────────────────────────────────────────────────────────────────────────


@require_POST
def room_item_begin(request: HttpRequest, reference: str, item: int) -> HttpResponse:
    """Make an agenda item the current one."""
    return _move_on(request, reference, item, begin_agenda_item)


@require_POST
def room_item_end(request: HttpRequest, reference: str, item: int) -> HttpResponse:
    """End the current agenda item."""
    return _move_on(request, reference, item, end_agenda_item)


def _move_on(request: HttpRequest, reference: str, number: int, act: Any) -> HttpResponse:  # noqa: ANN401
    items = AgendaItem.objects.select_related("meeting")
    is_visible = Meeting.objects.build_visibility(request.user, prefix="meeting__")
    item = find_visible(items.filter(is_visible, meeting__reference=reference), pk=number)
    require(can_log_meeting(request.user, item.meeting))
    form = IdempotentForm(request.POST)
    if attempt(form, lambda: act(item=item, by=request.user)) is None:
        messages.warning(request, " ".join(map(str, form.non_field_errors())))
    return redirect("meetings:meeting_room", reference=reference)
