"""The clauses of a draft: added, edited, moved, removed, or taken over from decisions."""

from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agreements.actions.locking import lock_draft
from agreements.content.addendum import count_ordinals
from agreements.models import ChangeKind, Clause, ClauseChange, Document
from agreements.permissions import can_edit_document
from core.access import require
from core.actors import Actor
from core.history import record
from core.indonesian_formats import format_clause_heading
from core.models import SourcedFields
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.models import Decision


class ClauseFields(SourcedFields, total=False):
    """The fields of a new clause besides its text; `decision` is the decision that it copies."""

    title: str
    decision: Decision | None


class ClauseChanges(TypedDict, total=False):
    """The fields of a clause that the editors of a draft may change."""

    title: str
    text: str


@transaction.atomic
def add_clause(
    *, document: Document, text: str, by: Actor, **fields: Unpack[ClauseFields]
) -> Clause:
    """Add a clause at the end of the draft; an empty one is allowed until freezing."""
    require(can_edit_document(by, document))
    document = lock_draft(document)
    last = document.clauses.order_by("-order").values_list("order", flat=True).first() or 0
    clause = Clause(document=document, order=last + 1, text=text, **fields)
    clause.full_clean()
    clause.save()
    record(document, "clause_added", by=by, order=clause.order)
    return clause


@transaction.atomic
def take_over_decision(*, document: Document, decision: Decision, by: Actor) -> Clause:
    """Add a clause with the text of a decision of the document's meeting, at the end of the draft.

    Raises Refused for a decision of another meeting, and if the draft has a clause for it already.
    """
    require(can_edit_document(by, document))
    document = lock_draft(document)
    if decision.meeting_id != document.meeting_id:
        raise Refused(_("This decision is of another meeting."), field="decision")
    if document.clauses.filter(decision=decision).exists():
        raise Refused(
            _("%(decision)s is a clause already.") % {"decision": decision}, field="decision"
        )
    return add_clause(
        document=document,
        text=decision.text,
        title=decision.title,
        decision=decision,
        is_example=decision.is_example,
        by=by,
    )


@transaction.atomic
def edit_clause(
    *, clause: Clause, seen_revision: int, by: Actor, **changes: Unpack[ClauseChanges]
) -> Clause:
    """Change a clause.

    Raises Conflict when someone saved first, and Refused for a removed clause or a frozen document.
    """
    require(can_edit_document(by, clause.document))
    document = lock_draft(clause.document)
    clause = _require_present(document, clause)
    for name, value in changes.items():
        setattr(clause, name, value)
    clause.full_clean()
    clause = save_unless_changed(clause, seen_revision=seen_revision, by=by, **changes)
    record(document, "clause_edited", by=by, order=clause.order)
    return clause


@transaction.atomic
def move_clause(*, clause: Clause, to: int, by: Actor) -> Clause:
    """Move a clause to number `to` (1 is the first), and renumber the others."""
    require(can_edit_document(by, clause.document))
    document = lock_draft(clause.document)
    clause = _require_present(document, clause)
    clauses = list(document.clauses.order_by("order"))
    here = next(i for i, each in enumerate(clauses) if each.pk == clause.pk)
    there = min(max(to, 1), len(clauses)) - 1
    clauses.insert(there, clauses.pop(here))
    _renumber(document, clauses)
    record(document, "clause_moved", by=by, order=here + 1, to=there + 1)
    clause.refresh_from_db()
    return clause


@transaction.atomic
def remove_clause(*, clause: Clause, by: Actor) -> None:
    """Delete a clause of the draft and renumber the others; the history keeps an entry."""
    require(can_edit_document(by, clause.document))
    document = lock_draft(clause.document)
    order = _require_present(document, clause).order
    document.clauses.filter(pk=clause.pk).delete()
    _renumber(document, list(document.clauses.order_by("order")))
    record(document, "clause_removed", by=by, order=order)


def _require_present(document: Document, clause: Clause) -> Clause:
    # Read again: another editor may have moved or deleted it.
    present = document.clauses.filter(pk=clause.pk).first()
    if present is None:
        raise Refused(_("Someone else has removed this clause."), code="removed")
    return present


def _renumber(document: Document, clauses: list[Clause]) -> None:
    # In two steps, so that no two clauses have the same order in between (unique constraint).
    document.clauses.update(order=F("order") + 10_000)
    for order, clause in enumerate(clauses, start=1):
        document.clauses.filter(pk=clause.pk).update(order=order)
    number_additions(document)


def number_additions(document: Document) -> None:
    """Number the clauses that an addendum adds, continuing the ordinals of the amended document."""
    amended = document.amends
    if amended is None or amended.is_outside:
        return
    first = count_ordinals(amended) + 1
    added = ClauseChange.objects.filter(clause__document=document, kind=ChangeKind.ADDS)
    for number, change in enumerate(added.order_by("clause__order"), start=first):
        change.heading = format_clause_heading(number)
        change.save(update_fields=["heading"])
