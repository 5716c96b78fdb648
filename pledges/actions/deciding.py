"""Decisions of the forum's staff on a contribution, and how a decision is reversed.

A decision that makes a contribution public also registers its organisation, if that was entered
through a link and not yet confirmed.
"""

from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import record
from core.refusals import Refused
from pledges.actions.writing import PledgeChanges, lock_pledge, require_not_frozen, update_text
from pledges.models import PUBLIC_STATES, Pledge, PledgeState
from pledges.permissions import can_decide_pledge
from pledges.transitions import PLEDGE
from stakeholders.actions.registers import confirm_organisation


@transaction.atomic
def accommodate_pledge(
    *,
    pledge: Pledge,
    by: Actor,
    reason: str = "",
    seen_revision: int | None = None,
    **changes: Unpack[PledgeChanges],
) -> Pledge:
    """Accommodate a contribution: it will be part of the document.

    With `seen_revision`, `changes` to its text are saved first. Raises Refused when it
    is already decided, Conflict when somebody else changed its text meanwhile.
    """
    require(can_decide_pledge(by, pledge))
    if seen_revision is not None:
        pledge = lock_pledge(pledge)
        PLEDGE.require(pledge, "accommodate_pledge")
        update_text(pledge, changes, seen_revision=seen_revision, by=by)
    return _decide(pledge, "accommodate_pledge", "pledge_accommodated", by, reason)


@transaction.atomic
def defer_pledge(*, pledge: Pledge, reason: str, by: Actor) -> Pledge:
    """Defer a contribution; raises Refused without a reason."""
    return _decide(pledge, "defer_pledge", "pledge_deferred", by, reason)


@transaction.atomic
def decline_pledge(*, pledge: Pledge, reason: str, by: Actor) -> Pledge:
    """Decline a contribution; raises Refused without a reason, which its author can read."""
    return _decide(pledge, "decline_pledge", "pledge_declined", by, reason)


def _decide(pledge: Pledge, action: str, key: str, by: Actor, reason: str) -> Pledge:
    require(can_decide_pledge(by, pledge))
    pledge = lock_pledge(pledge)
    PLEDGE.require(pledge, action, reason=reason)
    if action != "accommodate_pledge":
        _require_nothing_merged(pledge)
    PLEDGE.move(pledge, action, reason=reason)
    pledge.reason = reason
    pledge.save(update_fields=["state", "reason"])
    record(pledge, key, by=by, reason=reason)
    if pledge.state in PUBLIC_STATES:
        _confirm_lead(pledge, by)
    return pledge


def _confirm_lead(pledge: Pledge, by: Actor) -> None:
    """Put an unconfirmed lead organisation on the public register: the pledge is public now."""
    if pledge.lead.is_introduced:
        confirm_organisation(organisation=pledge.lead, by=by)


def _require_nothing_merged(pledge: Pledge) -> None:
    """Raise Refused if other pledges were merged into this one."""
    if pledge.merged.exists():
        raise Refused(
            _("Other contributions were merged into %(pledge)s. Reopen those first.")
            % {"pledge": pledge},
            field="survivor",
        )


@transaction.atomic
def merge_pledge(*, pledge: Pledge, survivor: Pledge, reason: str, by: Actor) -> Pledge:
    """Merge a contribution into another; it keeps its own words, organisation and reference.

    The survivor gains the organisation as a partner; quantities are never added up. Raises Refused
    when the survivor is the pledge itself, has another form, is neither submitted nor accommodated,
    or is frozen.
    """
    require(can_decide_pledge(by, pledge))
    # Locked in the order of their ids, so that two merges cannot deadlock.
    rows = {
        row.pk: row
        for row in Pledge.objects.select_for_update(of=("self",))
        .filter(pk__in=[pledge.pk, survivor.pk])
        .order_by("pk")
    }
    pledge, survivor = rows[pledge.pk], rows[survivor.pk]
    if pledge.pk == survivor.pk:
        raise Refused(_("A pledge cannot be merged into itself."), field="survivor")
    if survivor.state not in (PledgeState.SUBMITTED, PledgeState.ACCOMMODATED):
        raise Refused(
            _("%(pledge)s is “%(state)s”. Choose a pledge that is submitted or accommodated.")
            % {"pledge": survivor, "state": survivor.get_state_display()},
            field="survivor",
        )
    require_not_frozen(survivor)
    if pledge.form and survivor.form and pledge.form != survivor.form:
        raise Refused(
            _("Only contributions of the same form can be merged (%(one)s, %(other)s).")
            % {"one": pledge.get_form_display(), "other": survivor.get_form_display()},
            field="survivor",
        )
    _require_nothing_merged(pledge)
    PLEDGE.move(pledge, "merge_pledge", reason=reason)
    pledge.survivor = survivor
    pledge.reason = reason
    is_new = (
        pledge.lead_id != survivor.lead_id
        and not survivor.partners.filter(pk=pledge.lead_id).exists()
    )
    pledge.merge_added_partner = is_new
    pledge.save(update_fields=["state", "survivor", "reason", "merge_added_partner"])
    if is_new:
        survivor.partners.add(pledge.lead_id)
    record(pledge, "pledge_merged", by=by, survivor=survivor, reason=reason)
    record(survivor, "pledge_received", by=by, merged=pledge, organisation=pledge.lead)
    _confirm_lead(pledge, by)
    return pledge


@transaction.atomic
def reopen_pledge(*, pledge: Pledge, by: Actor) -> Pledge:
    """Reverse a decision, also a merge; raises Refused when a frozen document contains it."""
    require(can_decide_pledge(by, pledge))
    pledge = lock_pledge(pledge)
    survivor = lock_pledge(pledge.survivor) if pledge.survivor else None
    require_not_frozen(pledge)
    if survivor is not None:
        require_not_frozen(survivor)
    PLEDGE.move(pledge, "reopen_pledge")
    if survivor is not None and pledge.merge_added_partner:
        survivor.partners.remove(pledge.lead_id)
    pledge.survivor = None
    pledge.merge_added_partner = False
    pledge.reason = ""
    pledge.save(update_fields=["state", "survivor", "reason", "merge_added_partner"])
    record(pledge, "pledge_reopened", by=by)
    return pledge
