"""A guest's own invitation: the phone page behind the personal link, and its calendar file.

Like the page of a contribution link it needs no account, no CSRF token and no script, and it shows
the guest's own answer alone.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.access import allow_anonymous, allow_anonymous_read, keep_link_private
from core.forms import REFUSED, IdempotentForm, is_refused, submit_once
from core.refusals import Refused
from meetings.actions.answering_invitations import (
    answer_invitation,
    explain_closed_answers,
    find_invited,
)
from meetings.calendars import MEDIA_TYPE, build_calendar
from meetings.forms.invitation_answers import build_answer_forms
from meetings.models import Invitation, Meeting, MeetingState, Participant, Reply
from stakeholders.actions.links import find_link
from stakeholders.models import LinkPurpose, PersonalLink

SAVED = "tersimpan"  # URL parameter; there is no session for messages


@csrf_exempt
@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def own_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show a guest what, when and where, and take the answer; GET changes nothing."""
    try:
        link = find_link(token, purpose=LinkPurpose.CONFIRM)
        answer = _show_invitation(request, link, find_invited(link))
    except Refused as refusal:
        answer = _explain(request, refusal)
    return keep_link_private(answer)


@allow_anonymous_read
def own_invitation_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Give the meeting to the guest's calendar."""
    try:
        meeting = find_invited(find_link(token, purpose=LinkPurpose.CONFIRM)).meeting
    except Refused as refusal:
        return keep_link_private(_explain(request, refusal))
    answer = HttpResponse(
        build_calendar(meeting, at=timezone.now()), content_type=f"{MEDIA_TYPE}; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{meeting.reference}.ics"'
    return keep_link_private(answer)


def _explain(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Explain why a link does not work; what was typed is shown, so that it is not lost."""
    typed = [request.POST.get(name, "") for name in ("reason", "name", "position")]
    context = {"sentence": str(refusal), "words": "\n".join(filter(None, typed))}
    status = 404 if refusal.code == "foreign" else 410
    return render(request, "meetings/contribute_closed.html", context, status=status)


def _show_invitation(request: HttpRequest, link: PersonalLink, guest: Participant) -> HttpResponse:
    meeting = guest.meeting
    invitation = getattr(guest, "invitation", None)
    data = request.POST if request.method == "POST" else None
    forms = build_answer_forms(data, _build_initial(guest, invitation))
    sent = next((form for form in forms.values() if form.is_bound), None)
    if sent is not None:
        address = _submit(request, link, sent)
        if address is not None:
            return redirect(address)
    return render(
        request,
        "meetings/own_invitation.html",
        {
            "link": link,
            "meeting": meeting,
            "guest": guest,
            "agenda": list(meeting.agenda.all()),
            "invitation": invitation,
            "is_coming": guest.reply == Reply.CONFIRMED,
            "is_declined": guest.reply == Reply.DECLINED,
            "is_answered": guest.reply != Reply.INVITED,
            "coming": forms[Reply.CONFIRMED],
            "declining": forms[Reply.DECLINED],
            "substituting": forms[Reply.SUBSTITUTED],
            "closed": explain_closed_answers(meeting),
            "is_cancelled": meeting.state == MeetingState.CANCELLED,
            "is_moved": _is_moved(meeting, invitation),
            "is_saved": SAVED in request.GET,
        },
        status=REFUSED if sent is not None and is_refused(sent) else 200,
    )


def _submit(request: HttpRequest, link: PersonalLink, form: IdempotentForm) -> str | None:
    """Do what a form says, once; returns where to go on, None for a form with errors."""
    reply = request.POST["reply"]

    def perform() -> str:
        answer_invitation(token=link.token, reply=reply, **form.values)
        return f"{request.path}?{SAVED}=ya"

    return submit_once(form, perform)


def _is_moved(meeting: Meeting, invitation: Invitation | None) -> bool:
    """Tell whether time or place changed since the guest was told, or answered."""
    if invitation is None:
        return False
    known = (invitation.told_sequence, invitation.answered_sequence)
    return any(each is not None and each < meeting.calendar_sequence for each in known)


def _build_initial(guest: Participant, invitation: Invitation | None) -> dict[str, dict[str, Any]]:
    """Return what the guest answered before, to be changed."""
    if invitation is None:
        return {}
    substitute = invitation.substitute
    named = {"name": str(substitute), "position": substitute.position} if substitute else {}
    return {Reply.DECLINED: {"reason": invitation.reason}, Reply.SUBSTITUTED: named}
