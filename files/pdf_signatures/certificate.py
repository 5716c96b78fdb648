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

# For each reason of the sandbox: the field of the form, and the sentence.
REASONS: dict[str, tuple[str, Promise]] = {
    "large": ("p12", _("This file is larger than 200 kB: it is no certificate.")),
    "not_p12": ("p12", _("This file is no certificate with a key (PKCS#12, .p12 or .pfx).")),
    "passphrase": ("passphrase", _("The passphrase does not open this certificate.")),
    "no_key": ("p12", _("This file holds no private key. Export the certificate with its key.")),
    "foreign_key": ("p12", _("The key in this file does not belong to its certificate.")),
    "lapsed": ("p12", _("This certificate has lapsed. Ask its issuer for a new one.")),
    "early": ("p12", _("This certificate is not valid yet.")),
    "purpose": (
        "p12",
        _("This certificate was issued for something else than signing documents."),
    ),
    "weak": ("p12", _("The key of this certificate is too weak: RSA with less than 2048 bits.")),
    "kind": ("p12", _("The key of this certificate is of a kind that PDF readers cannot check.")),
    "malformed": ("p12", _("This certificate cannot be used: the file is damaged.")),
    "altered": (
        "",
        _("What came back is not the sealed file with one valid signature more. Nothing was kept."),
    ),
}


@dataclass(frozen=True, slots=True)
class CertificateSignature:
    """A file with a party's signature, and the names in its certificate."""

    pdf: bytes
    subject: str  # name and organisation
    issuer: str
    certificate_sha256: str


def sign_with_p12(pdf: bytes, *, field: str, p12: bytes, passphrase: str) -> CertificateSignature:
    """Sign the newest final file with the certificate in `p12`; `field` names the new signature.

    Raises FileRefused for the form's field when file, passphrase or certificate is not accepted.
    """
    if len(p12) > MAX_BYTES:
        raise build_refusal("large")
    order = {"act": "sign", "field": field, "passphrase": passphrase}
    return _run_certificate_sandbox(order, p12, pdf)


def verify_signed(signed: bytes, *, before: bytes) -> CertificateSignature:
    """Verify a file that was signed elsewhere and return its newest signature.

    Raises FileRefused unless it is `before` with exactly one more valid signature, which covers the
    whole file.
    """
    if not signed.startswith(before) or len(signed) == len(before):
        raise build_refusal("altered")
    return _run_certificate_sandbox({"act": "judge", "before": len(before)}, b"", signed)


def build_refusal(reason: str) -> FileRefused:
    """Return the refusal for a reason of the sandbox."""
    field, sentence = REASONS[reason]
    return FileRefused(sentence, field=field or None, code=reason)


def _run_certificate_sandbox(order: dict[str, Any], p12: bytes, pdf: bytes) -> CertificateSignature:
    head = json.dumps({**order, "p12": len(p12)}).encode()
    try:
        said = run_in_sandbox(SANDBOX, seconds=SECONDS, given=head + b"\n" + p12 + pdf)
    except SandboxFailed:
        raise build_refusal("malformed" if order["act"] == "sign" else "altered") from None
    line, _newline, signed = said.partition(b"\n")
    answer = json.loads(line)
    if answer["reason"] != "ok":
        raise build_refusal(answer["reason"])
    return CertificateSignature(
        pdf=signed or pdf,
        subject=answer["subject"],
        issuer=answer["issuer"],
        certificate_sha256=answer["certificate_sha256"],
    )
