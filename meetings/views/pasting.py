"""Inviting from a pasted list of names, checked row by row."""

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
from meetings.views.closed_desk import redirect_with_warning

TEMPLATE = "meetings/paste.html"


def meeting_paste(request: HttpRequest, reference: str) -> HttpResponse:
    """Parse a pasted list, show what each line matches, and invite the confirmed rows.

    Nothing is saved until the rows are confirmed.
    """
    meeting = find_visible(Meeting.objects.visible_to(request.user), reference=reference)
    require(can_edit_meeting(request.user, meeting))
    if meeting.state == MeetingState.CANCELLED:
        return redirect_with_warning(request, meeting, _("The meeting was cancelled."))
    if "rows" in request.POST:
        return _confirm(request, meeting)
    paste = PasteForm(request.POST or None)
    if not paste.is_valid():
        return _show(request, meeting, paste=paste)
    return _show(request, meeting, rows=RowsForm(None, meeting, paste.cleaned_data["names"]))


def _confirm(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Invite the rows that are ticked, or show them again with errors or new matches."""
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
