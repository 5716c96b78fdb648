"""Sandbox program that signs a PDF with an uploaded certificate, or verifies a signed PDF.

files.pdf_signatures.certificate starts it. An uploaded PKCS#12 file is parsed here, with limited
memory and time, and without database, settings or network. Reads from standard input one line of
JSON (what to do, the passphrase, the length of the certificate file), that file and the PDF; writes
one line of JSON ("reason": "ok" or why it was refused, and the certificate's names) and, after
signing, the signed PDF.
"""

import hashlib
import io
import json
import sys
from datetime import UTC, datetime
from typing import Any

from asn1crypto import pkcs12 as p12_structure
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from files.pdf_signatures.widget import INVISIBLE
from files.sandbox import limit_process

SECONDS = 20
LEAST_RSA_BITS = 2048
CURVES = ("secp256r1", "secp384r1", "secp521r1")
# Extended key usages that permit signing documents; a certificate without any permits everything.
SIGNING_USES = {
    "2.5.29.37.0",  # any (RFC 5280)
    "1.3.6.1.5.5.7.3.4",  # e-mail protection (RFC 5280)
    "1.3.6.1.5.5.7.3.36",  # document signing (RFC 9336)
    "1.2.840.113583.1.1.5",  # Adobe, PDF signing
    "1.3.6.1.4.1.311.10.3.12",  # Microsoft, document signing
}


class CertificateRefused(Exception):
    """The certificate or the file is not accepted; the exception's text is a key of REASONS."""


def main() -> None:
    """Sign or verify, as the command on standard input says, and write the result."""
    limit_process(seconds=SECONDS)
    head, _newline, rest = sys.stdin.buffer.read().partition(b"\n")
    command = json.loads(head)
    p12, pdf = rest[: command["p12"]], rest[command["p12"] :]
    signed = b""
    try:
        if command["action"] == "sign":
            signed, certificate = _sign(command, p12, pdf)
        else:
            certificate = _verify(pdf, before=pdf[: command["before"]])
        result = {"reason": "ok", **_describe_certificate(certificate)}
    except CertificateRefused as refusal:
        result = {"reason": str(refusal)}
    sys.stdout.buffer.write(json.dumps(result).encode() + b"\n" + signed)


def _sign(command: dict[str, Any], p12: bytes, pdf: bytes) -> tuple[bytes, x509.Certificate]:
    passphrase = command["passphrase"].encode()
    certificate = _load_certificate(p12, passphrase)
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=command["field"],
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=SimpleSigner.load_pkcs12_data(p12, other_certs=[], passphrase=passphrase),
        new_field_spec=SigFieldSpec(
            command["field"], invis_sig_settings=INVISIBLE, readable_field_name=command["field"]
        ),
    )
    output = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    return output.getvalue(), certificate


def _load_certificate(p12: bytes, passphrase: bytes) -> x509.Certificate:
    """Return the certificate of a PKCS#12 file; raises CertificateRefused if it cannot sign."""
    try:
        p12_structure.Pfx.load(p12, strict=True)["auth_safe"].native  # noqa: B018 - parses it
    except (ValueError, TypeError, KeyError):
        raise CertificateRefused("not_p12") from None
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(p12, passphrase)
    except ValueError:
        raise CertificateRefused("passphrase") from None
    if key is None:
        raise CertificateRefused("no_key")
    if certificate is None or _encode_public_key(key.public_key()) != _encode_public_key(
        certificate.public_key()
    ):
        raise CertificateRefused("foreign_key")
    _require_strong(key)
    _require_usable(certificate)
    return certificate


def _encode_public_key(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _require_strong(key: PrivateKeyTypes) -> None:
    if isinstance(key, rsa.RSAPrivateKey):
        if key.key_size < LEAST_RSA_BITS:
            raise CertificateRefused("weak")
    elif not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name not in CURVES:
        raise CertificateRefused("key_type")


def _require_usable(certificate: x509.Certificate) -> None:
    now = datetime.now(UTC)
    if now > certificate.not_valid_after_utc:
        raise CertificateRefused("expired")
    if now < certificate.not_valid_before_utc:
        raise CertificateRefused("not_yet_valid")
    basic = _get_extension(certificate, x509.BasicConstraints)
    usage = _get_extension(certificate, x509.KeyUsage)
    uses = _get_extension(certificate, x509.ExtendedKeyUsage)
    can_sign = usage is None or usage.digital_signature or usage.content_commitment
    is_for_documents = uses is None or any(use.dotted_string in SIGNING_USES for use in uses)
    if (basic is not None and basic.ca) or not can_sign or not is_for_documents:
        raise CertificateRefused("purpose")


def _get_extension[Extension: x509.ExtensionType](
    certificate: x509.Certificate, kind: type[Extension]
) -> Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _verify(pdf: bytes, *, before: bytes) -> x509.Certificate:
    """Return the certificate of the last signature.

    Raises CertificateRefused unless the PDF has one signature more than `before`, and all
    signatures are valid.
    """
    signatures = _read_signatures(pdf)
    if len(signatures) != len(_read_signatures(before)) + 1:
        raise CertificateRefused("altered")
    no_trust_roots = ValidationContext(trust_roots=[], allow_fetching=False)
    for signature in signatures:
        status = validate_pdf_signature(signature, no_trust_roots)
        if not (status.intact and status.valid and status.docmdp_ok):
            raise CertificateRefused("altered")
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise CertificateRefused("altered")
    return x509.load_der_x509_certificate(signatures[-1].signer_cert.dump())


def _read_signatures(pdf: bytes) -> list[EmbeddedPdfSignature]:
    reader = PdfFileReader(io.BytesIO(pdf))
    signatures: list[EmbeddedPdfSignature] = reader.embedded_regular_signatures
    return signatures


def _describe_certificate(certificate: x509.Certificate) -> dict[str, str]:
    der = certificate.public_bytes(serialization.Encoding.DER)
    return {
        "subject": _format_name(certificate.subject),
        "issuer": _format_name(certificate.issuer),
        "certificate_sha256": hashlib.sha256(der).hexdigest(),
    }


def _format_name(name: x509.Name) -> str:
    """Return name and organisation; other parts, such as identity numbers, are not kept."""
    parts = [
        str(attribute.value)
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for attribute in name.get_attributes_for_oid(oid)[:1]
    ]
    return ", ".join(parts)


if __name__ == "__main__":
    main()
