"""What the public verification page shows: who signed how and when, and the seal.

Names and offices are printed on the paper itself; no other personal data is shown.
"""

import hashlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agreements.models import Capacity, Document, Route, Signatory, SignatoryState
from signing.authority import read_authority_pem
from signing.models import IssuedFile, Signature


@dataclass(frozen=True, slots=True)
class VerifiedSignatory:
    """A signatory as named in the frozen content, with the present state."""

    name: str  # as printed; if only an office is printed, the signer's
    position: str
    organisation: str
    capacity: str
    capacity_label: Any
    state: str
    state_label: Any
    how: Any  # the route
    at: datetime | None  # time of a signature on a screen
    day: date | None
    signed_by: str  # name and position of a delegate who signed
    letter: str
    certificate: str  # the subject of the certificate
    reason: str
    withdrawn: str  # the reason of a withdrawn signature
    is_example: bool
    is_inferred: bool

    @property
    def is_party(self) -> bool:
        """Whether it signs as a party, and not as a witness or to acknowledge."""
        return self.capacity == Capacity.PARTY

    @property
    def is_signed(self) -> bool:
        """Whether the signature is recorded."""
        return self.state == SignatoryState.SIGNED


@dataclass(frozen=True, slots=True)
class SealFacts:
    """The seal of a document: level, authority certificate, and the final files issued."""

    sealed_at: datetime
    level: str
    authority: str  # SHA-256 of the authority certificate, in pairs; "" without one
    files: list[IssuedFile]

    @property
    def newest(self) -> IssuedFile:
        """The file that contains all earlier ones."""
        return self.files[-1]


def list_verified_signatories(
    document: Document, content: Mapping[str, Any], seal: SealFacts | None
) -> list[VerifiedSignatory]:
    """Return the signatories of a frozen document in their present state; two queries."""
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
    block: Mapping[str, Any],
    signatory: Signatory,
    signatures: Mapping[int, Signature],
    certificates: Mapping[int, str],
) -> VerifiedSignatory:
    signature = signatures.get(signatory.pk)
    is_signed = signatory.state == SignatoryState.SIGNED
    return VerifiedSignatory(
        # If no name was printed, the final file shows the name of the person who signed.
        name=block["name"]
        or (signature.name if signature and is_signed and not signatory.delegate_name else ""),
        position=block["position"],
        organisation=block["organisation"],
        capacity=block["capacity"],
        capacity_label=Capacity(block["capacity"]).label,
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
    """Return the seal of a document; None before it is sealed. One query."""
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
    """Return SHA-256 of the certificate of the sealing authority; "" without one."""
    pem = read_authority_pem()
    if not pem:
        return ""
    # Of several the first is the present one.
    first, end, _rest = pem.partition(ssl.PEM_FOOTER)
    try:
        der = ssl.PEM_cert_to_DER_cert(first + end)
    except ValueError:
        return ""
    return hashlib.sha256(der).hexdigest().upper()
