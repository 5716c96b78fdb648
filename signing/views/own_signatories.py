"""Template context of the document page: the user's own signatories, final files, the seal."""

from dataclasses import dataclass
from typing import Any

from agreements.models import BINDING_STATES, Document, DocumentState
from core.actors import Actor
from core.canonical import format_fingerprint
from signing.models import Closing, IssuedFile, Signature
from signing.permissions import can_close_signing
from signing.reports.documents import DocumentReading, SignatoryRow
from signing.views.seal_status import find_seal_status
from stakeholders.permissions import get_person_id, represents, sees_everything


@dataclass(frozen=True, slots=True)
class OwnSignatory:
    """A signatory that is the user or belongs to the user's organisation.

    `receipt` is the user's signature, if it was made on a screen.
    """

    signatory: SignatoryRow
    is_mine: bool
    is_closed: bool  # the collection is closed; only certificate signatures are accepted
    receipt: Signature | None

    @property
    def is_collected(self) -> bool:
        """Whether a signature is still accepted."""
        return not self.is_closed or self.signatory.allows_certificate

    @property
    def is_next_to_sign(self) -> bool:
        """Whether the signatory is next to sign; after the closing the order does not matter."""
        return self.signatory.is_next_to_sign or self.is_closed

    @property
    def can_sign(self) -> bool:
        """Whether the user can sign now, on a screen or with a certificate."""
        signatory = self.signatory
        by_screen = signatory.allows_screen or signatory.allows_certificate
        return self.is_mine and self.is_collected and self.is_next_to_sign and by_screen

    @property
    def can_withdraw(self) -> bool:
        """Whether the user has signed and not withdrawn the signature."""
        return self.is_mine and self.signatory.is_signed and not self.signatory.withdrawal_reason


def build_signing_context(
    document: Document, reading: DocumentReading, user: Actor
) -> dict[str, Any]:
    """Return the template context about signing for `user`; takes at most three queries."""
    closing = getattr(document, "closing", None)
    files = list(IssuedFile.objects.visible_to(user).filter(document=document)) if closing else []
    own_signatories = _list_own_signatories(reading, user, closing)
    return {
        "own_signatories": own_signatories,
        "signs_here": any(own.can_sign for own in own_signatories),
        "closing": closing,
        "final_files": [(issued, format_fingerprint(issued.sha256)) for issued in reversed(files)],
        "job_status": find_seal_status(
            closing,
            is_sealed=bool(files),
            may_seal=can_close_signing(user, document),
            waits_for_it=bool(own_signatories) or sees_everything(user),
        ),
        "addenda": _list_addenda(document),
    }


def _list_own_signatories(
    reading: DocumentReading, user: Actor, closing: Closing | None
) -> list[OwnSignatory]:
    person = get_person_id(user)
    if person is None:
        return []
    # The staff sees the signatories of its organisation on the desk, so not here as well.
    is_staff = sees_everything(user)
    mine = [
        each
        for each in reading.signatories
        if each.signer_id == person or (not is_staff and represents(user, each.organisation_id))
    ]
    signed = [each.pk for each in mine if each.is_signed and each.signer_id == person]
    receipts = Signature.objects.in_bulk(signed, field_name="signatory_id") if signed else {}
    return [
        OwnSignatory(
            signatory=each,
            is_mine=each.signer_id == person,
            is_closed=closing is not None,
            receipt=receipts.get(each.pk),
        )
        for each in mine
    ]


def _list_addenda(document: Document) -> list[Document]:
    """Return the addenda in force of an amended document."""
    if document.state != DocumentState.AMENDED:
        return []
    return list(document.addenda.filter(state__in=BINDING_STATES).order_by("in_force_date", "pk"))
