"""A draft: begun from a meeting, its clauses, signatories and contributions."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agreements.actions.letters import new_document_reference
from agreements.models import (
    Clause,
    Document,
    DocumentState,
    LetterTemplate,
    Signatory,
)
from agreements.permissions import can_draft_document, can_edit_document, can_number_document
from agreements.preflight import meeting_pledges
from core.access import require
from core.conflicts import save_unless_changed
from core.history import record
from core.numbering import claim_number
from core.refusals import Refused
from meetings.models import Meeting, MeetingState
from pledges.models import PledgeState
from stakeholders.models import Organisation

# The states in which a contribution stands in the document: taken up, or shown with its reason.
HELD_STATES = (PledgeState.ACCOMMODATED, PledgeState.MERGED, PledgeState.DEFERRED)


def locked(document: Document) -> Document:
    """Return the document as it stands now, locked until the transaction ends."""
    return Document.objects.select_for_update(of=("self",)).get(pk=document.pk)


def locked_draft(document: Document) -> Document:
    """Return the locked document; raises Refused when its text no longer changes."""
    document = locked(document)
    if document.state != DocumentState.DRAFT:
        raise Refused(
            _("%(document)s is “%(state)s”: its text no longer changes.")
            % {"document": document, "state": document.get_state_display()},
            code="frozen",
        )
    return document


@transaction.atomic
def draft_document(
    *,
    kind: str,
    meeting: Meeting,
    letter: LetterTemplate,
    by: Any,
    fill: bool = True,
    **fields: Any,
) -> Document:
    """Begin a document out of a meeting, also while it is in progress.

    With `fill` its clauses come from the decisions, its signatories from those present, and
    its contributions from what was decided about them. Raises Refused for a cancelled meeting.
    """
    require(can_draft_document(by, meeting))
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
    fields = {"date": meeting.date, "place": letter.place, "subject": meeting.theme, **fields}
    document = Document(kind=kind, meeting=meeting, letter=letter, **fields)
    document.reference = new_document_reference(kind, document.date.year)
    document.full_clean()
    document.save()
    record(document, "document_drafted", by=by)
    if fill:
        _fill(document, meeting, by)
    gather_pledges(document=document, by=by)
    return document


def _fill(document: Document, meeting: Meeting, by: Any) -> None:
    for decision in meeting.decisions.order_by("order"):
        add_clause(
            document=document,
            text=decision.text,
            title=decision.title,
            decision=decision,
            is_example=decision.is_example,
            by=by,
        )
    seen: set[int] = set()
    attending = meeting.participants.attending().select_related("organisation", "person")
    for participant in attending:
        if participant.organisation_id not in seen:
            seen.add(participant.organisation_id)
            add_signatory(
                document=document,
                organisation=participant.organisation,
                person=participant.person,
                position=participant.position,
                is_inferred=participant.is_inferred,
                by=by,
            )


@transaction.atomic
def gather_pledges(*, document: Document, by: Any) -> Document:
    """Take the meeting's decided contributions into the draft; declined ones stay out."""
    require(can_edit_document(by, document))
    document = locked_draft(document)
    if document.meeting is not None:
        held = [p for p in meeting_pledges(document.meeting) if p.state in HELD_STATES]
        document.pledges.set(held)
        record(document, "pledges_gathered", by=by, count=len(held))
    return document


@transaction.atomic
def add_clause(*, document: Document, text: str, by: Any, **fields: Any) -> Clause:
    """Add a clause at the end of the draft; an empty one is allowed until freezing."""
    require(can_edit_document(by, document))
    document = locked_draft(document)
    last = document.clauses.order_by("-order").values_list("order", flat=True).first() or 0
    clause = Clause(document=document, order=last + 1, text=text, **fields)
    clause.full_clean()
    clause.save()
    record(document, "clause_added", by=by, order=clause.order)
    return clause


@transaction.atomic
def edit_clause(*, clause: Clause, seen: int, by: Any, **changes: Any) -> Clause:
    """Change a clause; raises Conflict when someone saved first, Refused once frozen."""
    require(can_edit_document(by, clause.document))
    document = locked_draft(clause.document)
    clause = _present(document, clause)
    for name, value in changes.items():
        setattr(clause, name, value)
    clause.full_clean()
    clause = save_unless_changed(clause, seen=seen, by=by, **changes)
    record(document, "clause_edited", by=by, order=clause.order)
    return clause


@transaction.atomic
def move_clause(*, clause: Clause, to: int, by: Any) -> Clause:
    """Move a clause to another place (1 is the first); the others close ranks."""
    require(can_edit_document(by, clause.document))
    document = locked_draft(clause.document)
    clause = _present(document, clause)
    clauses = list(document.clauses.order_by("order"))
    here = next(i for i, each in enumerate(clauses) if each.pk == clause.pk)
    there = min(max(to, 1), len(clauses)) - 1
    clauses.insert(there, clauses.pop(here))
    _renumber(document, clauses)
    record(document, "clause_moved", by=by, order=here + 1, to=there + 1)
    clause.refresh_from_db()
    return clause


@transaction.atomic
def remove_clause(*, clause: Clause, by: Any) -> None:
    """Take a clause out of the draft; the others close ranks. History keeps that it was there."""
    require(can_edit_document(by, clause.document))
    document = locked_draft(clause.document)
    order = _present(document, clause).order
    document.clauses.filter(pk=clause.pk).delete()
    _renumber(document, list(document.clauses.order_by("order")))
    record(document, "clause_removed", by=by, order=order)


def _present(document: Document, clause: Clause) -> Clause:
    # As it stands now: another editor may have moved it, or taken it out.
    present = document.clauses.filter(pk=clause.pk).first()
    if present is None:
        raise Refused(_("Someone else has removed this clause."), code="removed")
    return present


def _renumber(document: Document, clauses: list[Clause]) -> None:
    # Two steps, since no two clauses may share a place even for a moment.
    document.clauses.update(order=F("order") + 10_000)
    for order, clause in enumerate(clauses, start=1):
        document.clauses.filter(pk=clause.pk).update(order=order)


@transaction.atomic
def add_signatory(
    *, document: Document, organisation: Organisation, by: Any, **fields: Any
) -> Signatory:
    """Add a place to sign at the end of the draft."""
    require(can_edit_document(by, document))
    document = locked_draft(document)
    last = document.signatories.order_by("-order").values_list("order", flat=True).first() or 0
    signatory = Signatory(document=document, organisation=organisation, order=last + 1, **fields)
    signatory.full_clean()
    signatory.save()
    record(document, "signatory_added", by=by, signatory=signatory, organisation=organisation)
    return signatory


@transaction.atomic
def number_document(*, document: Document, number: str, by: Any) -> Document:
    """Set the number from the official register; raises Refused when it was used before."""
    require(can_number_document(by, document))
    document = locked_draft(document)
    if document.number == number.strip():
        return document
    document.number = claim_number(register_of(document), number, purpose=document.reference)
    document.save(update_fields=["number"])
    record(document, "document_numbered", by=by, number=document.number)
    return document


def register_of(document: Document) -> str:
    """Return the name of the register that numbers this document: its issuer's."""
    if document.letter is None:
        raise Refused(_("No letter template is chosen."), field="letter")
    return f"organisation:{document.letter.issuer_id}"
