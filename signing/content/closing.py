"""The closing: a snapshot of each signatory and of the audit trail when the collection is closed.

Together with the frozen content it determines the final PDF, so it is stored as canonical JSON.
"""

import json
from datetime import datetime
from typing import Any, TypedDict

from django.utils import timezone

from agreements.models import Document, Route, Signatory
from core.audit_trail.reading import find_entries
from core.models import AuditEntry
from signing.content.consent import CONSENTS
from signing.models import Signature

SCHEMA = "penutupan/1"


class ClosedMark(TypedDict):
    """The mark of a signature: an SVG path with the size of its box, or a typed name (size 0)."""

    kind: str  # drawn, typed
    value: str
    width: int
    height: int


class ClosedSignatory(TypedDict):
    """A signatory at the closing; `order` identifies the signature block in the frozen content."""

    order: int
    state: str  # signed, declined, to_follow, pending, delegated
    route: str  # link, account, tablet, ink, certificate; "" unless signed
    signed_at: str  # ISO 8601 with offset; for ink only signed_date is known
    signed_date: str
    name: str  # of the person who signs: the signatory or a delegate
    position: str
    letter: str  # the delegation letter
    reason: str
    witness: str  # the operator of the tablet
    mark: ClosedMark | None


class TrailEntry(TypedDict):
    """An audit trail entry as stored in the hash chain, so without personal values."""

    number: int
    kind: str
    at: str
    by: str
    facts: dict[str, Any]
    sha256: str


class ClosingContent(TypedDict):
    """Everything that the final file adds to the frozen content."""

    schema: str
    reference: str
    number: str
    content_sha256: str
    closed_at: str
    reason: str
    awaits_certificates: list[int]  # `order` of each who signs the sealed file with a certificate
    signatories: list[ClosedSignatory]
    consents: dict[str, str]
    evidence: list[TrailEntry]
    evidence_head: str


def build_closing(document: Document, *, closed_at: datetime, reason: str) -> dict[str, Any]:
    """Build the snapshot of a document's signatures and audit trail as plain JSON."""
    version = document.versions.latest("number")
    signatories = list(document.signatories.select_related("person", "delegate").order_by("order"))
    signatures = {
        signature.signatory_id: signature
        for signature in Signature.objects.filter(signatory__in=signatories).select_related(
            "witness"
        )
    }
    entries = find_entries(document)
    trail = [_build_trail_entry(entry) for entry in entries]
    return {
        "schema": SCHEMA,
        "reference": document.reference,
        "number": document.number,
        "content_sha256": version.content_sha256,
        "closed_at": closed_at.isoformat(timespec="seconds"),
        "reason": reason,
        "awaits_certificates": [
            each.order for each in signatories if each.is_awaited and each.allows_certificate
        ],
        "signatories": [
            _build_closed_signatory(each, signatures.get(each.pk)) for each in signatories
        ],
        "consents": {
            key: CONSENTS[key] for key in sorted({each.consent for each in signatures.values()})
        },
        "evidence": trail,
        "evidence_head": trail[-1]["sha256"] if trail else "",
    }


def _build_closed_signatory(signatory: Signatory, signature: Signature | None) -> ClosedSignatory:
    return ClosedSignatory(
        order=signatory.order,
        state=signatory.state,
        route=signatory.route,
        signed_at=_format_moment(signature.signed_at) if signature else "",
        signed_date=signatory.signed_date.isoformat() if signatory.signed_date else "",
        name=signature.name if signature else signatory.signing_name,
        position=signature.position
        if signature
        else signatory.delegate_position or signatory.position,
        letter=signatory.delegation_letter,
        reason=signatory.reason,
        witness=str(signature.witness) if signature and signature.route == Route.TABLET else "",
        mark=ClosedMark(
            kind=signature.mark_kind,
            value=signature.mark,
            width=signature.mark_width,
            height=signature.mark_height,
        )
        if signature
        else None,
    )


def _build_trail_entry(entry: AuditEntry) -> TrailEntry:
    body = json.loads(entry.body)
    return TrailEntry(
        number=entry.number,
        kind=entry.kind,
        at=body["at"],
        by=body["by"],
        facts=body["facts"],
        sha256=entry.sha256,
    )


def _format_moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
