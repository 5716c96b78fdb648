"""Signing the sealed file with a party's certificate, without a database lock while it signs."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from agreements.models import Signatory
from core.actors import Actor
from core.refusals import Refused
from files.pdf_signatures.certificate import CertificateSignature
from signing.actions.certificates import get_file_to_certify, sign_by_certificate
from signing.models import IssuedFile

# Signing takes seconds; if another signature was stored meanwhile, signing is repeated.
MAX_ATTEMPTS = 5

# A function of the file and the name of the signature field.
type Sign = Callable[[bytes, str], CertificateSignature]


def sign_sealed_file(
    signatory: Signatory, sign: Sign, *, by: Actor, personal: Mapping[str, str] | None = None
) -> IssuedFile:
    """Sign the newest final file for one signatory; return the resulting file.

    The document is locked before and after `sign`, not during it. When another certificate
    signature was stored in between, the file that contains it is signed again (optimistic retry).
    Idempotent: a signatory who has signed with a certificate gets the same file again. Raises
    Refused in the cases listed at `get_file_to_certify` and `sign_by_certificate`, and when `sign`
    raises it.
    """
    for _attempt in range(MAX_ATTEMPTS):
        existing = IssuedFile.objects.filter(signatory=signatory).first()
        if existing is not None:
            return existing
        newest = get_file_to_certify(signatory=signatory, by=by)
        with newest.file.open("rb") as file:
            pdf = bytes(file.read())
        signature = sign(pdf, f"Sertifikat{signatory.order}")
        try:
            return sign_by_certificate(
                signatory=signatory, after=newest, signature=signature, by=by, personal=personal
            )
        except Refused as refusal:
            if refusal.code != "overtaken":
                raise
    raise Refused(_("Many people are signing at this moment. Please try again."), code="overtaken")
