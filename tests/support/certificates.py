"""Certificates of an authority that exists in tests only, in every condition."""

import functools
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSPHRASE = "kalimat sandi yang rahasia"
YEAR = timedelta(days=365)
SIGNING = (ExtendedKeyUsageOID.EMAIL_PROTECTION,)


@functools.cache
def authority():
    """The authority: its key and its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key, _built("CA Uji (contoh)", key.public_key(), key, is_ca=True)


def lapsed_authority():
    """The certificate of the same authority, its time being over."""
    key, certificate = authority()
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return _built(common, key.public_key(), key, end=-timedelta(days=1), is_ca=True)


def issued(name, *, key=None, begin=-YEAR, end=YEAR, uses=SIGNING, is_ca=False):
    """A key and its certificate, valid between two moments from now."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    signed_by, certificate = authority()
    return key, _built(
        name,
        key.public_key(),
        signed_by,
        issuer=certificate.subject,
        begin=begin,
        end=end,
        uses=uses,
        is_ca=is_ca,
    )


def p12(key, certificate, passphrase=PASSPHRASE):
    """A PKCS#12 file, as a browser or an authority hands it out."""
    return pkcs12.serialize_key_and_certificates(
        b"contoh",
        key,
        certificate,
        [authority()[1]],
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


@functools.cache
def p12_of(name):
    """The file of somebody whose certificate is in order."""
    return p12(*issued(name))


def bad_p12s():
    """PKCS#12 files that must be refused, by the key of the reason."""
    _key, certificate = issued("Benar (contoh)")
    return {
        "not_p12": b"%PDF-1.7 bukan sertifikat",
        "no_key": _without_key(certificate),
        "expired": p12(*issued("Kedaluwarsa (contoh)", end=-timedelta(days=1))),
        "not_yet_valid": p12(*issued("Terlalu dini (contoh)", begin=timedelta(days=1))),
        "purpose": p12(*issued("Situs (contoh)", uses=(ExtendedKeyUsageOID.SERVER_AUTH,))),
        "weak": p12(*issued("Lemah (contoh)", key=rsa.generate_private_key(65537, 1024))),
        "key_type": p12(*issued("Kurva (contoh)", key=ec.generate_private_key(ec.SECP256K1()))),
        "large": p12_of("Benar (contoh)") + bytes(200_000),
        "foreign_key": _with_foreign_key(certificate),
    }


def _without_key(certificate):
    return pkcs12.serialize_key_and_certificates(
        b"contoh",
        None,
        certificate,
        None,
        serialization.BestAvailableEncryption(PASSPHRASE.encode()),
    )


def _with_foreign_key(certificate):
    """A key beside the certificate of another."""
    return pkcs12.serialize_key_and_certificates(
        b"contoh",
        ec.generate_private_key(ec.SECP256R1()),
        None,
        [certificate],
        serialization.BestAvailableEncryption(PASSPHRASE.encode()),
    )


def _built(name, public, signed_by, *, issuer=None, begin=-YEAR, end=YEAR, uses=(), is_ca=False):
    now = datetime.now(UTC)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Kantor (contoh)"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, "3577031234567890"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begin)
        .not_valid_after(now + end)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if uses:
        is_timestamping = ExtendedKeyUsageOID.TIME_STAMPING in uses
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=is_timestamping)
    return builder.sign(signed_by, hashes.SHA256())
