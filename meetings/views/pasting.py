"""A list of names is pasted, looked through row by row, and invited."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import find_visible, require
from core.forms import REFUSED, is_refused, submit_once
from meetings.actions.inviting import invite_guests
from meetings.forms.pasting import PasteForm, RowsForm
from meetings.models import Meeting, MeetingState
from meetings.permissions import can_edit_meeting
from meetings.views.turning import turn_away

TEMPLATE = "meetings/paste.html"


def meeting_paste(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a pasted list, show what each line means, and invite what is confirmed.

    Until it is confirmed nothing is written.
    """
    meeting = find_visible(Meeting.objects.visible_to(request.user), reference=reference)
    require(can_edit_meeting(request.user, meeting))
    if meeting.state == MeetingState.CANCELLED:
        return turn_away(request, meeting, _("The meeting was cancelled."))
    if "rows" in request.POST:
        return _confirm(request, meeting)
    paste = PasteForm(request.POST or None)
    if not paste.is_valid():
        return _show(request, meeting, paste=paste)
    return _show(request, meeting, rows=RowsForm(None, meeting, paste.cleaned_data["names"]))


def _confirm(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Invite the rows that are kept, or show them again: with what is wrong, or looked up anew."""
    form = RowsForm(request.POST, meeting, [])
    if "check" in request.POST:
        return _show(request, meeting, rows=form, is_checked=True)
    address = reverse("meetings:meeting_invitations", args=[meeting.reference])

    def invite() -> str:
        invite_guests(meeting=meeting, guests=form.guests, by=request.user)
        return address

    if submit_once(form, invite) is None:
        return _show(request, meeting, rows=form)
    count = len(form.kept)
    sentence = ngettext(
        "%(count)s participant was invited.", "%(count)s participants were invited.", count
    )
    messages.success(request, sentence % {"count": count})
    return redirect(address)


def _show(
    request: HttpRequest,
    meeting: Meeting,
    *,
    paste: PasteForm | None = None,
    rows: RowsForm | None = None,
    is_checked: bool = False,
) -> HttpResponse:
    form = paste or rows
    is_wrong = form is not None and not is_checked and is_refused(form)
    return render(
        request,
        TEMPLATE,
        {
            "meeting": meeting,
            "desk": "undangan",
            "paste": paste,
            "rows": rows,
            "is_checked": is_checked,
        },
        status=REFUSED if is_wrong else 200,
    )
