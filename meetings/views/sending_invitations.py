"""The desk of sending invitations: who was told, who has not answered, links to hand on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from core.access import find_visible
from core.emails import has_mail_server
from core.forms import REFUSED, IdempotentForm, answer_form
from core.fragments import wants_fragment
from core.refusals import Refused
from meetings.actions.sending_invitations import (
    Told,
    note_handed_on,
    remind_guests,
    renew_invitation_link,
    revoke_invitation_link,
    tell_guests,
)
from meetings.models import Meeting, MeetingState, Participant
from meetings.reports.invitations import (
    build_guest_rows,
    count_invitations,
    select_desk_guests,
)
from meetings.views.inviting import find_editable_meeting

TEMPLATE = "meetings/invitation_desk.html"
ROWS = 50  # guests on one page
PAGE = "halaman"  # the URL's parameter
REMIND = "ingatkan"  # the button that reminds; the other one invites and tells of changes

# What a button does with the link of one guest; its value is "handed_on.12".
ACTS: dict[str, Callable[..., Any]] = {
    "handed_on": note_handed_on,
    "renew": renew_invitation_link,
    "revoke": revoke_invitation_link,
}


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_desk(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who was told and who answered; by POST tell all who were not told, or remind."""
    meeting = find_editable_meeting(request, reference)
    form = IdempotentForm(request.POST or None)

    def perform() -> str:
        if REMIND in request.POST:
            told = remind_guests(meeting=meeting, by=request.user)
        else:
            told = tell_guests(meeting=meeting, by=request.user)
        messages.success(request, _describe(told))
        return request.path

    return answer_form(
        request, form, perform, template=TEMPLATE, context=_build_context(request, meeting)
    )


def _describe(told: Told) -> str:
    """Return what was done, as a sentence."""
    mailed = ngettext(
        "%(count)s e-mail is being sent.", "%(count)s e-mails are being sent.", told.mailed
    ) % {"count": told.mailed}
    by_hand = ngettext(
        "%(count)s link is ready for WhatsApp.",
        "%(count)s links are ready for WhatsApp.",
        told.to_hand_on,
    ) % {"count": told.to_hand_on}
    said = [mailed] if told.mailed else []
    said += [by_hand] if told.to_hand_on else []
    return " ".join(said) or _("Everybody has been told already; nothing was sent.")


def _build_context(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    page = Paginator(select_desk_guests(meeting), ROWS).get_page(request.GET.get(PAGE))
    rows, is_open = build_guest_rows(meeting, page), is_tellable(meeting)
    return {
        "meeting": meeting,
        "desk": "undangan",
        "counts": count_invitations(meeting),
        "page": page,
        "rows": rows,
        "has_links": is_open and any(row.link for row in rows),
        "has_mail_server": has_mail_server(),
        "is_open": is_open,
        "is_cancelled": meeting.state == MeetingState.CANCELLED,
    }


def is_tellable(meeting: Meeting) -> bool:
    """Tell whether guests are still told by message: before it begins, and of its cancellation."""
    return meeting.state in (MeetingState.PREPARING, MeetingState.CANCELLED)


@require_POST
def invitation_link(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that a guest's link was handed on, renew or revoke it; the button's value says which."""
    meeting = find_editable_meeting(request, reference)
    act, _dot, number = request.POST.get("act", "").partition(".")
    if act not in ACTS:
        raise BadRequest("unknown act")
    guests = meeting.participants.select_related("meeting", "person", "organisation")
    is_sound = number.isascii() and number.isdecimal() and len(number) < 19
    guest = find_visible(guests, pk=int(number) if is_sound else None)
    sentence = ""
    try:
        ACTS[act](participant=guest, by=request.user)
    except Refused as refusal:
        sentence = str(refusal)
    if not wants_fragment(request):
        if sentence:
            messages.error(request, sentence)
        desk = reverse("meetings:invitation_desk", args=[meeting.reference])
        return redirect(f"{desk}{_get_page_query(request)}#guest-{guest.pk}")
    return _answer_row(request, meeting, guest, sentence)


def _get_page_query(request: HttpRequest) -> str:
    page = request.GET.get(PAGE, "")
    return f"?{PAGE}={page}" if page.isascii() and page.isdecimal() else ""


def _answer_row(
    request: HttpRequest, meeting: Meeting, guest: Participant, sentence: str
) -> HttpResponse:
    """Answer with the row and the counts as fragments."""
    [row] = build_guest_rows(meeting, select_desk_guests(meeting).filter(pk=guest.pk))
    context = {
        "meeting": meeting,
        "row": row,
        "counts": count_invitations(meeting),
        "is_open": is_tellable(meeting),
        "sentence": sentence,
        "is_part": True,
    }
    status = REFUSED if sentence else 200
    answer = render(request, f"{TEMPLATE}#answered", context, status=status)
    return reswap(retarget(answer, f"#guest-{guest.pk}"), "outerHTML")
