"""The desk of responses to the minutes: links, answering for somebody, settling, setting aside."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import find_visible, require
from core.forms import IdempotentForm, answer_form
from meetings.actions.responding import (
    accept_response,
    issue_minutes_links,
    reject_response,
    respond_for,
    set_response_aside,
)
from meetings.forms.responding import ACCEPT, ResponseForm, SettingAsideForm, SettlementForm
from meetings.models import Meeting, MinutesResponse, Participant
from meetings.permissions import can_settle_responses
from meetings.reports.responses import list_asked
from meetings.sharing import build_minutes_email, build_minutes_url
from meetings.views.responding import explain_closed_window


def _find_meeting(request: HttpRequest, reference: str) -> Meeting:
    meeting = find_visible(Meeting.objects.visible_to(request.user), reference=reference)
    require(can_settle_responses(request.user, meeting))
    return meeting


def _get_desk_url(meeting: Meeting) -> str:
    return reverse("meetings:meeting_responses", args=[meeting.reference])


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_responses(request: HttpRequest, reference: str) -> HttpResponse:
    """List those who attended with their links and responses; POST makes the missing links."""
    meeting = _find_meeting(request, reference)
    form = IdempotentForm(request.POST if request.method == "POST" else None)

    def perform() -> str:
        issue_minutes_links(meeting=meeting, by=request.user)
        return request.path

    asked = list_asked(meeting)
    rows = [
        (
            row,
            build_minutes_url(row.link) if row.link else "",
            build_minutes_email(row.link, meeting).build_whatsapp_url(
                row.guest.person.phone if row.guest.person else ""
            )
            if row.link
            else "",
        )
        for row in asked
    ]
    return answer_form(
        request,
        form,
        perform,
        template="meetings/responses.html",
        context={
            "meeting": meeting,
            "desk": "tanggapan",
            "rows": rows,
            "without": sum(row.link is None for row in asked),
            "silent": sum(not row.responses for row in asked),
            "waiting": sum(each.is_open for row in asked for each in row.responses),
            "closed": explain_closed_window(meeting),
            "until": meeting.corrections_until,
        },
        message=_("The links are made; those with an e-mail address are being sent."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def response_enter(request: HttpRequest, reference: str, guest: int) -> HttpResponse:
    """Enter the response of somebody who attended, on their behalf."""
    meeting = _find_meeting(request, reference)
    attending = Participant.objects.attending().filter(meeting=meeting)
    participant = find_visible(
        attending.select_related("meeting", "person", "organisation"), pk=guest
    )
    desk = _get_desk_url(meeting)
    form = ResponseForm(request.POST or None)

    def perform() -> str:
        respond_for(participant=participant, by=request.user, **form.values)
        return desk

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("Answer for %(name)s") % {"name": participant},
            "lead": _("It is marked as entered by the staff."),
            "reference": meeting.reference,
            "submit_label": _("Save"),
            "back_url": desk,
            "back_label": _("Responses"),
        },
        message=_("The response is saved."),
    )


def _find_response(request: HttpRequest, meeting: Meeting, number: int) -> MinutesResponse:
    responses = meeting.responses.visible_to(request.user)
    found = find_visible(
        responses.select_related("participant__person", "participant__organisation"), pk=number
    )
    found.meeting = meeting
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def response_settle(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Settle a proposed correction or an objection with a word and a sentence."""
    meeting = _find_meeting(request, reference)
    response = _find_response(request, meeting, number)
    desk = _get_desk_url(meeting)
    form = SettlementForm(request.POST or None, initial={"revision": response.revision})

    def perform() -> str:
        settle = accept_response if form.values["verdict"] == ACCEPT else reject_response
        settle(
            response=response,
            seen_revision=form.seen_revision,
            settlement=form.values["settlement"],
            by=request.user,
        )
        return desk

    return answer_form(
        request,
        form,
        perform,
        template="meetings/response_settle.html",
        context={
            "heading": _("Settle the response of %(name)s") % {"name": response.participant},
            "response": response,
            "reference": meeting.reference,
            "meeting": meeting,
            "submit_label": _("Save"),
            "back_url": desk,
            "back_label": _("Responses"),
        },
        message=_("The response is settled; its sender reads your sentence."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def response_set_aside(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Set aside a response that came by a link from a self check-in."""
    meeting = _find_meeting(request, reference)
    response = _find_response(request, meeting, number)
    desk = _get_desk_url(meeting)
    form = SettingAsideForm(request.POST or None, initial={"revision": response.revision})

    def perform() -> str:
        set_response_aside(
            response=response,
            seen_revision=form.seen_revision,
            settlement=form.values["settlement"],
            by=request.user,
        )
        return desk

    return answer_form(
        request,
        form,
        perform,
        template="meetings/response_settle.html",
        context={
            "heading": _("Set the response of %(name)s aside") % {"name": response.participant},
            "response": response,
            "reference": meeting.reference,
            "meeting": meeting,
            "submit_label": _("Set aside"),
            "back_url": desk,
            "back_label": _("Responses"),
        },
        message=_("The response is set aside."),
    )
