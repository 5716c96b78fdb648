"""Declining to sign, reopening, and withdrawing a signature; each reason is published."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import DocumentState, Route, Signatory, SignatoryState
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.history import record
from core.refusals import Refused
from signing.actions.issuing import enqueue_closing_seal_when_done
from signing.actions.links import replace_link
from signing.actions.notifying import notify_signatories
from signing.actions.signatories import (
    is_closed,
    lock_awaited_signatory,
    lock_awaiting_document,
    lock_signatory,
    require_no_pending_ink_review,
    require_still_signer,
)
from signing.emails.signing import build_refusal_email, build_withdrawal_email
from signing.permissions import can_collect_signatures, can_respond_as

MAX_REASON_LENGTH = 300


@transaction.atomic
def decline_signature(*, signatory: Signatory, reason: str, by: Actor) -> Signatory:
    """Record that a signatory declines to sign, and why; all signatories are notified by e-mail.

    `by` is the signer (by link or account) or a member of the staff. The document then waits for
    the secretariat, which reopens the signature, closes the collection without it, or voids the
    document. Raises Refused without a reason, for a signatory who has signed or declined, and when
    no signature is awaited any more.
    """
    require(can_respond_as(by, signatory))
    signatory = lock_awaited_signatory(signatory)
    if not can_collect_signatures(by, signatory.document):
        require_still_signer(signatory, by, Route.LINK, Route.ACCOUNT)
    signatory.reason = _clean_reason(reason)
    signatory.state = SignatoryState.DECLINED
    signatory.save(update_fields=["state", "reason"])
    append_audit_entry(
        signatory.document, "declined", by=by, **_build_facts(signatory), reason=signatory.reason
    )
    _record_history(signatory, "signatory_declined", by, signatory.reason)
    notify_signatories(
        signatory.document, build_refusal_email(signatory.document, signatory, signatory.reason)
    )
    enqueue_closing_seal_when_done(signatory.document)
    return signatory


@transaction.atomic
def reopen_signatory(*, signatory: Signatory, reason: str, by: Actor) -> Signatory:
    """Reopen a declined signature, or end a delegation: the signatory can sign again.

    Raises Refused without a reason, for a signatory in another state, and after the closing for a
    signatory who may not sign the sealed file with a certificate.
    """
    require(can_collect_signatures(by, signatory.document))
    document = lock_awaiting_document(signatory.document)
    signatory = lock_signatory(signatory)
    if is_closed(document) and not signatory.allows_certificate:
        raise Refused(
            _("The collection of signatures of %(document)s is closed.") % {"document": document},
            code="closed",
        )
    reason = _clean_reason(reason)
    if signatory.state == SignatoryState.DELEGATED:
        require_no_pending_ink_review(signatory)
        kind, sentence = "delegation_ended", "signatory_delegation_ended"
        signatory.state = SignatoryState.PENDING
        signatory.delegate, signatory.delegate_name, signatory.delegate_position = None, "", ""
        signatory.delegation_letter = ""
    elif signatory.state == SignatoryState.DECLINED:
        kind, sentence = "reopened", "signatory_reopened"
        signatory.reason = ""
        signatory.state = (
            SignatoryState.DELEGATED if signatory.delegate_name else SignatoryState.PENDING
        )
    else:
        raise Refused(
            _("The signatory is “%(state)s”: there is nothing to reopen.")
            % {"state": signatory.get_state_display()},
            code="settled",
        )
    signatory.save(
        update_fields=[
            "state",
            "reason",
            "delegate",
            "delegate_name",
            "delegate_position",
            "delegation_letter",
        ]
    )
    append_audit_entry(document, kind, by=by, **_build_facts(signatory), reason=reason)
    _record_history(signatory, sentence, by, reason)
    if kind == "delegation_ended":
        replace_link(signatory, by=by)
    return signatory


@transaction.atomic
def withdraw_signature(*, signatory: Signatory, reason: str, by: Actor) -> Signatory:
    """Record that a signatory withdrew the signature; the signature itself and the document stay.

    The withdrawal is an audit trail entry of its own, also after sealing, and is shown beside the
    signature on every page; all signatories are notified by e-mail. Raises Refused without a
    reason, for a signatory who has not signed or has withdrawn before, and for a void document.
    """
    require(can_respond_as(by, signatory))
    signatory = lock_signatory(signatory)
    if signatory.document.state == DocumentState.VOID:
        raise Refused(
            _("%(document)s is void; nobody is bound by it.") % {"document": signatory.document},
            code="wrong_state",
        )
    if signatory.state != SignatoryState.SIGNED:
        raise Refused(_("This signatory has not signed."), code="unsigned")
    if signatory.withdrawn_at is not None:
        raise Refused(_("The signature was withdrawn before."), code="settled")
    signatory.withdrawal_reason = _clean_reason(reason)
    signatory.withdrawn_at = timezone.now()
    signatory.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    append_audit_entry(
        signatory.document,
        "withdrawn",
        by=by,
        **_build_facts(signatory),
        reason=signatory.withdrawal_reason,
    )
    _record_history(signatory, "signature_withdrawn", by, signatory.withdrawal_reason)
    notify_signatories(
        signatory.document,
        build_withdrawal_email(signatory.document, signatory, signatory.withdrawal_reason),
    )
    return signatory


def _clean_reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Please give a reason."), field="reason")
    if len(reason) > MAX_REASON_LENGTH:
        raise Refused(
            _("The reason is printed: please keep it within %(most)s characters.")
            % {"most": MAX_REASON_LENGTH},
            field="reason",
        )
    return reason


def _build_facts(signatory: Signatory) -> dict[str, Any]:
    return {
        "signatory": signatory.order,
        "name": signatory.signing_name,
        "organisation": signatory.organisation.name,
    }


def _record_history(signatory: Signatory, key: str, by: Actor, reason: str) -> None:
    record(
        signatory.document,
        key,
        by=by,
        signatory=signatory,
        organisation=signatory.organisation,
        reason=reason,
    )
