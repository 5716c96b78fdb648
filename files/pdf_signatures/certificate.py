"""Signing the sealed file with a party's own certificate, as an incremental update.

The PKCS#12 file is untrusted, so it is opened in a sandbox
(files.pdf_signatures.certificate_sandbox). Its passphrase is passed through a pipe and is never
written to disk, logged or stored.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from files.refusals import FileRefused
from files.sandbox import SandboxFailed, run_in_sandbox

MAX_BYTES = 200_000  # a key with its chain of certificates takes some thousands
SECONDS = 30
SANDBOX = "files.pdf_signatures.certificate_sandbox"

# Why the sandbox refused: the form field at which the message is shown, and the message.
REASONS: dict[str, tuple[str, Promise]] = {
    "large": ("p12", _("This file is larger than 200 kB, so it is not a certificate.")),
    "not_p12": ("p12", _("This file is not a certificate with its key (PKCS#12, .p12 or .pfx).")),
    "passphrase": ("passphrase", _("The passphrase does not open this certificate.")),
    "no_key": ("p12", _("This file holds no private key. Export the certificate with its key.")),
    "foreign_key": ("p12", _("The key in this file does not belong to its certificate.")),
    "expired": ("p12", _("This certificate has expired. Ask its issuer for a new one.")),
    "not_yet_valid": ("p12", _("This certificate is not valid yet.")),
    "purpose": (
        "p12",
        _("This certificate was not issued for signing documents."),
    ),
    "weak": ("p12", _("The key of this certificate is too weak: RSA with less than 2048 bits.")),
    "key_type": ("p12", _("PDF readers cannot verify this type of key.")),
    "malformed": ("p12", _("This certificate cannot be used: the file is damaged.")),
    "altered": (
        "",
        _(
            "The signed file is not the sealed file with exactly one more valid signature."
            " Nothing was saved."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class CertificateSignature:
    """A PDF with a party's signature, and the names in the party's certificate."""

    pdf: bytes
    subject: str  # name and organisation
    issuer: str
    certificate_sha256: str


def sign_with_p12(pdf: bytes, *, field: str, p12: bytes, passphrase: str) -> CertificateSignature:
    """Sign a final file with the certificate in `p12`; `field` is the new signature field's name.

    Raises FileRefused for the form's field when file, passphrase or certificate is not accepted.
    """
    if len(p12) > MAX_BYTES:
        raise build_refusal("large")
    command = {"action": "sign", "field": field, "passphrase": passphrase}
    return _run_certificate_sandbox(command, p12, pdf)


def verify_signed(signed: bytes, *, before: bytes) -> CertificateSignature:
    """Verify a file that was signed outside of the portal, and return its newest signature.

    Raises FileRefused unless it is `before` with exactly one more valid signature, which covers the
    whole file.
    """
    if not signed.startswith(before) or len(signed) == len(before):
        raise build_refusal("altered")
    return _run_certificate_sandbox({"action": "verify", "before": len(before)}, b"", signed)


def build_refusal(reason: str) -> FileRefused:
    """Return the exception for a key of REASONS."""
    field, sentence = REASONS[reason]
    return FileRefused(sentence, field=field or None, code=reason)


def _run_certificate_sandbox(
    command: dict[str, Any], p12: bytes, pdf: bytes
) -> CertificateSignature:
    head = json.dumps({**command, "p12": len(p12)}).encode()
    try:
        output = run_in_sandbox(SANDBOX, seconds=SECONDS, stdin=head + b"\n" + p12 + pdf)
    except SandboxFailed:
        raise build_refusal("malformed" if command["action"] == "sign" else "altered") from None
    line, _newline, signed = output.partition(b"\n")
    result = json.loads(line)
    if result["reason"] != "ok":
        raise build_refusal(result["reason"])
    return CertificateSignature(
        pdf=signed or pdf,
        subject=result["subject"],
        issuer=result["issuer"],
        certificate_sha256=result["certificate_sha256"],
    )
