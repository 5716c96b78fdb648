"""Views of the register of decisions: the list, a decision's page, and who is responsible."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import allow_anonymous_read, find_visible, require
from core.forms import answer_form
from core.lists.responses import show_list
from core.public_cache import cache_for_visitors
from core.timeline import build_timeline
from meetings.actions.settling import assign_decision
from meetings.filters import DecisionListing
from meetings.forms.logging import DecisionOwnerForm
from meetings.models import Decision, MeetingState
from meetings.permissions import can_log_meeting, can_see_history


@allow_anonymous_read
@cache_for_visitors
def decision_list(request: HttpRequest) -> HttpResponseBase:
    """List the decisions that the reader may see."""
    listing = DecisionListing.open_for(request.GET, request.user)
    return show_list(request, listing, "meetings/decision_list.html")


@allow_anonymous_read
@cache_for_visitors
def decision_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a decision: its text, its kelurahan, its follow-ups and its clauses."""
    user = request.user
    decisions = Decision.objects.visible_to(user).select_related(
        "meeting", "entry__agenda_item", "owner"
    )
    decision = find_visible(decisions, reference=reference)
    return render(
        request,
        "meetings/decision_detail.html",
        {
            "decision": decision,
            "can_assign": _is_owner_open(decision) and can_log_meeting(user, decision.meeting),
            "pilots": list(decision.pilots.select_related("region")),
            "follow_ups": decision.follow_ups.visible_to(user).select_related("owner"),
            "clauses": decision.clauses.visible_to(user)
            .select_related("document")
            .order_by("document__date", "document__reference", "order"),
            "timeline": build_timeline(decision, request.GET)
            if can_see_history(user, decision.meeting)
            else None,
        },
    )


def _is_owner_open(decision: Decision) -> bool:
    return decision.is_standing and decision.meeting.state != MeetingState.CANCELLED


@require_http_methods(["GET", "HEAD", "POST"])
def decision_owner(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask who is responsible for a decision, also after its meeting was closed."""
    decisions = Decision.objects.visible_to(request.user).select_related("meeting", "owner")
    decision = find_visible(decisions, reference=reference)
    require(can_log_meeting(request.user, decision.meeting))
    form = DecisionOwnerForm(
        request.POST or None,
        initial={
            "owner": decision.owner,
            "owner_note": decision.owner_note,
            "revision": decision.revision,
        },
    )

    def perform() -> str:
        return assign_decision(
            decision=decision, seen_revision=form.seen_revision, by=request.user, **form.values
        ).get_absolute_url()

    is_late = decision.meeting.state == MeetingState.CLOSED
    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("Who is responsible?"),
            "reference": decision.reference,
            "lead": _("The meeting is closed: it will be marked as recorded later.")
            if is_late
            else "",
            "submit_label": _("Save"),
            "back_url": decision.get_absolute_url(),
            "back_label": decision.reference,
        },
        message=_("Who is responsible was saved."),
    )
