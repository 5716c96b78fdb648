"""The secretariat's decisions on a frozen document: into force with signatures missing, or void."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.actions.locking import lock_document
from agreements.models import Capacity, Document, SignatoryState
from agreements.transitions import DOCUMENT
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.history import record
from core.refusals import Refused
from pledges.actions.agreeing import unfreeze_pledges
from signing.actions.next_state import record_in_force
from signing.actions.notifying import notify_signatories
from signing.emails.signing import build_void_email
from signing.models import Closing
from signing.permissions import can_record_signatures, can_void_document


@transaction.atomic
def bring_into_force(*, document: Document, reason: str, by: Actor) -> Document:
    """Put the document into force although signatures are missing; they stay marked as missing.

    Raises Refused without a reason, and while a party is still pending: first the staff must record
    whether that party signed, will sign later, or declined.
    """
    require(can_record_signatures(by, document))
    document = lock_document(document)
    DOCUMENT.require(document, "bring_into_force", reason=reason)
    unknown = document.signatories.filter(capacity=Capacity.PARTY, state=SignatoryState.PENDING)
    if unknown.exists():
        raise Refused(
            _("First record what is known of every party: signed, to follow, or not."),
            code="open_slots",
        )
    DOCUMENT.move(document, "bring_into_force", reason=reason)
    document.reason = reason
    record_in_force(document, timezone.localdate(), by=by)
    record(document, "document_forced", by=by, reason=reason)
    return document


@transaction.atomic
def void_document(*, document: Document, reason: str, by: Actor) -> Document:
    """Void a frozen document before it is in force; its number is never used again.

    Its contributions become free for another document, and all signatories are notified by e-mail.
    Raises Refused without a reason, and for a document whose collection of signatures is closed.
    """
    require(can_void_document(by, document))
    document = lock_document(document)
    DOCUMENT.require(document, "void_document", reason=reason)
    if Closing.objects.filter(document=document).exists():
        raise Refused(_("The document is sealed: only an addendum can change it."), code="closed")
    DOCUMENT.move(document, "void_document", reason=reason)
    document.reason = reason
    document.save(update_fields=["state", "reason"])
    unfreeze_pledges(document=document.reference, by=by)
    append_audit_entry(document, "void", by=by, reason=reason)
    record(document, "document_void", by=by, reason=reason)
    notify_signatories(document, build_void_email(document, reason))
    return document
