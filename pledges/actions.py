"""What can be done with a pledge: draft, edit, submit, decide, agree."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.conflicts import save_unless_changed
from core.history import record
from core.numbering import new_reference
from core.refusals import Refused
from pilots.models import Focus, Problem, Region
from pledges.models import Pledge, PledgeQuantity, PledgeState
from pledges.permissions import (
    can_agree_pledge,
    can_decide_pledge,
    can_edit_pledge,
    can_submit_pledge,
)
from pledges.transitions import PLEDGE
from stakeholders.models import Organisation

type Quantities = Iterable[tuple[Decimal, str]]


def _locked(pledge: Pledge) -> Pledge:
    return Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)


def _locked_refusal(pledge: Pledge) -> Refused:
    return Refused(
        _("%(pledge)s stands in %(document)s, which is frozen.")
        % {"pledge": pledge, "document": pledge.locked_in},
        code="locked",
    )


@transaction.atomic
def draft_pledge(
    *,
    lead: Organisation,
    own_words: str,
    by: Any,
    year: int | None = None,
    quantities: Quantities = (),
    partners: Iterable[Organisation] = (),
    regions: Iterable[Region] = (),
    focuses: Iterable[Focus] = (),
    problems: Iterable[Problem] = (),
    **fields: Any,
) -> Pledge:
    """Begin a pledge and give it its reference for life (KOM-<year>-<serial>).

    `own_words` is the only compulsory text; `year` is that of the meeting, else today's.
    """
    require(can_submit_pledge(by, lead.pk))
    pledge = Pledge(lead=lead, own_words=own_words, **fields)
    pledge.reference = new_reference("KOM", year or timezone.localdate().year)
    pledge.full_clean()
    pledge.save()
    _set_details(
        pledge,
        quantities=quantities,
        partners=partners,
        regions=regions,
        focuses=focuses,
        problems=problems,
    )
    record(pledge, "pledge_drafted", by=by, organisation=lead)
    return pledge


# What belongs to a pledge in tables of its own.
LINKED = ("partners", "regions", "focuses", "problems")


def _set_details(pledge: Pledge, *, quantities: Quantities | None, **linked: Any) -> None:
    """Replace the quantities and links that are given; None leaves them as they are."""
    if quantities is not None:
        pledge.quantities.all().delete()
        for order, (amount, unit) in enumerate(quantities, start=1):
            quantity = PledgeQuantity(pledge=pledge, order=order, amount=amount, unit=unit)
            quantity.full_clean()
            quantity.save()
    for name, rows in linked.items():
        if rows is not None:
            getattr(pledge, name).set(rows)


@transaction.atomic
def edit_pledge(
    *, pledge: Pledge, seen: int, by: Any, quantities: Quantities | None = None, **changes: Any
) -> Pledge:
    """Change the text; one that was accommodated waits for its decision again.

    Quantities, partners, regions, focuses and problems are replaced when given. Raises Refused
    in any other state and in a frozen document, Conflict when overtaken.
    """
    require(can_edit_pledge(by, pledge))
    pledge = _locked(pledge)
    PLEDGE.require(pledge, "edit_pledge")
    if pledge.locked_in:
        raise _locked_refusal(pledge)
    linked = {name: changes.pop(name) for name in LINKED if name in changes}
    if pledge.state == PledgeState.ACCOMMODATED:
        changes["state"] = PledgeState.SUBMITTED
    for name, value in changes.items():
        setattr(pledge, name, value)
    pledge.full_clean()
    pledge = save_unless_changed(pledge, seen=seen, by=by, **changes)
    _set_details(pledge, quantities=quantities, **linked)
    record(pledge, "pledge_edited", by=by)
    return pledge


@transaction.atomic
def submit_pledge(*, pledge: Pledge, by: Any) -> Pledge:
    """Hand the contribution in, to be accommodated; raises Refused if that was done before."""
    require(can_edit_pledge(by, pledge))
    pledge = _locked(pledge)
    PLEDGE.move(pledge, "submit_pledge")
    pledge.save(update_fields=["state"])
    record(pledge, "pledge_submitted", by=by)
    return pledge


@transaction.atomic
def accommodate_pledge(*, pledge: Pledge, by: Any, reason: str = "") -> Pledge:
    """Take the contribution up; it will stand in the document."""
    return _decide(pledge, "accommodate_pledge", "pledge_accommodated", by, reason)


@transaction.atomic
def defer_pledge(*, pledge: Pledge, reason: str, by: Any) -> Pledge:
    """Lay the contribution aside for later; raises Refused without a reason."""
    return _decide(pledge, "defer_pledge", "pledge_deferred", by, reason)


@transaction.atomic
def decline_pledge(*, pledge: Pledge, reason: str, by: Any) -> Pledge:
    """Do not take the contribution up; raises Refused without a reason, which its author sees."""
    return _decide(pledge, "decline_pledge", "pledge_declined", by, reason)


def _decide(pledge: Pledge, action: str, key: str, by: Any, reason: str) -> Pledge:
    require(can_decide_pledge(by, pledge))
    pledge = _locked(pledge)
    PLEDGE.require(pledge, action, reason=reason)
    if action != "accommodate_pledge":
        _require_nothing_merged(pledge)
    PLEDGE.move(pledge, action, reason=reason)
    pledge.reason = reason
    pledge.save(update_fields=["state", "reason"])
    record(pledge, key, by=by, reason=reason)
    return pledge


def _require_nothing_merged(pledge: Pledge) -> None:
    """Keep a pledge in which others live on from being taken away beneath them."""
    if pledge.merged.exists():
        raise Refused(
            _("Others were merged into %(pledge)s; reopen them first.") % {"pledge": pledge},
            field="survivor",
        )


@transaction.atomic
def merge_pledge(*, pledge: Pledge, survivor: Pledge, reason: str, by: Any) -> Pledge:
    """Let a contribution live on in another; it keeps its words, organisation and reference.

    The survivor gains the organisation as a partner; quantities are never added. Raises
    Refused when the survivor is the same, of another form, merged itself, or already decided
    otherwise.
    """
    require(can_decide_pledge(by, pledge))
    # Locked in one order, so that two merges cannot wait for each other.
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
            _("%(pledge)s is “%(state)s”; merge into one that is submitted or accommodated.")
            % {"pledge": survivor, "state": survivor.get_state_display()},
            field="survivor",
        )
    if survivor.locked_in:
        raise _locked_refusal(survivor)
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
    return pledge


@transaction.atomic
def reopen_pledge(*, pledge: Pledge, by: Any) -> Pledge:
    """Take a decision back, a merge included; raises Refused once a frozen document holds it."""
    require(can_decide_pledge(by, pledge))
    pledge = _locked(pledge)
    survivor = _locked(pledge.survivor) if pledge.survivor else None
    for held in (pledge, survivor):
        if held is not None and held.locked_in:
            raise _locked_refusal(held)
    PLEDGE.move(pledge, "reopen_pledge")
    if survivor is not None and pledge.merge_added_partner:
        survivor.partners.remove(pledge.lead_id)
    pledge.survivor = None
    pledge.merge_added_partner = False
    pledge.reason = ""
    pledge.save(update_fields=["state", "survivor", "reason", "merge_added_partner"])
    record(pledge, "pledge_reopened", by=by)
    return pledge


@transaction.atomic
def lock_pledges(*, pledges: Iterable[Pledge], document: str, by: Any) -> None:
    """Note that a frozen document holds these pledges: their text and decision no longer change."""
    for pledge in pledges:
        require(can_agree_pledge(by, pledge))
        pledge.locked_in = document
        pledge.save(update_fields=["locked_in"])
        record(pledge, "pledge_locked", by=by, document=document)


@transaction.atomic
def unlock_pledges(*, document: str, by: Any) -> None:
    """Free the pledges of a voided document, so that another one can take them up."""
    for pledge in Pledge.objects.select_for_update(of=("self",)).filter(locked_in=document):
        require(can_agree_pledge(by, pledge))
        pledge.locked_in = ""
        pledge.save(update_fields=["locked_in"])
        record(pledge, "pledge_unlocked", by=by, document=document)


@transaction.atomic
def agree_pledge(*, pledge: Pledge, document: str, by: Any) -> Pledge:
    """Make the pledge agreed because its document (named by reference) came into force."""
    require(can_agree_pledge(by, pledge))
    pledge = _locked(pledge)
    PLEDGE.move(pledge, "agree_pledge")
    pledge.save(update_fields=["state"])
    record(pledge, "pledge_agreed", by=by, document=document)
    return pledge
