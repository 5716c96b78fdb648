"""Deciding on contributions: the queue, a page for each decision, and reopening."""

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
from core.capped_counts import CappedCount, count_up_to
from core.forms import REFUSED, IdempotentForm, confirm, is_refused, submit_once
from core.history import describe_entry, find_history
from core.lists.paging import ListPage, PageLinks
from core.lists.parameters import AFTER, read_row
from pledges.actions.deciding import accommodate_pledge, decline_pledge, defer_pledge, reopen_pledge
from pledges.buttons import build_decision_tabs
from pledges.forms import CleanTextForm, PledgeDecisionForm, build_initial_text
from pledges.models import Pledge, PledgeState
from pledges.permissions import can_decide_pledge, can_see_queue
from pledges.transitions import PLEDGE
from pledges.views.slips import list_slips
from stakeholders.permissions import is_forum_staff

# The query parameter of pages opened from the queue; after a decision they go on to the next.
QUEUE, IN_QUEUE = "antrean", "ya"
PER_PAGE = 25
CONFLICT = 409
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
    """The other pledges that wait for a decision, as seen from one of them."""

    count: CappedCount
    next: str  # its reference, or "" when nothing else waits
    is_active: bool  # whether the visitor works through the queue

    @property
    def query(self) -> str:
        """The query string that keeps a visitor in the queue from page to page."""
        return f"?{QUEUE}={IN_QUEUE}" if self.is_active else ""

    @property
    def next_url(self) -> str:
        """The page of the next pledge to decide, or the queue when none is left."""
        if not self.next:
            return reverse("pledges:pledge_waiting")
        page = reverse("pledges:pledge_accommodate", args=[self.next])
        return f"{page}?{QUEUE}={IN_QUEUE}"


def build_decision_queue(pledge: Pledge, request: HttpRequest) -> DecisionQueue:
    """Return the queue seen from a pledge: next the following one, after the last the oldest."""
    others = Pledge.objects.undecided().exclude(pk=pledge.pk).order_by("pk")
    following = others.filter(pk__gt=pledge.pk).first() or others.first()
    return DecisionQueue(
        count=count_up_to(others),
        next=following.reference if following else "",
        is_active=request.GET.get(QUEUE) == IN_QUEUE,
    )


@require_safe
def pledge_waiting(request: HttpRequest) -> HttpResponse:
    """List the contributions that wait for a decision, oldest first."""
    require(can_see_queue(request.user))
    waiting = Pledge.objects.undecided().order_by("pk")
    after = read_row(request.GET)
    rows = waiting.filter(pk__gt=after or 0).select_related("lead").prefetch_related("quantities")
    found = list(rows[: PER_PAGE + 1])
    if after and not found:  # decided meanwhile
        return redirect("pledges:pledge_waiting")
    shown, has_next = found[:PER_PAGE], len(found) > PER_PAGE
    return render(
        request,
        "pledges/waiting.html",
        {
            "pledges": shown,
            "count": count_up_to(waiting),
            "page": ListPage(
                [pledge.pk for pledge in shown],
                None if after else 1,
                None,
                has_previous=bool(after),
                has_next=has_next,
            ),
            "links": PageLinks(
                first=request.path if after else "",
                next=f"?{AFTER}={shown[-1].pk}" if has_next else "",
            ),
            "decides": is_forum_staff(request.user),
            "query": f"?{QUEUE}={IN_QUEUE}",
        },
    )


def find_pledge_to_decide(request: HttpRequest, reference: str) -> Pledge:
    """Return a pledge that the user may decide; 404 if not visible, 403 if not permitted."""
    pledge = find_visible(
        _fetch_related(Pledge.objects.visible_to(request.user)), reference=reference
    )
    require(can_decide_pledge(request.user, pledge))
    return pledge


def _fetch_related(pledges: QuerySet[Pledge]) -> QuerySet[Pledge]:
    return pledges.select_related("lead", "submitter__person", "survivor")


def pledge_accommodate(request: HttpRequest, reference: str) -> HttpResponse:
    """Edit the clean text next to the own words, and accommodate the contribution."""
    pledge = find_pledge_to_decide(request, reference)
    form = CleanTextForm(request.POST or None, pledge=pledge, initial=build_initial_text(pledge))
    return answer_decision(
        request,
        pledge,
        "accommodate_pledge",
        form,
        lambda: accommodate_pledge(
            pledge=pledge, seen_revision=form.seen_revision, by=request.user, **form.changes
        ),
        template="pledges/accommodate.html",
        heading=_("Accommodate this contribution?"),
    )


def pledge_defer(request: HttpRequest, reference: str) -> HttpResponse:
    """Defer a contribution, with a reason."""
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
        heading=_("Defer this contribution?"),
    )


def pledge_decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Decline a contribution, with a reason."""
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
    """Show the form of a decision, or perform it and redirect.

    If somebody else has decided meanwhile, show that decision instead.
    """
    queue = build_decision_queue(pledge, request)

    def perform() -> str:
        decide()
        return queue.next_url if queue.is_active else pledge.get_absolute_url()

    if request.method == "POST":
        address = submit_once(form, perform)
        if address is not None:
            messages.success(request, format_html(str(DONE[action]), pledge=_render_link(pledge)))
            return redirect(address)
        # Somebody else may have decided meanwhile.
        pledge = _fetch_related(Pledge.objects.all()).get(pk=pledge.pk)
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
    """Show who decided a pledge, when and how, and what can be done now."""
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
        status=CONFLICT if request.method == "POST" else 200,
    )


def pledge_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for confirmation, then reverse a decision."""
    pledge = find_pledge_to_decide(request, reference)
    if request.method != "POST" and not PLEDGE.allows(pledge, "reopen_pledge"):
        messages.info(request, _("There is no decision to reverse."))
        return redirect(pledge)

    def perform() -> str:
        reopen_pledge(pledge=pledge, by=request.user)
        return pledge.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Reverse the decision on %(pledge)s?") % {"pledge": pledge},
        consequences=_list_consequences(pledge),
        label=_("Reverse the decision"),
        back=pledge.get_absolute_url(),
        back_label=str(pledge),
        reference=pledge.reference,
        message=_("The decision is reversed; the contribution waits for a new one."),
    )


def _list_consequences(pledge: Pledge) -> list[str]:
    sentences = [
        _("The contribution waits for a new decision, and its author can change it again.")
    ]
    if pledge.state == PledgeState.ACCOMMODATED:
        sentences.append(_("It appears in no new draft until it is accommodated again."))
    if pledge.survivor is not None:
        sentences.append(
            _(
                "It is no longer merged into %(survivor)s, which loses the partner that the"
                " merge added."
            )
            % {"survivor": pledge.survivor}
        )
    if pledge.reason:
        sentences.append(
            _("The reason remains only in the history: %(reason)s") % {"reason": pledge.reason}
        )
    return sentences
