"""The staff's side of self check-in: the QR code of the room, and setting check-ins aside."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.forms import IdempotentForm, answer_form
from files.qr import build_qr_svg
from meetings.actions.attending import mark_rest_present, unmark_rest
from meetings.actions.checking_in import (
    explain_closed_check_in,
    get_opening,
    set_check_ins_aside,
)
from meetings.forms.checking_in import SetAsideForm
from meetings.forms.sharing import AFTER_MEETING
from meetings.models import MarkSource, Meeting
from meetings.reports.contributing import find_check_in_link, get_link_state
from meetings.sharing import build_check_in_url
from meetings.views.attending import PAPER, find_attended_meeting
from stakeholders.actions.links import issue_links, renew_link
from stakeholders.models import LinkPurpose

POSTER = "poster"  # ?tampil=poster: the QR code with three sentences, on A4
UNDO = "urungkan"


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_qr(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the QR code by which guests check in; by POST make it, or renew it."""
    meeting = find_attended_meeting(request, reference)
    link = find_check_in_link(meeting)
    is_living = get_link_state(link) == "living"

    def perform() -> str:
        until = max(timezone.now(), get_opening(meeting)) + AFTER_MEETING
        if link is not None:
            renew_link(link=link, expires_at=until, by=request.user)
        else:
            issue_links(
                purpose=LinkPurpose.CHECK_IN,
                target=meeting,
                bearers=[(None, None)],
                expires_at=until,
                by=request.user,
            )
        return request.path

    context: dict[str, Any] = {
        "meeting": meeting,
        "desk": "kehadiran",
        "link_state": get_link_state(link),
        "is_living": is_living,
        "closed": explain_closed_check_in(meeting),
    }
    if link is not None and is_living:
        context["room_url"] = build_check_in_url(link)
        context["qr"] = build_qr_svg(context["room_url"])
    is_poster = request.GET.get("tampil") == POSTER and is_living
    return answer_form(
        request,
        IdempotentForm(request.POST if request.method == "POST" else None),
        perform,
        template="meetings/attendance_poster.html" if is_poster else "meetings/attendance_qr.html",
        context=context,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_check_ins(request: HttpRequest, reference: str) -> HttpResponse:
    """List the self check-ins; by POST set the ticked ones aside, with a reason."""
    meeting = find_attended_meeting(request, reference)
    checked_in = (
        meeting.participants.filter(mark_source=MarkSource.SELF_CHECK_IN)
        .select_related("person", "organisation")
        .order_by("-revised_at", "-pk")
    )
    form = SetAsideForm(request.POST or None, offered=checked_in)
    desk = _build_desk_path(meeting)

    def perform() -> str:
        set_check_ins_aside(meeting=meeting, by=request.user, **form.values)
        return desk

    return answer_form(
        request,
        form,
        perform,
        template="meetings/attendance_check_ins.html",
        context={"meeting": meeting, "desk": "kehadiran", "checked_in": checked_in},
        message=_("The self check-ins are set aside."),
    )


@require_POST
def attendance_rest(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark everybody not yet marked as present (sisanya hadir), or undo that."""
    meeting = find_attended_meeting(request, reference)
    if UNDO in request.POST:
        count = unmark_rest(meeting=meeting, by=request.user)
        done = ngettext(
            "The mark of %(count)s participant was taken back.",
            "The marks of %(count)s participants were taken back.",
            count,
        )
    else:
        is_paper = PAPER in request.GET
        count = mark_rest_present(meeting=meeting, by=request.user, from_paper=is_paper)
        done = ngettext(
            "%(count)s participant was marked as present.",
            "%(count)s participants were marked as present.",
            count,
        )
    messages.success(request, done % {"count": count})
    query = f"?{PAPER}=ya" if PAPER in request.GET else ""
    return redirect(f"{_build_desk_path(meeting)}{query}")


def _build_desk_path(meeting: Meeting) -> str:
    return reverse("meetings:meeting_attendance", args=[meeting.reference])
