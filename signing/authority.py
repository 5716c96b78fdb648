"""The certificate of the seal's authority, as every host publishes it."""

from files.pdf_signatures.authority import find_authority_certificate
from signing.models import PortalSeal


def read_authority_pem() -> str:
    """Return the authority's certificates (PEM); "" when there is none to publish. One query.

    Before the portal's seal is recorded it is what this host has.
    """
    recorded = PortalSeal.objects.first()
    if recorded is not None and recorded.fingerprint:
        return recorded.authority
    return read_own_authority_pem()


def read_own_authority_pem() -> str:
    """Return the authority's certificates of this host (PEM); "" when it has none."""
    path = find_authority_certificate()
    try:
        return path.read_text() if path is not None else ""
    except (OSError, ValueError):
        return ""
