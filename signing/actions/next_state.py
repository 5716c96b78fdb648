"""How signatures change the state of a document: partly signed, in force, amended."""

from collections.abc import Iterable
from datetime import date

from agreements.actions.locking import lock_document
from agreements.models import (
    BINDING_STATES,
    Capacity,
    Document,
    DocumentState,
    Signatory,
    SignatoryState,
)
from agreements.transitions import DOCUMENT
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.history import record
from pledges.actions.agreeing import agree_pledge
from pledges.models import PledgeState


def advance_after_signing(
    document: Document, signatories: Iterable[Signatory], *, action: str, by: Actor
) -> None:
    """Advance the locked document after `action`: into force when every party has signed.

    `signatories` are all signatories of the document, as changed by the action. A document that is
    in force already does not change.
    """
    if document.state in BINDING_STATES:
        return
    signatories = list(signatories)
    parties = [each for each in signatories if each.capacity == Capacity.PARTY]
    if all(each.state == SignatoryState.SIGNED for each in parties):
        DOCUMENT.move(document, action, DocumentState.IN_FORCE)
        last = max(each.signed_date for each in parties if each.signed_date)
        record_in_force(document, last, by=by)
        record(document, "document_in_force", by=by)
    elif any(each.state == SignatoryState.SIGNED for each in signatories):
        DOCUMENT.move(document, action, DocumentState.PARTLY_SIGNED)
        document.save(update_fields=["state"])


def record_in_force(document: Document, day: date, *, by: Actor) -> None:
    """Save that the document is in force since `day`.

    Its accommodated contributions become agreed, and the document that it amends becomes amended.
    """
    document.in_force_date = day
    document.save(update_fields=["state", "in_force_date", "reason"])
    append_audit_entry(
        document, "in_force", by=by, since=day.isoformat(), reason=document.reason or ""
    )
    for pledge in document.pledges.filter(state=PledgeState.ACCOMMODATED):
        agree_pledge(pledge=pledge, document=document.reference, by=by)
    if document.amends is not None:
        _record_amended(document.amends, document, by)


def _record_amended(document: Document, addendum: Document, by: Actor) -> None:
    document = lock_document(document)
    if not DOCUMENT.allows(document, "amend_document"):
        return  # a document from outside keeps its state; its page names the addendum
    DOCUMENT.move(document, "amend_document")
    document.save(update_fields=["state"])
    append_audit_entry(document, "amended", by=by, addendum=addendum.reference)
    record(document, "document_amended", by=by, addendum=addendum.reference)
