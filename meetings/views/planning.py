"""Pages that create a meeting, copy one, and change its particulars."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import find_visible, require
from core.actors import Actor
from core.forms import answer_form
from meetings.actions.copying import copy_meeting
from meetings.actions.planning import create_meeting, edit_meeting, register_past_meeting
from meetings.forms.planning import (
    MeetingCreationForm,
    RevisedMeetingForm,
    build_initial_particulars,
)
from meetings.models import Meeting
from meetings.permissions import can_create_meeting, can_edit_meeting
from meetings.views.closed_desk import redirect_with_warning

COPIED = "salin"
TEMPLATE = "meetings/particulars.html"


def meeting_create(request: HttpRequest) -> HttpResponse:
    """Ask for the particulars of a new meeting, or of one like the meeting in `?salin=`."""
    user = request.user
    require(can_create_meeting(user))
    earlier = _find_earlier_meeting(request)
    form = MeetingCreationForm(
        request.POST or None,
        meetings=_select_meetings(user),
        initial=_build_copy_values(earlier) if earlier else None,
    )
    return answer_form(
        request,
        form,
        lambda: _create(form, earlier, user),
        template=TEMPLATE,
        context={
            "earlier": earlier,
            "heading": _("Copy a meeting") if earlier else _("A new meeting"),
            "submit_label": _("Create the meeting"),
            "back_url": reverse("meetings:meeting_list"),
            "back_label": _("Meetings"),
        },
        message=_("The meeting was created."),
    )


def _find_earlier_meeting(request: HttpRequest) -> Meeting | None:
    reference = request.GET.get(COPIED)
    if not reference:
        return None
    return find_visible(Meeting.objects.visible_to(request.user), reference=reference)


def _build_copy_values(earlier: Meeting) -> dict[str, Any]:
    """Return the initial values of a copy, a follow-up meeting: all particulars but the date."""
    return {**build_initial_particulars(earlier), "date": None, "follows": earlier.pk}


def _create(form: MeetingCreationForm, earlier: Meeting | None, user: Actor) -> str:
    values = form.values
    for question in ("past", "again"):
        values.pop(question)
    if earlier is not None:
        made = copy_meeting(
            meeting=earlier, has_taken_place=form.is_registered_only, by=user, **values
        )
    elif form.is_registered_only:
        made = register_past_meeting(by=user, **values)
    else:
        made = create_meeting(by=user, **values)
    return made.get_absolute_url()


def meeting_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the particulars of a meeting that is not over."""
    user = request.user
    meeting = find_visible(Meeting.objects.visible_to(user), reference=reference)
    require(can_edit_meeting(user, meeting))
    if meeting.is_over and request.method == "GET":
        return redirect_with_warning(
            request,
            meeting,
            _("%(meeting)s is “%(state)s”; its particulars can no longer be changed.")
            % {"meeting": meeting, "state": meeting.get_state_display()},
        )
    form = RevisedMeetingForm(
        request.POST or None,
        meetings=_select_meetings(user).exclude(pk=meeting.pk),
        initial=build_initial_particulars(meeting),
    )

    def save() -> str:
        return edit_meeting(
            meeting=meeting, seen_revision=form.seen_revision, by=user, **form.values
        ).get_absolute_url()

    return answer_form(
        request,
        form,
        save,
        template=TEMPLATE,
        context={
            "earlier": None,
            "heading": _("Particulars"),
            "reference": meeting.reference,
            "submit_label": _("Save"),
            "back_url": meeting.get_absolute_url(),
            "back_label": meeting.reference,
        },
        message=_("The particulars were saved."),
    )


def _select_meetings(user: Actor) -> QuerySet[Meeting]:
    return Meeting.objects.visible_to(user).order_by("-date", "-reference")
