"""The CA certificate by which everybody can verify the seal; found without importing pyHanko."""

from pathlib import Path

from django.conf import settings

CA_CERTIFICATE = "ca.pem"


def find_authority_certificate() -> Path | None:
    """Return the path of the seal's CA certificate (PEM); None when there is none to publish.

    With a city's own key (SEAL_P12) it is the file in SEAL_CA, if that is set.
    """
    if settings.SEAL_P12:
        path = Path(settings.SEAL_CA) if settings.SEAL_CA else None
    else:
        path = Path(settings.SEAL_DIR, CA_CERTIFICATE)
    return path if path is not None and path.is_file() else None
