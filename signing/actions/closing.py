"""Closing the collection of signatures: takes the snapshot from which the final file is made."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import AWAITED_STATES, Document, SignatoryState
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.canonical import hash_content, to_canonical_json
from core.history import record
from core.outbox import enqueue
from core.refusals import Refused
from signing.actions.locking import lock_collecting_document
from signing.content.closing import build_closing
from signing.models import Closing
from signing.permissions import can_close_signing


@transaction.atomic
def close_signing(*, document: Document, reason: str, by: Actor) -> Closing:
    """Close the collection early, with signatures missing or declined; sealing follows.

    The final file marks the missing signatures. Raises Refused without a reason, if the collection
    is closed already, and if nobody has signed (unless a signatory can still sign the sealed file
    with a certificate).
    """
    require(can_close_signing(by, document))
    document = lock_collecting_document(document)
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason")
    signs_or_signed = Q(state=SignatoryState.SIGNED) | Q(
        state__in=AWAITED_STATES, allows_certificate=True
    )
    if not document.signatories.filter(signs_or_signed).exists():
        raise Refused(_("Nobody has signed yet: there is nothing to seal."), code="unsigned")
    return _close(document, reason, by)


def close_when_signed(document: Document, *, by: Actor | None) -> Closing | None:
    """Close the collection of the locked document automatically once everybody has signed.

    Signatories who can only use a certificate sign the sealed file later, so the closing does not
    wait for them. A declined signature prevents the automatic closing: the secretariat must decide
    whether to close, reopen or void.
    """
    waiting = document.signatories.exclude(state=SignatoryState.SIGNED)
    by_certificate_alone = Q(
        state__in=AWAITED_STATES, allows_certificate=True, allows_screen=False, allows_ink=False
    )
    if waiting.exclude(by_certificate_alone).exists():
        return None
    return _close(document, "", by)


def _close(document: Document, reason: str, by: Actor | None) -> Closing:
    closed_at = timezone.now().replace(microsecond=0)
    append_audit_entry(document, "closed", by=by, reason=reason)
    content = build_closing(document, closed_at=closed_at, reason=reason)
    closing = Closing.objects.create(
        document=document,
        canonical=to_canonical_json(content).decode(),
        sha256=hash_content(content),
        reason=reason,
        closed_at=closed_at,
        closed_by_id=by.pk if by else None,
    )
    if reason:
        record(document, "signing_closed_early", by=by, reason=reason)
    else:
        record(document, "signing_closed", by=by)
    enqueue("signing.seal", closing.pk)
    return closing
