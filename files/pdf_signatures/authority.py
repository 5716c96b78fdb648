"""Where the public certificate lies by which everybody can check the seal; read without pyHanko."""

from pathlib import Path

from django.conf import settings

CA_CERTIFICATE = "ca.pem"


def authority_path() -> Path | None:
    """Return the certificate of who vouches for the seal, as PEM; None when there is none here.

    For a seal that a city has bought it is SEAL_CA, if the city wants it handed out here.
    """
    if settings.SEAL_P12:
        path = Path(settings.SEAL_CA) if settings.SEAL_CA else None
    else:
        path = Path(settings.SEAL_DIR, CA_CERTIFICATE)
    return path if path is not None and path.is_file() else None
