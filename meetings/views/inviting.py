"""The desk of invitations: inviting, recording replies and removing an invitation."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from core.access import find_visible, require
from core.forms import REFUSED, answer_form, confirm, is_refused
from core.fragments import wants_fragment
from core.optimistic_lock import Conflict
from core.refusals import Refused
from meetings.actions.inviting import invite_guests, note_reply, remove_invitation
from meetings.forms.inviting import InvitationForm, OrganisationChoiceForm
from meetings.models import NOTED, LogEntry, Meeting, MeetingState, Participant, Reply
from meetings.permissions import can_edit_meeting

TEMPLATE = "meetings/invitations.html"
FROM = "organisasi"


def meeting_invitations(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who is invited, and invite people of the organisation in `?organisasi=`."""
    meeting = find_editable_meeting(request, reference)
    is_asked = any(name.startswith(FROM) for name in request.GET)
    picker = OrganisationChoiceForm(request.GET if is_asked else None)
    organisation = picker.cleaned_data.get(FROM) if picker.is_valid() else None
    guests = list(_select_guests(meeting))
    context = {
        "meeting": meeting,
        "desk": "undangan",
        "guests": guests,
        "counts": _count_replies(meeting),
        "picker": picker,
        "organisation": organisation,
        "may_invite": meeting.state != MeetingState.CANCELLED,
    }
    if organisation is None:
        status = REFUSED if is_refused(picker) else 200
        return render(request, TEMPLATE, {**context, "form": None}, status=status)
    form = InvitationForm(request.POST or None, organisation=organisation, guests=guests)

    def invite() -> str:
        invite_guests(meeting=meeting, guests=form.guests, by=request.user)
        return _build_url(meeting)

    return answer_form(
        request, form, invite, template=TEMPLATE, context=context, message=_("Invited.")
    )


@require_POST
def meeting_replies(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a reply; the value of the button has participant, revision and reply."""
    meeting = find_editable_meeting(request, reference)
    guest, seen, reply = _parse_reply(request, meeting)
    sentence = ""
    try:
        note_reply(participant=guest, reply=reply, seen_revision=seen, by=request.user)
    except Conflict:
        sentence = _("Someone else has recorded another answer in the meantime. Please check it.")
    except Refused as refusal:
        sentence = str(refusal)
    if not wants_fragment(request):
        if sentence:
            messages.error(request, sentence)
        return redirect(f"{_build_url(meeting)}#guest-{guest.pk}")
    context = {
        "meeting": meeting,
        "guest": _select_guests(meeting).get(pk=guest.pk),
        "counts": _count_replies(meeting),
        "may_invite": meeting.state != MeetingState.CANCELLED,
        "sentence": sentence,
        "is_part": True,
    }
    status = REFUSED if sentence else 200
    answer = render(request, f"{TEMPLATE}#answered", context, status=status)
    return reswap(retarget(answer, f"#guest-{guest.pk}"), "outerHTML")


def _parse_reply(request: HttpRequest, meeting: Meeting) -> tuple[Participant, int, str]:
    """Return participant, seen revision and reply of a button like "12.3.confirmed"."""
    number, _dot, rest = request.POST.get("reply", "").partition(".")
    seen, _dot, reply = rest.partition(".")
    is_sound = number.isdecimal() and seen.isdecimal() and reply in NOTED
    guests = meeting.participants.select_related("meeting", "person", "organisation")
    guest = find_visible(guests, pk=int(number) if is_sound and len(number) < 19 else None)
    return guest, int(seen[:9]), reply


def meeting_uninvite(request: HttpRequest, reference: str, guest: int) -> HttpResponse:
    """Ask before an invitation is removed."""
    meeting = find_editable_meeting(request, reference)
    found = meeting.participants.select_related("meeting", "person", "organisation")
    participant = found.filter(pk=guest).first()
    if participant is None and request.method == "POST":
        # The form was submitted twice, or somebody else has removed the invitation.
        messages.warning(request, _("This invitation was removed already."))
        return redirect(_build_url(meeting))
    participant = find_visible(found, pk=guest)

    def remove() -> str:
        remove_invitation(participant=participant, by=request.user)
        return _build_url(meeting)

    return confirm(
        request,
        remove,
        question=_("Remove the invitation of %(participant)s (%(organisation)s)?")
        % {"participant": participant, "organisation": participant.organisation},
        consequences=[
            _("The name is removed from the list; the history of the meeting records it."),
            _("A link that was sent keeps working until it is revoked."),
        ],
        label=_("Remove the invitation"),
        back=_build_url(meeting),
        back_label=_("Invitations"),
        reference=meeting.reference,
        danger=True,
    )


def _select_guests(meeting: Meeting) -> QuerySet[Participant, Any]:
    spoke = LogEntry.objects.filter(speaker=OuterRef("pk"))
    return meeting.participants.select_related("person", "organisation").annotate(
        has_log=Exists(spoke)
    )


def _count_replies(meeting: Meeting) -> dict[str, int]:
    """Return how many gave each reply, walk-ins left out."""
    asked = meeting.participants.filter(is_walk_in=False).order_by()
    counted = dict(asked.values_list("reply").annotate(Count("pk")))
    counts = {reply: counted.get(reply, 0) for reply in Reply.values}
    return {**counts, "all": sum(counts.values())}


def _build_url(meeting: Meeting) -> str:
    return reverse("meetings:meeting_invitations", args=[meeting.reference])


def find_editable_meeting(request: HttpRequest, reference: str) -> Meeting:
    """Return a meeting whose invitations the user may edit; raises Http404, PermissionDenied."""
    meeting = find_visible(Meeting.objects.visible_to(request.user), reference=reference)
    require(can_edit_meeting(request.user, meeting))
    return meeting
