"""Writing a pledge: draft it, edit it, submit it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.history import HistoryEvent, build_event, record, record_events
from core.models import SourcedFields
from core.numbering import issue_reference
from core.optimistic_lock import Conflict, save_unless_changed
from core.refusals import Refused
from pilots.models import Focus, Problem, Region
from pledges.models import Pledge, PledgeQuantity, PledgeState
from pledges.permissions import can_edit_pledge, can_edit_words, can_submit_pledge
from pledges.transitions import PLEDGE
from stakeholders.models import Mandate, Organisation

# Amounts with their units.
type Quantities = Iterable[tuple[Decimal, str]]
# Many-to-many fields of a pledge; an edit replaces each as a whole.
LINKED = ("partners", "regions", "focuses", "problems")
# The caller has just read these rows; validating them would cost a query each.
FOREIGN_KEYS = ("lead", "submitter", "reference")


class PledgeFields(SourcedFields, total=False):
    """The optional columns of a pledge."""

    submitter: Mandate | None
    written_by: str
    is_on_behalf: bool
    title: str
    description: str
    form: str
    value_rupiah: int | None
    value_note: str
    women: int | None
    men: int | None
    start_date: date | None
    end_date: date | None
    source_of_funds: str
    is_public: bool


class PledgeDetails(PledgeFields, total=False):
    """Everything optional about a pledge: its columns, its quantities and its links."""

    quantities: Quantities
    partners: Iterable[Organisation]
    regions: Iterable[Region]
    focuses: Iterable[Focus]
    problems: Iterable[Problem]


class PledgeChanges(PledgeDetails, total=False):
    """What an edit may change; what is left out stays as it is."""

    own_words: str


def lock_pledge(pledge: Pledge) -> Pledge:
    """Return the pledge read anew, its row locked until the transaction ends."""
    return Pledge.objects.select_for_update(of=("self",)).get(pk=pledge.pk)


def require_not_frozen(pledge: Pledge) -> None:
    """Raise Refused if a frozen document contains the pledge."""
    if pledge.locked_in:
        raise Refused(
            _("%(pledge)s is part of %(document)s, which is frozen.")
            % {"pledge": pledge, "document": pledge.locked_in},
            code="locked",
        )


@transaction.atomic
def draft_pledge(
    *,
    lead: Organisation,
    own_words: str,
    by: Actor,
    year: int | None = None,
    **details: Unpack[PledgeDetails],
) -> Pledge:
    """Create a draft pledge with a permanent reference (KOM-<year>-<serial>).

    `own_words` is the only required text; `year` is the meeting's, by default the current one.
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
    is_submitted: bool = False,
    quantities: Quantities = (),
    partners: Iterable[Organisation] = (),
    regions: Iterable[Region] = (),
    focuses: Iterable[Focus] = (),
    problems: Iterable[Problem] = (),
    **fields: Unpack[PledgeFields],
) -> Pledge:
    """Save a new pledge, as a draft or already submitted, without writing history.

    Call it inside a transaction and record the history there.
    """
    require(can_submit_pledge(by, lead.pk))
    pledge = Pledge(lead=lead, own_words=own_words, **fields)
    pledge.clean_fields(exclude=FOREIGN_KEYS)
    _require_period(pledge)
    if is_submitted:
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
    # The only constraint that user input can break; validating all of them takes three queries.
    if pledge.start_date and pledge.end_date and pledge.end_date < pledge.start_date:
        raise Refused(_("The end lies before the beginning."), field="end_date")


def build_drafted_event(pledge: Pledge) -> HistoryEvent:
    """Return the history event of a new pledge."""
    return build_event(pledge, "pledge_drafted", organisation=pledge.lead)


def build_submitted_event(pledge: Pledge) -> HistoryEvent:
    """Return the history event of a submitted pledge."""
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
def edit_pledge(
    *, pledge: Pledge, seen_revision: int, by: Actor, **changes: Unpack[PledgeChanges]
) -> Pledge:
    """Edit a pledge, with an optimistic lock on `seen_revision`.

    An accommodated pledge goes back to submitted and waits for a new decision. Only the author may
    change the own words. An edit that changes nothing is not saved. Raises Refused in any other
    state and in a frozen document, Conflict when somebody else saved first.
    """
    require(can_edit_pledge(by, pledge))
    pledge = lock_pledge(pledge)
    PLEDGE.require(pledge, "edit_pledge")
    require_not_frozen(pledge)
    return update_text(pledge, changes, seen_revision=seen_revision, by=by)


def update_text(pledge: Pledge, changes: PledgeChanges, *, seen_revision: int, by: Actor) -> Pledge:
    """Save the changes to a locked pledge, unless they change nothing.

    Raises PermissionDenied for a change of somebody else's own words, Conflict when somebody else
    saved first; the conflict also holds quantities and links.
    """
    proposed: dict[str, Any] = {**changes}
    if "quantities" in changes:
        proposed["quantities"] = _build_quantities(changes["quantities"])
    current = {name: _get_current_value(pledge, name) for name in proposed}
    is_same = all(_is_same(current[name], proposed[name]) for name in proposed)
    if is_same and pledge.revision == seen_revision:
        return pledge
    if not _is_same(proposed.get("own_words", pledge.own_words), pledge.own_words):
        require(can_edit_words(by, pledge), _("Only the contributor may change their own words."))
    if pledge.state == PledgeState.ACCOMMODATED:
        proposed["state"] = PledgeState.SUBMITTED
    return _save(pledge, proposed, current, seen_revision=seen_revision, by=by)


def _get_current_value(pledge: Pledge, name: str) -> object:
    value = getattr(pledge, name)
    return list(value.all()) if name in ("quantities", *LINKED) else value


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        # Browsers send line ends as CRLF.
        return one.splitlines() == other.splitlines()
    if isinstance(one, list) and isinstance(other, Iterable):
        return {_get_comparison_key(row) for row in one} == set(map(_get_comparison_key, other))
    return one == other


def _get_comparison_key(row: object) -> object:
    # Quantities are saved as new rows, so they are compared by amount and unit, not by id.
    return str(row) if isinstance(row, PledgeQuantity) else row


def _save(
    pledge: Pledge,
    proposed: dict[str, Any],
    current: dict[str, object],
    *,
    seen_revision: int,
    by: Actor,
) -> Pledge:
    quantities = proposed.pop("quantities", None)
    linked = {name: proposed.pop(name) for name in LINKED if name in proposed}
    for name, value in proposed.items():
        setattr(pledge, name, value)
    pledge.full_clean()
    try:
        pledge = save_unless_changed(
            pledge, seen_revision=seen_revision, by=by, linked=linked, **proposed
        )
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
    """Submit a draft for accommodation; raises Refused if it was submitted before."""
    pledge = mark_submitted(pledge, by=by)
    record_events(build_submitted_event(pledge), by=by)
    return pledge


def mark_submitted(pledge: Pledge, *, by: Actor) -> Pledge:
    """Move a draft to submitted, without writing history; call it inside a transaction."""
    require(can_edit_pledge(by, pledge))
    pledge = lock_pledge(pledge)
    PLEDGE.move(pledge, "submit_pledge")
    pledge.save(update_fields=["state"])
    return pledge
