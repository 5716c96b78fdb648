"""Views of follow-ups: the list, a follow-up's page, finishing, dropping and reopening."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import allow_anonymous_read, find_visible, require
from core.actors import Actor
from core.forms import ReasonForm, confirm
from core.lists.responses import show_list
from core.public_cache import cache_for_visitors
from core.timeline import build_timeline
from meetings.actions.pursuing import drop_follow_up, finish_follow_up, reopen_follow_up
from meetings.filters import FollowUpListing
from meetings.models import FollowUp, Meeting
from meetings.permissions import can_log_meeting, can_pursue_follow_up, can_see_history
from meetings.transitions import FOLLOW_UP
from stakeholders.permissions import sees_everything

# The page behind each button of the transition table.
ADDRESSES = {
    "finish_follow_up": "meetings:follow_up_finish",
    "drop_follow_up": "meetings:follow_up_drop",
    "reopen_follow_up": "meetings:follow_up_reopen",
}


@allow_anonymous_read
@cache_for_visitors
def follow_up_list(request: HttpRequest) -> HttpResponseBase:
    """List the follow-ups that the reader may see."""
    listing = FollowUpListing.open_for(request.GET, request.user)
    return show_list(request, listing, "meetings/follow_up_list.html")


@allow_anonymous_read
@cache_for_visitors
def follow_up_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a follow-up: who does what by when, where it comes from, what became of it."""
    user = request.user
    follow_ups = FollowUp.objects.visible_to(user).select_related(
        "owner", "meeting", "decision__entry"
    )
    follow_up = find_visible(follow_ups, reference=reference)
    meeting = follow_up.meeting
    can_open = Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()
    return render(
        request,
        "meetings/follow_up_detail.html",
        {
            "follow_up": follow_up,
            "meeting": meeting if can_open else None,
            "decision": follow_up.standing_decision
            if meeting.is_published or sees_everything(user)
            else None,
            "is_overdue": follow_up.is_overdue(timezone.localdate()),
            "supporters": list(follow_up.supporters.order_by("name", "pk")),
            "regions": list(follow_up.regions.order_by("name", "pk")),
            "actions": _build_buttons(follow_up, user),
            "timeline": build_timeline(follow_up, request.GET)
            if can_see_history(user, meeting)
            else None,
        },
    )


def _build_buttons(follow_up: FollowUp, user: Actor) -> list[dict[str, Any]]:
    """Return the buttons of the transitions that are open to this user, the main one first."""
    if not can_pursue_follow_up(user, follow_up):
        return []
    return [
        {
            "label": row.label,
            "url": reverse(ADDRESSES[row.action], args=[follow_up.reference]),
            "kind": "" if position else "primary",
        }
        for position, row in enumerate(FOLLOW_UP.list_possible(follow_up))
    ]


def _find_follow_up(request: HttpRequest, reference: str) -> FollowUp:
    follow_up = find_visible(
        FollowUp.objects.visible_to(request.user).select_related("meeting", "owner"),
        reference=reference,
    )
    require(can_pursue_follow_up(request.user, follow_up))
    return follow_up


def _find_return_address(request: HttpRequest, follow_up: FollowUp) -> tuple[str, Any]:
    """Return the address and label to go back to: the log of a later meeting, or its own page."""
    later = Meeting.objects.visible_to(request.user).filter(reference=request.GET.get("rapat", ""))
    meeting = later.first() if "rapat" in request.GET else None
    if meeting is not None and can_log_meeting(request.user, meeting):
        return reverse("meetings:meeting_log", args=[meeting.reference]), _("Log")
    return follow_up.get_absolute_url(), follow_up.reference


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_finish(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark a follow-up as done."""
    follow_up = _find_follow_up(request, reference)
    back, back_label = _find_return_address(request, follow_up)

    def perform() -> str:
        finish_follow_up(follow_up=follow_up, by=request.user)
        return back

    return confirm(
        request,
        perform,
        question=_("Is this done?"),
        consequences=[
            f"“{follow_up.activity}”",
            _("Everybody who sees the follow-up sees that it is done."),
            _("It can be reopened."),
        ],
        label=_("Mark as done"),
        back=back,
        back_label=back_label,
        reference=follow_up.reference,
        message=_("%(follow_up)s is done.") % {"follow_up": follow_up},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_drop(request: HttpRequest, reference: str) -> HttpResponse:
    """Drop a follow-up, with a public reason."""
    follow_up = _find_follow_up(request, reference)
    back, back_label = _find_return_address(request, follow_up)
    form = ReasonForm(request.POST or None)

    def perform() -> str:
        drop_follow_up(follow_up=follow_up, by=request.user, **form.values)
        return back

    return confirm(
        request,
        perform,
        question=_("Drop this follow-up?"),
        consequences=[
            f"“{follow_up.activity}”",
            _("Everybody who sees the follow-up also sees the reason."),
            _("It can be reopened."),
        ],
        label=_("Drop"),
        back=back,
        back_label=back_label,
        form=form,
        danger=True,
        reference=follow_up.reference,
        message=_("%(follow_up)s was dropped.") % {"follow_up": follow_up},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a finished or dropped follow-up again."""
    follow_up = _find_follow_up(request, reference)

    def perform() -> str:
        reopen_follow_up(follow_up=follow_up, by=request.user)
        return follow_up.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Open this follow-up again?"),
        consequences=[
            f"“{follow_up.activity}”",
            _("It counts as open, and as overdue once its deadline has passed."),
        ],
        label=_("Reopen"),
        back=follow_up.get_absolute_url(),
        back_label=follow_up.reference,
        reference=follow_up.reference,
        message=_("%(follow_up)s is open again.") % {"follow_up": follow_up},
    )
