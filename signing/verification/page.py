"""What a stranger sees of a document: who signed it how and when, and what seals it.

Names and offices stand on the paper itself; nothing else of a person is shown.
"""

import hashlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agreements.models import Capacity, Document, Route, Signatory, SignatoryState
from files.pdf_signatures.authority import find_authority_certificate
from signing.models import IssuedFile, Signature


@dataclass(frozen=True, slots=True)
class VerifiedSignatory:
    """A place to sign by the frozen content, and what became of it."""

    name: str  # as printed, or that of who signed where none is
    position: str
    organisation: str
    capacity: str
    capacity_label: Any
    state: str
    state_label: Any
    how: Any  # by what means it was signed
    at: datetime | None  # of a signature on a screen
    day: date | None
    signed_by: str  # a delegate's name and office, where another signed
    letter: str
    certificate: str  # whom the certificate names
    reason: str
    withdrawn: str  # why who signed stands by it no more
    is_example: bool
    is_inferred: bool

    @property
    def is_signed(self) -> bool:
        """Whether the signature is recorded."""
        return self.state == SignatoryState.SIGNED


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What the final file of a document is sealed with, and the files that were given out."""

    sealed_at: datetime
    level: str
    authority: str  # SHA-256 of the certificate that vouches for it, in pairs; empty without one
    files: list[IssuedFile]

    @property
    def newest(self) -> IssuedFile:
        """The file that holds all the others."""
        return self.files[-1]


def list_verified_signatories(
    document: Document, content: Mapping[str, Any], seal: SealFacts | None
) -> list[VerifiedSignatory]:
    """Return the places of a frozen document as they stand now; two queries."""
    signatories = {each.order: each for each in document.signatories.all()}
    signatures = {
        signature.signatory_id: signature
        for signature in Signature.objects.filter(signatory__document=document)
    }
    certificates = {
        file.signatory_id: file.subject
        for file in (seal.files if seal else [])
        if file.signatory_id is not None
    }
    return [
        _build_signatory(each, signatories[each["order"]], signatures, certificates)
        for each in content["signatories"]
    ]


def _build_signatory(
    said: Mapping[str, Any],
    signatory: Signatory,
    signatures: Mapping[int, Signature],
    certificates: Mapping[int, str],
) -> VerifiedSignatory:
    signature = signatures.get(signatory.pk)
    is_signed = signatory.state == SignatoryState.SIGNED
    return VerifiedSignatory(
        # A place without a printed name bears, on the sealed paper, that of who signed there.
        name=said["name"]
        or (signature.name if signature and is_signed and not signatory.delegate_name else ""),
        position=said["position"],
        organisation=said["organisation"],
        capacity=said["capacity"],
        capacity_label=Capacity(said["capacity"]).label,
        state=signatory.state,
        state_label=signatory.get_state_display(),
        how=Route(signatory.route).label if is_signed else "",
        at=signature.signed_at if signature and is_signed else None,
        day=signatory.signed_date,
        signed_by=", ".join(filter(None, (signatory.delegate_name, signatory.delegate_position))),
        letter=signatory.delegation_letter,
        certificate=certificates.get(signatory.pk, ""),
        reason=signatory.reason,
        withdrawn=signatory.withdrawal_reason,
        is_example=signatory.is_example,
        is_inferred=signatory.is_inferred,
    )


def find_seal(document: Document) -> SealFacts | None:
    """Return what seals a document; None before it is sealed. One query."""
    files = list(document.issued_files.order_by("number"))
    if not files:
        return None
    return SealFacts(
        sealed_at=files[0].made_at,
        level=files[-1].level,
        authority=read_authority_fingerprint(),
        files=files,
    )


def read_authority_fingerprint() -> str:
    """Return SHA-256 of the certificate that vouches for our seals; empty without one."""
    path = find_authority_certificate()
    if path is None:
        return ""
    try:
        der = ssl.PEM_cert_to_DER_cert(path.read_text())
    except (OSError, ValueError):
        return ""
    return hashlib.sha256(der).hexdigest().upper()
