"""The seal's public certificates on this host, found without importing pyHanko.

`SEAL_P12` is a path, or `base64:` with the content of the file: a secret of the environment.
"""

import hashlib
import ssl
from base64 import b64decode
from pathlib import Path

from django.conf import settings

CA_CERTIFICATE, SEAL_CERTIFICATE = "ca.pem", "seal.pem"
BASE64 = "base64:"


def find_authority_certificate() -> Path | None:
    """Return the path of the seal's CA certificate (PEM) on this host; None without one.

    With a city's own key (SEAL_P12) it is the file in SEAL_CA, if that is set.
    """
    if settings.SEAL_P12:
        path = Path(settings.SEAL_CA) if settings.SEAL_CA else None
    else:
        path = Path(settings.SEAL_DIR, CA_CERTIFICATE)
    return path if path is not None and path.is_file() else None


def read_seal_fingerprint() -> str:
    """Return SHA-256 of the seal's certificate on this host; "" without one that can be read."""
    try:
        if settings.SEAL_P12:
            der = _read_p12_certificate(read_p12(), settings.SEAL_PASSPHRASE)
        else:
            der = Path(settings.SEAL_DIR, SEAL_CERTIFICATE).read_bytes()
            if der.startswith(b"-----BEGIN"):
                der = ssl.PEM_cert_to_DER_cert(der.decode())
    except (OSError, ValueError):
        return ""
    return hashlib.sha256(der).hexdigest() if der else ""


def read_p12() -> bytes:
    """Return the city's own key as PKCS#12; raises OSError or ValueError."""
    if settings.SEAL_P12.startswith(BASE64):
        return b64decode(settings.SEAL_P12.removeprefix(BASE64), validate=True)
    return Path(settings.SEAL_P12).read_bytes()


def _read_p12_certificate(p12: bytes, passphrase: str) -> bytes:
    # Imported late: a web worker never needs it.
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12  # noqa: PLC0415

    _key, certificate, _others = pkcs12.load_key_and_certificates(p12, passphrase.encode())
    return certificate.public_bytes(Encoding.DER) if certificate else b""
