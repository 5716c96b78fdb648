"""Drafting a document, from a meeting or without one: particulars, contributions and number."""

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.actions.clauses import take_over_decision
from agreements.actions.locking import lock_draft
from agreements.actions.references import issue_document_reference
from agreements.actions.signatories import fill_signatories
from agreements.content.meeting import list_meeting_pledges
from agreements.models import Document, DocumentKind, Letterhead
from agreements.permissions import can_draft_document, can_edit_document, can_number_document
from agreements.preflight import HELD_STATES, get_register
from core.access import require
from core.actors import Actor
from core.history import record
from core.models import SourcedFields
from core.numbering import claim_number
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.models import Meeting, MeetingState

# Kinds that are drafted from a meeting or from scratch; the others follow a document in force.
DRAFTED_KINDS = (DocumentKind.BERITA_ACARA, DocumentKind.NOTA_KESEPAKATAN)


class ParticularsFields(TypedDict, total=False):
    """The particulars of a document, printed around its clauses; one legal basis on each line."""

    title: str
    subject: str
    date: date
    place: str
    basis: str


class DocumentFields(ParticularsFields, SourcedFields, total=False):
    """The fields of a new document; a document from outside has a summary in place of a text."""

    summary: str


class DocumentChanges(ParticularsFields, total=False):
    """The fields of a draft that its editors may change."""

    letterhead: Letterhead


@transaction.atomic
def draft_document(
    *,
    kind: str,
    meeting: Meeting | None,
    letterhead: Letterhead,
    by: Actor,
    fill: bool = True,
    **fields: Unpack[DocumentFields],
) -> Document:
    """Draft a document from a meeting, also from one in progress, or without a meeting.

    With `fill`, the decisions of the meeting become clauses, and the organisations that attended
    become signatories. Its decided contributions are always linked. An addendum is drafted by
    `draft_addendum`, a BAST by `draft_bast`. Raises Refused for a cancelled meeting.
    """
    require(can_draft_document(by, meeting))
    if kind not in DRAFTED_KINDS:
        raise Refused(_("A document of this kind is drafted from another document."), field="kind")
    if meeting is None:
        return begin_document(kind=kind, letterhead=letterhead, by=by, **fields)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
    fields.setdefault("date", meeting.date)
    fields.setdefault("subject", meeting.theme)
    document = begin_document(kind=kind, meeting=meeting, letterhead=letterhead, by=by, **fields)
    if fill:
        for decision in meeting.decisions.standing().order_by("order"):
            take_over_decision(document=document, decision=decision, by=by)
        fill_signatories(document=document, by=by)
    gather_pledges(document=document, by=by)
    return document


def begin_document(
    *,
    kind: str,
    letterhead: Letterhead,
    by: Actor,
    meeting: Meeting | None = None,
    amends: Document | None = None,
    **fields: Unpack[DocumentFields],
) -> Document:
    """Save an empty draft of any kind under a new reference."""
    fields.setdefault("place", letterhead.place)
    document = Document(kind=kind, letterhead=letterhead, meeting=meeting, amends=amends, **fields)
    document.reference = issue_document_reference(kind, document.date.year)
    document.full_clean()
    document.save()
    record(document, "document_drafted", by=by)
    return document


@transaction.atomic
def gather_pledges(*, document: Document, by: Actor) -> Document:
    """Link the meeting's decided contributions to the draft.

    Declined contributions are left out, and so are those that another document has locked.
    """
    require(can_edit_document(by, document))
    document = lock_draft(document)
    if document.meeting is not None:
        held = [
            pledge
            for pledge in list_meeting_pledges(document.meeting)
            if pledge.state in HELD_STATES and pledge.locked_in in ("", document.reference)
        ]
        document.pledges.set(held)
        record(document, "pledges_gathered", by=by, count=len(held))
    return document


@transaction.atomic
def edit_document(
    *, document: Document, seen_revision: int, by: Actor, **changes: Unpack[DocumentChanges]
) -> Document:
    """Change a draft's particulars: title, subject, date, place, basis, letterhead.

    Raises Conflict when someone saved first, and Refused for a letterhead of another
    issuer once a number was taken from the register of the present one.
    """
    require(can_edit_document(by, document))
    present = lock_draft(document)
    _require_same_register(present, changes.get("letterhead"))
    for name, value in changes.items():
        setattr(present, name, value)
    present.full_clean()
    present = save_unless_changed(present, seen_revision=seen_revision, by=by, **changes)
    record(present, "document_edited", by=by)
    return present


def _require_same_register(document: Document, letterhead: Letterhead | None) -> None:
    before = document.letterhead
    if document.number and before and letterhead and letterhead.issuer_id != before.issuer_id:
        raise Refused(
            _("Number %(number)s was taken from the register of %(issuer)s.")
            % {"number": document.number, "issuer": before.issuer},
            field="letterhead",
        )


@transaction.atomic
def number_document(*, document: Document, number: str, by: Actor) -> Document:
    """Set the number from the official register; raises Refused when it was used before."""
    require(can_number_document(by, document))
    document = lock_draft(document)
    if document.number == number.strip():
        return document
    document.number = claim_number(get_register(document), number, purpose=document.reference)
    document.save(update_fields=["number"])
    record(document, "document_numbered", by=by, number=document.number)
    return document
