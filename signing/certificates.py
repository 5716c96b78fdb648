"""From a party's certificate to the next final file, without holding anybody up meanwhile."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from agreements.models import Signatory
from core.actors import Actor
from core.refusals import Refused
from files.pdf_signatures.certificate import CertificateSignature
from signing.actions.certificates import get_file_to_certify, sign_by_certificate
from signing.models import IssuedFile

# Signing takes seconds, and somebody else may have signed meanwhile; then it starts again.
ATTEMPTS = 5

# Gets the file and a name for the signature in it.
type Sign = Callable[[bytes, str], CertificateSignature]


def sign_sealed_file(
    signatory: Signatory, sign: Sign, *, by: Actor, personal: Mapping[str, str] | None = None
) -> IssuedFile:
    """Sign the newest final file in one place; return the file with the signature in it.

    The document is locked before and after `sign`, not during it. When another certificate came in
    between, the file that holds it is signed anew. A place that was signed like this before gives
    its file again. Raises Refused as the two actions do, and what `sign` refuses.
    """
    for _attempt in range(ATTEMPTS):
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
    raise Refused(_("Many sign at this moment. Please try again."), code="overtaken")
