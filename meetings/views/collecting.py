"""The desk of contributions: those received, slips of paper, and the export."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.access import find_visible, require
from core.exports import FORMATS, answer_export
from core.forms import answer_form
from core.history import map_keys_by_id
from meetings.actions.contributing import enter_slip
from meetings.exports import build_contributions_export
from meetings.forms.contributing import SlipForm
from meetings.models import Meeting, MeetingState
from meetings.permissions import can_collect_contributions
from meetings.reports.contributing import (
    find_room_link,
    get_link_state,
    list_meeting_places,
    list_silent_organisations,
    select_meeting_pledges,
)
from meetings.views.contributing import get_organisation_arguments
from pledges.buttons import build_action_bar
from pledges.models import PledgeState

# How a contribution was submitted, by key of the history entry.
CHANNELS = {
    "contribution_by_link": gettext_lazy("Written by the personal link."),
    "contribution_by_room": gettext_lazy(
        "Written by the QR code of the room: the author chose the organisation."
    ),
    "contribution_on_slip": gettext_lazy(
        "Entered by the staff on behalf of the organisation, from a slip of paper."
    ),
}


def find_contribution_meeting(request: HttpRequest, reference: str) -> Meeting:
    """Return the meeting whose contributions the user may collect, else answer 404 or 403."""
    meeting = find_visible(Meeting.objects.visible_to(request.user), reference=reference)
    require(can_collect_contributions(request.user, meeting))
    return meeting


@require_http_methods(["GET", "HEAD"])
def meeting_contributions(request: HttpRequest, reference: str) -> HttpResponse:
    """List the contributions of a meeting, and the organisations that have not written yet."""
    meeting = find_contribution_meeting(request, reference)
    pledges = list(select_meeting_pledges(meeting).prefetch_related("quantities"))
    came = map_keys_by_id(pledges, CHANNELS)
    return render(
        request,
        "meetings/contributions.html",
        {
            "meeting": meeting,
            "desk": "kontribusi",
            "rows": [
                (
                    pledge,
                    CHANNELS.get(came.get(pledge.pk, "")),
                    build_action_bar(pledge, request.user),
                )
                for pledge in pledges
            ],
            "waiting": sum(pledge.state == PledgeState.SUBMITTED for pledge in pledges),
            "silent": list_silent_organisations(meeting, (pledge.lead_id for pledge in pledges)),
            "room": get_link_state(find_room_link(meeting)),
            "is_cancelled": meeting.state == MeetingState.CANCELLED,
            "kinds": list(FORMATS),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_slip(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter a slip of paper on behalf of its author, then offer the form for the next one."""
    meeting = find_contribution_meeting(request, reference)
    form = SlipForm(request.POST or None, request.FILES or None, near=list_meeting_places(meeting))
    address = reverse("meetings:contribution_slip", args=[meeting.reference])

    def perform() -> str:
        pledge = enter_slip(
            meeting=meeting,
            photo=form.kept,
            by=request.user,
            typed_at=form.typed_at,
            **get_organisation_arguments(form),
            **form.words,
        )
        messages.success(
            request,
            format_html(
                _("{} is entered. You can enter the next slip."),
                format_html('<a href="{}">{}</a>', pledge.get_absolute_url(), pledge),
            ),
        )
        return address

    return answer_form(
        request,
        form,
        perform,
        template="meetings/contribution_slip.html",
        context={"meeting": meeting, "desk": "kontribusi"},
    )


# ── The file ─────────────────────────────────────────────────────────────────────────────────


@require_POST
def contribution_export(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Export the contributions as a file, and record in the history who exported them."""
    meeting = find_contribution_meeting(request, reference)
    kind = request.POST.get("format", "")
    if kind not in FORMATS:
        raise BadRequest("unknown kind of file")
    return answer_export(request, build_contributions_export(meeting, request.user), kind)
