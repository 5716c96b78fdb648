"""Deciding about contributions: the queue, a page for each decision, and taking one back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.access import find_visible, require
from core.forms import REFUSED, IdempotentForm, confirm, is_refused, submit_once
from core.history import describe_entry, find_history
from pledges.actions.deciding import accommodate_pledge, decline_pledge, defer_pledge, reopen_pledge
from pledges.buttons import build_decision_tabs
from pledges.forms import CleanText, PledgeDecisionForm, build_initial_text
from pledges.models import Pledge, PledgeState
from pledges.permissions import can_decide_pledge, can_see_queue
from pledges.transitions import PLEDGE
from pledges.views.slips import list_slips
from stakeholders.permissions import is_forum_staff

# In the address of a page that was opened from the queue, so that it goes on to the next.
QUEUE, IN_QUEUE = "antrean", "ya"
MOST_WAITING = 50
OVERTAKEN = 409
DECIDED = (
    "pledge_accommodated",
    "pledge_merged",
    "pledge_deferred",
    "pledge_declined",
    "pledge_agreed",
)
DONE = {
    "accommodate_pledge": gettext_lazy("{pledge} is accommodated."),
    "merge_pledge": gettext_lazy("{pledge} is merged."),
    "defer_pledge": gettext_lazy("{pledge} is deferred; the contributor sees the reason."),
    "decline_pledge": gettext_lazy("{pledge} is declined; the contributor sees the reason."),
}


@dataclass(frozen=True, slots=True)
class DecisionQueue:
    """What else waits for a decision, seen from one pledge."""

    count: int
    next: str  # its reference, or "" when nothing else waits
    is_walked: bool  # whether the visitor came from the queue and goes on along it

    @property
    def query(self) -> str:
        """What keeps a visitor in the queue from page to page."""
        return f"?{QUEUE}={IN_QUEUE}" if self.is_walked else ""

    @property
    def next_url(self) -> str:
        """Where the next one is decided, or the queue itself when nothing else waits."""
        if not self.next:
            return reverse("pledges:pledge_waiting")
        page = reverse("pledges:pledge_accommodate", args=[self.next])
        return f"{page}?{QUEUE}={IN_QUEUE}"


def build_decision_queue(pledge: Pledge, request: HttpRequest) -> DecisionQueue:
    """Return what waits beside a pledge: the next younger one first, then from the oldest again."""
    others = list(
        Pledge.objects.undecided()
        .exclude(pk=pledge.pk)
        .order_by("pk")
        .values_list("pk", "reference")
    )
    younger = [reference for pk, reference in others if pk > pledge.pk]
    following = [*younger, *(reference for _pk, reference in others)]
    return DecisionQueue(
        count=len(others),
        next=following[0] if following else "",
        is_walked=request.GET.get(QUEUE) == IN_QUEUE,
    )


@require_safe
def pledge_waiting(request: HttpRequest) -> HttpResponse:
    """List the contributions that wait for a decision, oldest first."""
    require(can_see_queue(request.user))
    waiting = Pledge.objects.undecided().order_by("pk")
    shown = list(waiting.select_related("lead").prefetch_related("quantities")[:MOST_WAITING])
    count = len(shown) if len(shown) < MOST_WAITING else waiting.count()
    return render(
        request,
        "pledges/waiting.html",
        {
            "pledges": shown,
            "count": count,
            "more": count - len(shown),
            "decides": is_forum_staff(request.user),
            "query": f"?{QUEUE}={IN_QUEUE}",
        },
    )


def find_pledge_to_decide(request: HttpRequest, reference: str) -> Pledge:
    """Return a pledge that the visitor may decide about."""
    pledge = find_visible(
        _fetch_related(Pledge.objects.visible_to(request.user)), reference=reference
    )
    require(can_decide_pledge(request.user, pledge))
    return pledge


def _fetch_related(pledges: QuerySet[Pledge]) -> QuerySet[Pledge]:
    return pledges.select_related("lead", "submitter__person", "survivor")


def pledge_accommodate(request: HttpRequest, reference: str) -> HttpResponse:
    """Put the clean text in order beside the own words, and take the contribution up."""
    pledge = find_pledge_to_decide(request, reference)
    form = CleanText(request.POST or None, initial=build_initial_text(pledge))
    return answer_decision(
        request,
        pledge,
        "accommodate_pledge",
        form,
        lambda: accommodate_pledge(pledge=pledge, seen=form.seen, by=request.user, **form.changes),
        template="pledges/accommodate.html",
        heading=_("Take this contribution up?"),
    )


def pledge_defer(request: HttpRequest, reference: str) -> HttpResponse:
    """Lay a contribution aside for later, with a reason."""
    pledge = find_pledge_to_decide(request, reference)
    form = PledgeDecisionForm(
        request.POST or None,
        read_by=_("The contributor reads this reason, and so does everybody who reads the pledge."),
    )
    return answer_decision(
        request,
        pledge,
        "defer_pledge",
        form,
        lambda: defer_pledge(pledge=pledge, by=request.user, **form.values),
        template="pledges/decide_with_reason.html",
        heading=_("Lay this contribution aside for later?"),
    )


def pledge_decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Do not take a contribution up, with a reason."""
    pledge = find_pledge_to_decide(request, reference)
    form = PledgeDecisionForm(
        request.POST or None,
        read_by=_("The contributor reads this reason. It is not published."),
    )
    return answer_decision(
        request,
        pledge,
        "decline_pledge",
        form,
        lambda: decline_pledge(pledge=pledge, by=request.user, **form.values),
        template="pledges/decide_with_reason.html",
        heading=_("Decline this contribution?"),
    )


def answer_decision(
    request: HttpRequest,
    pledge: Pledge,
    action: str,
    form: IdempotentForm,
    decide: Callable[[], Any],
    *,
    template: str,
    heading: str,
    **context: Any,
) -> HttpResponse:
    """Show the page of a decision, or decide and go on; say so if somebody has decided already."""
    queue = build_decision_queue(pledge, request)

    def perform() -> str:
        decide()
        return queue.next_url if queue.is_walked else pledge.get_absolute_url()

    if request.method == "POST":
        address = submit_once(form, perform)
        if address is not None:
            messages.success(request, format_html(str(DONE[action]), pledge=_render_link(pledge)))
            return redirect(address)
        pledge = _fetch_related(Pledge.objects.all()).get(
            pk=pledge.pk
        )  # somebody may have been faster
    if not PLEDGE.allows(pledge, action):
        return _render_decided_page(request, pledge, queue)
    page = {
        "pledge": pledge,
        "form": form,
        "action": action,
        "heading": heading,
        "queue": queue,
        "tabs": build_decision_tabs(pledge, current=action, query=queue.query),
        "slips": list_slips(pledge),
        **context,
    }
    return render(request, template, page, status=REFUSED if is_refused(form) else 200)


def _render_link(pledge: Pledge) -> str:
    return format_html('<a href="{}">{}</a>', pledge.get_absolute_url(), pledge)


def _render_decided_page(
    request: HttpRequest, pledge: Pledge, queue: DecisionQueue
) -> HttpResponse:
    """Tell by whom, when and how a pledge was decided, and what can be done now."""
    decision = find_history(pledge).filter(key__in=DECIDED).first()
    can_reopen = PLEDGE.allows(pledge, "reopen_pledge") and not pledge.locked_in
    return render(
        request,
        "pledges/decided.html",
        {
            "pledge": pledge,
            "decision": decision,
            "sentence": describe_entry(decision) if decision else "",
            "can_reopen": can_reopen,
            "queue": queue,
        },
        status=OVERTAKEN if request.method == "POST" else 200,
    )


def pledge_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask before a decision is taken back."""
    pledge = find_pledge_to_decide(request, reference)
    if request.method != "POST" and not PLEDGE.allows(pledge, "reopen_pledge"):
        messages.info(request, _("There is no decision to take back."))
        return redirect(pledge)

    def perform() -> str:
        reopen_pledge(pledge=pledge, by=request.user)
        return pledge.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Take the decision about %(pledge)s back?") % {"pledge": pledge},
        consequences=_list_consequences(pledge),
        label=_("Take it back"),
        back=pledge.get_absolute_url(),
        back_label=str(pledge),
        reference=pledge.reference,
        message=_("The decision is taken back; the contribution waits again."),
    )


def _list_consequences(pledge: Pledge) -> list[str]:
    found = [_("The contribution waits for a new decision, and its author can change it again.")]
    if pledge.state == PledgeState.ACCOMMODATED:
        found.append(_("It stands in no new draft until it is accommodated again."))
    if pledge.survivor is not None:
        found.append(
            _("It no longer lives on in %(survivor)s, which loses the partner gained by it.")
            % {"survivor": pledge.survivor}
        )
    if pledge.reason:
        found.append(
            _("The reason stays in the history only: %(reason)s") % {"reason": pledge.reason}
        )
    return found
