"""Signing the sealed PDF itself with a personal certificate, after all other signatures."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Document, Route, Signatory, SignatoryState, get_print_group
from agreements.transitions import DOCUMENT
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.history import record
from core.refusals import Refused
from files.pdf_signatures.certificate import CertificateSignature
from signing.actions.issuing import enqueue_closing_seal_when_done, store_issued_file
from signing.actions.next_state import advance_after_signing
from signing.actions.signatories import lock_awaited_signatory, require_still_signer
from signing.content.consent import CERTIFICATE_CONSENT
from signing.models import FileStage, IssuedFile
from signing.permissions import can_sign_with_certificate


@transaction.atomic
def get_file_to_certify(*, signatory: Signatory, by: Actor) -> IssuedFile:
    """Return the newest final file, for a signatory who may sign it with a certificate now.

    Raises Refused for a document that is not sealed yet or has its closing seal, after the last day
    to sign, and for a signatory who may not use a certificate, is not next to sign, or has signed
    or declined.
    """
    require(can_sign_with_certificate(by, signatory))
    signatory = _lock_own_signatory(signatory, by)
    DOCUMENT.require(signatory.document, "sign_by_certificate")
    obstacle = find_certificate_obstacle(signatory)
    if obstacle is not None:
        raise obstacle
    return signatory.document.issued_files.latest("number")


def _lock_own_signatory(signatory: Signatory, by: Actor) -> Signatory:
    """Return the awaited signatory with the document locked.

    Raises Refused when somebody else has become the signer while the certificate was being applied.
    """
    signatory = lock_awaited_signatory(signatory)
    require_still_signer(signatory, by, Route.LINK, Route.ACCOUNT)
    return signatory


def find_certificate_obstacle(signatory: Signatory) -> Refused | None:
    """Return why an awaited signatory cannot sign with a certificate now, or None."""
    document = signatory.document
    stages = set(document.issued_files.values_list("stage", flat=True))
    if not signatory.allows_certificate:
        return Refused(_("This signatory does not sign with a certificate."), code="route")
    if not stages:
        return Refused(
            _("The file is not sealed yet; a certificate signs the sealed file."),
            code="not_sealed",
        )
    if FileStage.CLOSING_SEAL in stages:
        return Refused(_("The file has its final seal; it can no longer be signed."), code="closed")
    if document.sign_until is not None and document.sign_until < timezone.localdate():
        return Refused(
            _("The deadline to sign has passed. Please ask the secretariat."), code="expired"
        )
    if _is_earlier_certificate_awaited(signatory, document):
        return Refused(
            _("It is not your turn yet: not everybody before you has signed."), code="not_yet"
        )
    return None


def _is_earlier_certificate_awaited(signatory: Signatory, document: Document) -> bool:
    others = Signatory.objects.awaited().filter(document=document, allows_certificate=True)
    return any(get_print_group(other) < get_print_group(signatory) for other in others)


@transaction.atomic
def sign_by_certificate(
    *,
    signatory: Signatory,
    after: IssuedFile,
    signature: CertificateSignature,
    by: Actor,
    consent: str = CERTIFICATE_CONSENT,
    personal: Mapping[str, str] | None = None,
) -> IssuedFile:
    """Store the final file that follows `after`: the same file with a certificate signature added.

    The state of the document advances (partly signed, in force), its audit trail gains an entry,
    and the last certificate triggers the closing seal. Raises Refused in the cases listed at
    `get_file_to_certify`, and with code "overtaken" when another file was stored in between.
    """
    require(can_sign_with_certificate(by, signatory))
    signatory = _lock_own_signatory(signatory, by)
    document = signatory.document
    DOCUMENT.require(document, "sign_by_certificate")
    issued = store_issued_file(
        document=document,
        stage=FileStage.CERTIFICATE,
        pdf=signature.pdf,
        after=after,
        level="B-B",
        signatory=signatory,
        subject=signature.subject,
    )
    signatory.state, signatory.route, signatory.reason = (
        SignatoryState.SIGNED,
        Route.CERTIFICATE,
        "",
    )
    signatory.signed_date = timezone.localdate()
    signatory.save(update_fields=["state", "route", "reason", "signed_date"])
    append_audit_entry(
        document,
        "signed",
        by=by,
        personal=personal,
        signatory=signatory.order,
        name=signatory.signing_name,
        position=signatory.delegate_position or signatory.position,
        organisation=signatory.organisation.name,
        route=str(Route.CERTIFICATE),
        content_sha256=document.versions.latest("number").content_sha256,
        shown_sha256=after.sha256,
        file_sha256=issued.sha256,
        subject=signature.subject,
        issuer=signature.issuer,
        certificate_sha256=signature.certificate_sha256,
        consent=consent,
        letter=signatory.delegation_letter,
    )
    record(
        document,
        "signatory_signed_on_screen",
        by=by,
        signatory=signatory.signing_name or signatory,
        organisation=signatory.organisation,
        route=Route.CERTIFICATE.label,
    )
    signatories = document.signatories.select_related("organisation")
    advance_after_signing(document, signatories, action="sign_by_certificate", by=by)
    enqueue_closing_seal_when_done(document)
    return issued
