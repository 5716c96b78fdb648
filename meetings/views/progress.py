"""Confirmation pages to open, close, cancel and publish a meeting."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import find_visible, require
from core.forms import IdempotentForm, ReasonForm, confirm
from core.refusals import Refused
from meetings.actions.planning import (
    cancel_meeting,
    close_meeting,
    publish_meeting,
    reopen_meeting,
    start_meeting,
)
from meetings.models import Meeting
from meetings.permissions import can_edit_meeting, can_publish_meeting
from meetings.reports.missing import (
    list_missing_before_closing,
    list_missing_before_opening,
    list_publication_consequences,
)
from meetings.transitions import MEETING
from meetings.views.buttons import is_publishable
from meetings.views.closed_desk import redirect_with_warning


def meeting_start(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask before a meeting and its log are opened; then one is in its room."""
    meeting = _find_editable_meeting(request, reference)
    return _ask(
        request,
        meeting,
        "start_meeting",
        lambda: start_meeting(meeting=meeting, by=request.user),
        question=_("Open the meeting?"),
        consequences=[_("The log can be written, and the attendance marked.")],
        missing=list_missing_before_opening(meeting),
        message=_("The meeting is open."),
        leads_to=reverse("meetings:meeting_room", args=[reference]),
    )


def meeting_close(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask before a meeting is closed: the preflight says what is missing, and where to mend it."""
    meeting = _find_editable_meeting(request, reference)
    found = list_missing_before_closing(meeting)
    return _ask(
        request,
        meeting,
        "close_meeting",
        lambda: close_meeting(meeting=meeting, by=request.user),
        question=_("Close the meeting?"),
        consequences=[
            _("Its particulars, agenda and log can no longer be changed."),
            _("What is added later is marked as recorded later."),
        ],
        template="meetings/meeting_close.html",
        context={
            "meeting": meeting,
            "blockers": [each for each in found if each.is_blocker],
            "warnings": [each for each in found if not each.is_blocker],
        },
        message=_("The meeting is closed."),
    )


def meeting_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the reason before a closed meeting is opened again."""
    meeting = _find_editable_meeting(request, reference)
    form = ReasonForm(request.POST or None)
    return _ask(
        request,
        meeting,
        "reopen_meeting",
        lambda: reopen_meeting(
            meeting=meeting, reason=form.cleaned_data["reason"], by=request.user
        ),
        question=_("Reopen the meeting?"),
        consequences=[
            _("Its log, agenda and attendance can be changed again."),
            _("Documents that are frozen stay as they are."),
            _("The time to respond to the minutes begins anew when you close it again."),
            _("The reason is recorded in its history."),
        ],
        message=_("The meeting is open again."),
        form=form,
        danger=True,
    )


def meeting_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the reason before a meeting is cancelled."""
    meeting = _find_editable_meeting(request, reference)
    form = ReasonForm(request.POST or None)
    return _ask(
        request,
        meeting,
        "cancel_meeting",
        lambda: cancel_meeting(
            meeting=meeting, reason=form.cleaned_data["reason"], by=request.user
        ),
        question=_("Cancel the meeting?"),
        consequences=[
            _("It does not take place; nobody can be invited and nothing can be logged."),
            _("The reason is recorded in its history."),
            _("This cannot be undone; you can copy the meeting to another day."),
        ],
        message=_("The meeting was cancelled."),
        form=form,
        danger=True,
    )


def meeting_publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask before a meeting is published, and list what becomes public."""
    user = request.user
    meeting = find_visible(Meeting.objects.visible_to(user), reference=reference)
    require(can_publish_meeting(user, meeting))
    if request.method == "GET":
        if meeting.is_published:
            return redirect_with_warning(
                request, meeting, _("%(meeting)s is already published.") % {"meeting": meeting}
            )
        if not is_publishable(meeting):
            sentence = _("Only a meeting that has begun can be published.")
            return redirect_with_warning(request, meeting, sentence)
    return confirm(
        request,
        lambda: publish_meeting(meeting=meeting, by=user).get_absolute_url(),
        question=_("Publish the meeting?"),
        consequences=list_publication_consequences(meeting),
        label=_("Publish the meeting"),
        back=meeting.get_absolute_url(),
        back_label=meeting.reference,
        reference=meeting.reference,
        message=_("The meeting is published; everybody can read it."),
    )


def _find_editable_meeting(request: HttpRequest, reference: str) -> Meeting:
    meeting = find_visible(Meeting.objects.visible_to(request.user), reference=reference)
    require(can_edit_meeting(request.user, meeting))
    return meeting


def _ask(
    request: HttpRequest,
    meeting: Meeting,
    action: str,
    perform: Callable[[], Meeting],
    *,
    form: IdempotentForm | None = None,
    leads_to: str = "",
    **page: Any,
) -> HttpResponse:
    """Show a confirmation page, or redirect when the state does not allow the transition.

    Afterwards one is at `leads_to`, or else on the meeting's page.
    """
    # A form submitted twice finds the state changed by the first submission: same answer again.
    if request.method == "GET":
        try:
            MEETING.require(meeting, action, reason="-")
        except Refused as refusal:
            return redirect_with_warning(request, meeting, str(refusal))

    def perform_and_lead() -> str:
        done = perform()
        return leads_to or done.get_absolute_url()

    return confirm(
        request,
        perform_and_lead,
        label=next(row.label for row in MEETING if row.action == action),
        back=meeting.get_absolute_url(),
        back_label=meeting.reference,
        reference=meeting.reference,
        form=form,
        **page,
    )
