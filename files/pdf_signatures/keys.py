"""The seal's private key: a file outside the database, readable by the server's user alone.

A city may set its own as PKCS#12 (SEAL_P12, SEAL_PASSPHRASE). Otherwise it is the key that
`manage.py make_seal` wrote into SEAL_DIR, under a certificate authority of the portal's own.
"""

import functools
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.keys import load_cert_from_pemder, load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from files.pdf_signatures.authority import BASE64, CA_CERTIFICATE, SEAL_CERTIFICATE, read_p12
from files.refusals import FileRefused

CA_KEY, SEAL_KEY = "ca-key.pem", "seal-key.pem"
CA_LIFE = timedelta(days=20 * 365)
SEAL_LIFE = timedelta(days=10 * 365)
# Extended key usages that PDF readers require, one of: RFC 9336 (documents), RFC 5280 (e-mail).
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
PRIVATE, OWN_FOLDER = 0o600, 0o700


@dataclass(frozen=True, slots=True)
class MadeSeal:
    """Result of make_seal: the path of the CA certificate, its SHA-256, and the end of validity."""

    ca_path: Path
    fingerprint: str
    until: datetime


def load_seal_signer() -> SimpleSigner:
    """Return the signer for the portal's seal, loaded once per process and key.

    Raises FileRefused with a sentence for the administrator: no key, a key that others can read,
    one that cannot be read, a wrong passphrase, a key of another certificate, a certificate or
    authority that is expired or not valid yet.
    """
    if settings.SEAL_P12:
        if not settings.SEAL_P12.startswith(BASE64):
            _check_private(Path(settings.SEAL_P12))
        return _require_valid_today(_load_p12_signer(_read_p12(), settings.SEAL_PASSPHRASE))
    folder = Path(settings.SEAL_DIR)
    if not _is_there(folder / SEAL_KEY):
        raise FileRefused(
            _("There is no key to seal with. Run “manage.py make_seal”, or set SEAL_P12."),
            code="no_seal",
        )
    names = (SEAL_KEY, SEAL_CERTIFICATE, CA_CERTIFICATE)
    return _require_valid_today(
        _load_own_signer(*(_check_private(folder / name) for name in names))
    )


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True  # in a folder without access: _check_private raises
    return True


def _check_private(path: Path) -> tuple[Path, int]:
    """Return a file and its modification time; raises FileRefused if missing or not private."""
    try:
        status = path.stat()
    except OSError:
        raise _build_unreadable(path) from None
    is_public = path.name in (SEAL_CERTIFICATE, CA_CERTIFICATE)
    if not is_public and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise FileRefused(
            _("Others can read the seal's key: run “chmod 600 %(path)s”.") % {"path": path}
        )
    return path, status.st_mtime_ns


def _build_unreadable(path: Path) -> FileRefused:
    return FileRefused(_("The seal's file %(path)s cannot be read.") % {"path": path})


# Both are cached by what a replaced key changes, so that it needs no restart.
@functools.lru_cache(maxsize=2)
def _load_own_signer(
    key: tuple[Path, int], certificate: tuple[Path, int], ca: tuple[Path, int]
) -> SimpleSigner:
    certificates = SimpleCertificateStore()
    # More than one when an earlier authority is handed out as well.
    certificates.register_multiple(_load_file(ca[0], _load_certificates))
    signer = SimpleSigner(
        signing_cert=_load_file(certificate[0], load_cert_from_pemder),
        signing_key=_load_file(key[0], lambda path: load_private_key_from_pemder(path, None)),
        cert_registry=certificates,
        # Whoever trusts the authority has its certificate already.
        embed_roots=False,
    )
    return _require_matching_key(signer, key[0])


@functools.lru_cache(maxsize=2)
def _load_p12_signer(p12: bytes, passphrase: str) -> SimpleSigner:
    try:
        signer = SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=passphrase.encode())
    except ValueError:
        raise _build_unopened() from None
    except (AttributeError, TypeError):  # a part is missing, which pyHanko does not look for
        raise FileRefused(_("SEAL_P12 does not hold both a key and its certificate.")) from None
    return _require_matching_key(signer, "SEAL_P12")


def _read_p12() -> bytes:
    try:
        return read_p12()
    except OSError:
        raise _build_unreadable(Path(settings.SEAL_P12)) from None
    except ValueError:
        raise _build_unopened() from None


def _build_unopened() -> FileRefused:
    return FileRefused(
        _("SEAL_P12 does not open: it is damaged, or SEAL_PASSPHRASE is not its passphrase.")
    )


def _load_certificates(path: Path) -> list[asn1_x509.Certificate]:
    return list(load_certs_from_pemder([path]))


def _load_ec_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("the authority's key is not an elliptic curve key")
    return key


def _load_file[Loaded](path: Path, load: Callable[[Path], Loaded]) -> Loaded:
    try:
        return load(path)
    except OSError:
        raise _build_unreadable(path) from None
    except (ValueError, TypeError):
        raise FileRefused(_("The seal's file %(path)s is damaged.") % {"path": path}) from None


def _require_matching_key(signer: SimpleSigner, key_path: Path | str) -> SimpleSigner:
    """Return the signer; raises FileRefused when key and certificate do not belong together."""
    try:
        parts: Any = signer
        key: Any = serialization.load_der_private_key(parts.signing_key.dump(), None)
        certificate: Any = x509.load_der_x509_certificate(parts.signing_cert.dump())
        fits = key.public_key() == certificate.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        fits = False
    if not fits:
        raise FileRefused(
            _("The key in %(path)s does not belong to the seal's certificate.") % {"path": key_path}
        )
    return signer


def _require_valid_today(signer: SimpleSigner) -> SimpleSigner:
    """Return the signer; raises FileRefused when its certificate is expired or not valid yet.

    Checked at each use, since a worker may outlive a certificate.
    """
    certificate: Any = signer.signing_cert
    chain: Any = signer.cert_registry
    # A renewed authority is listed twice.
    issuers = [each for each in chain if each.subject == certificate.issuer]
    issuers = sorted(issuers, key=lambda issuer: issuer.not_valid_after)[-1:]
    for each in (certificate, *issuers):
        begin, end = each.not_valid_before, each.not_valid_after
        if not begin <= datetime.now(UTC) <= end:
            raise FileRefused(
                _(
                    "The seal's certificate “%(name)s” is valid from %(begin)s to %(end)s,"
                    " not today."
                )
                % {
                    "name": each.subject.native.get("common_name", ""),
                    "begin": f"{begin:%Y-%m-%d}",
                    "end": f"{end:%Y-%m-%d}",
                }
            )
    return signer


def make_seal(folder: Path, *, name: str) -> MadeSeal:
    """Make a certificate authority and a seal under it, both ECDSA P-256, in the name of `name`.

    Raises FileRefused when the folder has a seal already: its files could not be verified with
    another authority.
    """
    if (folder / SEAL_KEY).exists() or (folder / CA_CERTIFICATE).exists():
        raise FileRefused(_("There is a seal in %(folder)s already.") % {"folder": folder})
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(OWN_FOLDER)
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    ca_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _key in range(2))
    ca = _build_authority(ca_key, name, begin)
    seal = _build_seal_certificate(seal_key, name, begin, ca, ca_key)
    _write_new_file(folder / CA_KEY, _encode_pem(ca_key), private=True)
    _write_new_file(folder / SEAL_CERTIFICATE, seal.public_bytes(serialization.Encoding.PEM))
    _write_new_file(folder / CA_CERTIFICATE, ca.public_bytes(serialization.Encoding.PEM))
    # Written last: its presence means that the seal is complete.
    _write_new_file(folder / SEAL_KEY, _encode_pem(seal_key), private=True)
    return _describe_seal(folder, ca, seal)


def renew_seal(folder: Path, *, name: str) -> MadeSeal:
    """Replace the seal's key by a new one under the same authority, which readers trust already.

    Files sealed with the old key stay valid, since each contains its certificate. Raises
    FileRefused without the authority's key, and when the authority is expired.
    """
    key_path, ca_path = (_check_private(folder / name)[0] for name in (CA_KEY, CA_CERTIFICATE))
    ca_key = _load_file(key_path, _load_ec_key)
    ca = _load_file(ca_path, lambda path: x509.load_pem_x509_certificate(path.read_bytes()))
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    if begin > ca.not_valid_after_utc or ca_key.public_key() != ca.public_key():
        raise FileRefused(
            _("The authority in %(folder)s cannot renew the seal.") % {"folder": folder}
        )
    key = ec.generate_private_key(ec.SECP256R1())
    seal = _build_seal_certificate(key, name, begin, ca, ca_key)
    # Until both are replaced they do not match, and sealing waits.
    for file, content in (
        (SEAL_CERTIFICATE, seal.public_bytes(serialization.Encoding.PEM)),
        (SEAL_KEY, _encode_pem(key)),
    ):
        fresh = folder / f"{file}.new"
        fresh.unlink(missing_ok=True)
        _write_new_file(fresh, content, private=file == SEAL_KEY)
        fresh.replace(folder / file)
    return _describe_seal(folder, ca, seal)


def _describe_seal(folder: Path, ca: x509.Certificate, seal: x509.Certificate) -> MadeSeal:
    return MadeSeal(
        ca_path=folder / CA_CERTIFICATE,
        fingerprint=ca.fingerprint(hashes.SHA256()).hex(":").upper(),
        until=seal.not_valid_after_utc,
    )


def _build_authority(
    key: ec.EllipticCurvePrivateKey, name: str, begin: datetime
) -> x509.Certificate:
    subject = _build_name(f"CA {name}", name)
    usage = _build_key_usage(key_cert_sign=True, crl_sign=True)
    return (
        _build_certificate(subject, subject, key, begin, CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _build_seal_certificate(
    key: ec.EllipticCurvePrivateKey,
    name: str,
    begin: datetime,
    ca: x509.Certificate,
    ca_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    life = min(SEAL_LIFE, ca.not_valid_after_utc - begin)
    identifier = ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    uses = [ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING]
    return (
        _build_certificate(_build_name(f"Segel {name}", name), ca.subject, key, begin, life)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            _build_key_usage(digital_signature=True, content_commitment=True), critical=True
        )
        .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
        .sign(ca_key, hashes.SHA256())
    )


def _build_certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    begin: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _build_name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _build_key_usage(**given: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: given.get(name, False) for name in names})


def _encode_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write_new_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a new file, with its mode set before it has any content."""
    path.touch(mode=PRIVATE if private else 0o644, exist_ok=False)
    path.write_bytes(content)
