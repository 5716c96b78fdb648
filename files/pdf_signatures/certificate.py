"""A party's own certificate on the sealed file, as one more increment.

The PKCS#12 file comes from outside, so it is opened in a process of its own
(files.pdf_signatures.certificate_sandbox). Its passphrase goes there through a pipe and is nowhere
written down, logged or kept.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from files.refusals import FileRefused
from files.sandbox import NotFinished, run_in_sandbox

MAX_BYTES = 200_000  # a key with its chain of certificates takes some thousands
SECONDS = 30
PROBE = "files.pdf_signatures.certificate_sandbox"

# What is wrong, by the probe's word: the field of the form, and the sentence.
REASONS: dict[str, tuple[str, Any]] = {
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
    """The file with a party's signature, and what the certificate says."""

    pdf: bytes
    subject: str  # name and organisation
    issuer: str
    certificate_sha256: str


def sign_with_p12(pdf: bytes, *, field: str, p12: bytes, passphrase: str) -> CertificateSignature:
    """Sign the newest final file with the certificate in `p12`; `field` names the new signature.

    Raises FileRefused beside the form's field for a file, passphrase or certificate that does not
    do.
    """
    if len(p12) > MAX_BYTES:
        raise refusal("large")
    order = {"act": "sign", "field": field, "passphrase": passphrase}
    return _ask(order, p12, pdf)


def judge_signed(signed: bytes, *, before: bytes) -> CertificateSignature:
    """Return what a file says that was signed elsewhere.

    Raises FileRefused unless it is `before` with exactly one valid signature more, covering it
    whole.
    """
    if not signed.startswith(before) or len(signed) == len(before):
        raise refusal("altered")
    return _ask({"act": "judge", "before": len(before)}, b"", signed)


def refusal(word: str) -> FileRefused:
    """Return the refusal for a word of the probe."""
    field, sentence = REASONS[word]
    return FileRefused(sentence, field=field or None, code=word)


def _ask(order: dict[str, Any], p12: bytes, pdf: bytes) -> CertificateSignature:
    head = json.dumps({**order, "p12": len(p12)}).encode()
    try:
        said = run_in_sandbox(PROBE, seconds=SECONDS, given=head + b"\n" + p12 + pdf)
    except NotFinished:
        raise refusal("malformed" if order["act"] == "sign" else "altered") from None
    line, _newline, signed = said.partition(b"\n")
    answer = json.loads(line)
    if answer["word"] != "ok":
        raise refusal(answer["word"])
    return CertificateSignature(
        pdf=signed or pdf,
        subject=answer["subject"],
        issuer=answer["issuer"],
        certificate_sha256=answer["certificate_sha256"],
    )
