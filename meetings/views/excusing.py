"""The button of the attendance desk by which those who had declined are excused at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.refusals import Refused
from meetings.actions.excusing_absentees import excuse_absentees
from meetings.views.attending import find_attended_meeting


@require_POST
def attendance_excused(request: HttpRequest, reference: str) -> HttpResponse:
    """Record all as excused who answered that they will not come."""
    meeting = find_attended_meeting(request, reference)
    try:
        count = excuse_absentees(meeting=meeting, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = ngettext(
            "%(count)s is recorded as excused.", "%(count)s are recorded as excused.", count
        )
        said = done % {"count": count} if count else _("Nobody of these is left to be recorded.")
        messages.success(request, said)
    return redirect(reverse("meetings:meeting_attendance", args=[meeting.reference]))
