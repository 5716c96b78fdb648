"""A contribution is begun, edited and handed in."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import HistoryEvent, build_event, record, record_events
from core.numbering import issue_reference
from core.optimistic_lock import Conflict, save_unless_changed
from core.refusals import Refused
from pilots.models import Focus, Problem, Region
from pledges.models import Pledge, PledgeQuantity, PledgeState
from pledges.permissions import can_edit_pledge, can_edit_words, can_submit_pledge
from pledges.transitions import PLEDGE
from stakeholders.models import Organisation

type Quantities = Iterable[tuple[Decimal, str]]
# What belongs to a pledge in tables of its own, replaced as a whole.
LINKED = ("partners", "regions", "focuses", "problems")
# Found by whoever calls; asking the database again would double the queries of every pledge.
POINTS_AT = ("lead", "submitter", "reference")


def lock_pledge(pledge: Pledge) -> Pledge:
    """Return the pledge as it stands now, its row held until the transaction ends."""
    return Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)


def require_not_frozen(pledge: Pledge) -> None:
    """Raise Refused if a frozen document contains the pledge."""
    if pledge.locked_in:
        raise Refused(
            _("%(pledge)s stands in %(document)s, which is frozen.")
            % {"pledge": pledge, "document": pledge.locked_in},
            code="locked",
        )


@transaction.atomic
def draft_pledge(
    *, lead: Organisation, own_words: str, by: Actor, year: int | None = None, **details: Any
) -> Pledge:
    """Begin a pledge and give it its reference for life (KOM-<year>-<serial>).

    `own_words` is the only compulsory text; `year` is that of the meeting, else today's. `details`
    are those of `create_pledge`.
    """
    pledge = create_pledge(lead=lead, own_words=own_words, by=by, year=year, **details)
    record_events(build_drafted_event(pledge), by=by)
    return pledge


def create_pledge(
    *,
    lead: Organisation,
    own_words: str,
    by: Actor,
    year: int | None = None,
    is_handed_in: bool = False,
    quantities: Quantities = (),
    partners: Iterable[Organisation] = (),
    regions: Iterable[Region] = (),
    focuses: Iterable[Focus] = (),
    problems: Iterable[Problem] = (),
    **fields: Any,
) -> Pledge:
    """Save a pledge, a draft unless it is handed in at once; inside a transaction, no history."""
    require(can_submit_pledge(by, lead.pk))
    pledge = Pledge(lead=lead, own_words=own_words, **fields)
    pledge.clean_fields(exclude=POINTS_AT)
    _require_period(pledge)
    if is_handed_in:
        PLEDGE.move(pledge, "submit_pledge")
    pledge.reference = issue_reference("KOM", year or timezone.localdate().year)
    pledge.save()
    pledge.partners.add(*partners)
    pledge.regions.add(*regions)
    pledge.focuses.add(*focuses)
    pledge.problems.add(*problems)
    _add_quantities(pledge, _build_quantities(quantities))
    return pledge


def _require_period(pledge: Pledge) -> None:
    # The one constraint on what is typed; to validate them all would take three queries each.
    if pledge.start_date and pledge.end_date and pledge.end_date < pledge.start_date:
        raise Refused(_("The end lies before the beginning."), field="end_date")


def build_drafted_event(pledge: Pledge) -> HistoryEvent:
    """Return what history says of a new pledge."""
    return build_event(pledge, "pledge_drafted", organisation=pledge.lead)


def build_submitted_event(pledge: Pledge) -> HistoryEvent:
    """Return what history says of a pledge that was handed in."""
    return build_event(pledge, "pledge_submitted")


def _build_quantities(quantities: Quantities) -> list[PledgeQuantity]:
    return [
        PledgeQuantity(order=order, amount=amount, unit=unit)
        for order, (amount, unit) in enumerate(quantities, start=1)
    ]


def _set_quantities(pledge: Pledge, quantities: list[PledgeQuantity]) -> None:
    pledge.quantities.all().delete()
    _add_quantities(pledge, quantities)


def _add_quantities(pledge: Pledge, quantities: list[PledgeQuantity]) -> None:
    for quantity in quantities:
        quantity.pledge = pledge
        quantity.full_clean()
        quantity.save()


@transaction.atomic
def edit_pledge(*, pledge: Pledge, seen: int, by: Actor, **changes: Any) -> Pledge:
    """Change the text; one that was accommodated waits for its decision again.

    Quantities, partners, regions, focuses and problems are replaced when given; the own words are
    their author's alone. What changes nothing is not saved. Raises Refused in any other state and
    in a frozen document, Conflict when overtaken.
    """
    require(can_edit_pledge(by, pledge))
    pledge = lock_pledge(pledge)
    PLEDGE.require(pledge, "edit_pledge")
    require_not_frozen(pledge)
    return update_text(pledge, changes, seen=seen, by=by)


def update_text(pledge: Pledge, changes: dict[str, Any], *, seen: int, by: Actor) -> Pledge:
    """Save a new text of a locked pledge, unless it says what stands there already.

    Raises PermissionDenied for the own words of somebody else, Conflict when overtaken; the
    conflict holds the quantities and links too.
    """
    proposed = dict(changes)
    if "quantities" in proposed:
        proposed["quantities"] = _build_quantities(proposed["quantities"])
    current = {name: _get_current_value(pledge, name) for name in proposed}
    is_same = all(_is_same(current[name], proposed[name]) for name in proposed)
    if is_same and pledge.revision == seen:
        return pledge
    if not _is_same(proposed.get("own_words", pledge.own_words), pledge.own_words):
        require(
            can_edit_words(by, pledge), _("A contributor's own words are the contributor's alone.")
        )
    if pledge.state == PledgeState.ACCOMMODATED:
        proposed["state"] = PledgeState.SUBMITTED
    return _save(pledge, proposed, current, seen=seen, by=by)


def _get_current_value(pledge: Pledge, name: str) -> Any:
    value = getattr(pledge, name)
    return list(value.all()) if name in ("quantities", *LINKED) else value


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        # A browser sends back every line with an end of its own.
        return one.splitlines() == other.splitlines()
    if not isinstance(one, list):
        return bool(one == other)
    return {_get_comparison_key(row) for row in one} == {_get_comparison_key(row) for row in other}


def _get_comparison_key(row: Any) -> Any:
    # An amount is replaced by a new row: the same words are the same amount.
    return str(row) if isinstance(row, PledgeQuantity) else row


def _save(
    pledge: Pledge, proposed: dict[str, Any], current: dict[str, Any], *, seen: int, by: Actor
) -> Pledge:
    quantities = proposed.pop("quantities", None)
    linked = {name: proposed.pop(name) for name in LINKED if name in proposed}
    for name, value in proposed.items():
        setattr(pledge, name, value)
    pledge.full_clean()
    try:
        pledge = save_unless_changed(pledge, seen=seen, by=by, linked=linked, **proposed)
    except Conflict as conflict:
        if quantities is not None:
            conflict.theirs["quantities"] = current["quantities"]
            conflict.mine["quantities"] = quantities
        raise
    if quantities is not None:
        _set_quantities(pledge, quantities)
    record(pledge, "pledge_edited", by=by)
    return pledge


@transaction.atomic
def submit_pledge(*, pledge: Pledge, by: Actor) -> Pledge:
    """Hand the contribution in, to be accommodated; raises Refused if that was done before."""
    pledge = mark_submitted(pledge, by=by)
    record_events(build_submitted_event(pledge), by=by)
    return pledge


def mark_submitted(pledge: Pledge, *, by: Actor) -> Pledge:
    """Return the pledge handed in; inside a transaction, no history."""
    require(can_edit_pledge(by, pledge))
    pledge = lock_pledge(pledge)
    PLEDGE.move(pledge, "submit_pledge")
    pledge.save(update_fields=["state"])
    return pledge
