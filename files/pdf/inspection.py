"""Sandbox program that inspects an untrusted PDF and prints as JSON what it contains.

Argument: the file. Input: the certificates of our authority (PEM), or nothing. Prints one object:

    {"refused": "encrypted" | "pages" | "malformed"}
    {"attached": [{name, sha256, reference}], "codes": [verification codes on its pages],
     "signatures": [{field, signer, at, intact, trusted, covers, allowed}] or null when unreadable,
     "page_hashes": [a hash of each page's picture, see files.pdf.page_hashes]}

`covers` is what a signature covers: "file" (the whole file), "revision" (something was added after
it), or "part"; `allowed`, whether what was added after is permitted by the signature (DocMDP).
"""

import hashlib
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from files.pdf.page_hashes import hash_pages
from files.sandbox import limit_process

SECONDS = 20  # of the processor
MOST_PAGES = 200
MOST_SIGNATURES = 40
MOST_ATTACHED, LARGEST_ATTACHED = 20, 5_000_000
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\b")
COVERS = {
    SignatureCoverageLevel.ENTIRE_FILE: "file",
    SignatureCoverageLevel.ENTIRE_REVISION: "revision",
}


def main(path: Path, authority: bytes) -> dict[str, Any]:
    """Return what a file contains, or why it was refused."""
    content = path.read_bytes()
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return {"refused": "encrypted" if _is_encrypted(content) else "malformed"}
    if _is_encrypted(content):
        return {"refused": "encrypted"}
    if len(pdf) > MOST_PAGES:
        return {"refused": "pages"}
    return {
        "attached": list(_list_attachments(content)),
        "codes": sorted(_find_codes(pdf)),
        "signatures": _inspect_signatures(content, authority),
        "page_hashes": hash_pages(pdf),
    }


def _is_encrypted(content: bytes) -> bool:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return pdf.is_encrypted
    except pikepdf.PasswordError:
        return True
    except pikepdf.PdfError:
        return False


def _list_attachments(content: bytes) -> Iterator[dict[str, str]]:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for name, file in list(pdf.attachments.items())[:MOST_ATTACHED]:
                data = file.get_file().read_bytes()
                if len(data) <= LARGEST_ATTACHED:
                    digest = hashlib.sha256(data).hexdigest()
                    yield {
                        "name": name[:200],
                        "sha256": digest,
                        "reference": _parse_reference(data),
                    }
    except (pikepdf.PdfError, ValueError, TypeError, KeyError):
        return


def _parse_reference(data: bytes) -> str:
    """Return the document reference in an attached JSON; empty when there is none."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    reference = said.get("reference", "") if isinstance(said, dict) else ""
    return reference[:40] if isinstance(reference, str) else ""


def _find_codes(pdf: pypdfium2.PdfDocument) -> set[str]:
    """Return every text on the pages that has the form of a verification code."""
    found: set[str] = set()
    for page in pdf:
        found |= set(CODE.findall(page.get_textpage().get_text_bounded()))
    return set(sorted(found)[:MOST_ATTACHED])


def _inspect_signatures(content: bytes, authority: bytes) -> list[dict[str, Any]] | None:
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        found = reader.embedded_signatures[:MOST_SIGNATURES]
    except Exception:  # noqa: BLE001 - untrusted input: any error means unreadable
        return None
    roots = _load_certificates(authority) if authority else []
    return [_inspect_signature(signature, roots) for signature in found]


def _load_certificates(pem: bytes) -> list[x509.Certificate]:
    return list(load_certs_from_pemder_data(pem))


def _inspect_signature(
    signature: EmbeddedPdfSignature, roots: list[x509.Certificate]
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "field": str(signature.field_name)[:80],
        "signer": "",
        "at": "",
        "intact": False,
        "trusted": False,
        "covers": "part",
        "allowed": False,
    }
    try:
        certificate = signature.signer_cert
        name = certificate.subject.native.get("common_name", "")
        said["signer"] = (name if isinstance(name, str) else str(name))[:300]
        at = signature.self_reported_timestamp
        said["at"] = at.isoformat() if at else ""
        context = ValidationContext(trust_roots=roots, allow_fetching=False)
        is_timestamp = signature.sig_object_type == "/DocTimeStamp"
        validate = validate_pdf_timestamp if is_timestamp else validate_pdf_signature
        status: Any = validate(signature, context)
    except Exception:  # noqa: BLE001 - untrusted input: any error means not intact
        return said
    said["intact"] = bool(status.intact and status.valid)
    said["trusted"] = bool(status.trusted)
    said["covers"] = COVERS.get(status.coverage, "part")
    said["allowed"] = bool(status.docmdp_ok)
    return said


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    print(json.dumps(main(Path(sys.argv[1]), sys.stdin.buffer.read())))
