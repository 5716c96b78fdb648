"""The portal's seal on a final file: an invisible PAdES signature that certifies it.

Order (docs/adr/0010-sealing.md): the final is rendered once and certified; parties with a
certificate sign it as increments; a closing seal comes last. A timestamp server that fails or
hangs lowers the level from B-T to B-B and never blocks.
"""

import asyncio
import functools
import hashlib
import io
from dataclasses import dataclass

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner

from files.pdf_signatures.keys import seal_signer
from files.pdf_signatures.timestamps import NoTimestamp, PatientTimeStamper
from files.pdf_signatures.widget import INVISIBLE

DIGEST = "sha256"
SEAL_FIELD, CLOSING_FIELD, TIMESTAMP_FIELD = "Segel", "SegelPenutup", "StempelWaktu"
B_B, B_T = "B-B", "B-T"
# Bytes: by the luck of its numbers, an ECDSA signature is up to eight longer than another.
SPARE = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file and its PAdES level."""

    pdf: bytes
    level: str


def seal_pdf(pdf: bytes, *, leaves_room: bool) -> Sealed:
    """Certify a final: no change is allowed after it (DocMDP P=1).

    With `leaves_room` parties may still sign in the sealed file itself (P=2). Raises FileRefused
    when there is no key.
    """
    permission = MDPPerm.FILL_FORMS if leaves_room else MDPPerm.NO_CHANGES
    return _sign(
        pdf,
        PdfSignatureMetadata(
            field_name=SEAL_FIELD,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=permission,
            reason="Segel elektronik: isi naskah tidak berubah sejak disegel",
        ),
    )


def close_seal(pdf: bytes) -> Sealed:
    """Sign a file again that parties have signed, so that the last signature covers it whole."""
    return _sign(
        pdf,
        PdfSignatureMetadata(
            field_name=CLOSING_FIELD,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            reason="Segel penutup setelah tanda tangan bersertifikat",
        ),
    )


def timestamp_pdf(pdf: bytes) -> bytes:
    """Return a sealed file with a document timestamp as one more increment.

    Raises NoTimestamp when the server fails; then it is tried again later.
    """
    timestamper = _timestamper()
    if timestamper is None:
        raise NoTimestamp("TSA_URL is not set")
    output = PdfTimeStamper(
        timestamper, field_name=TIMESTAMP_FIELD, invis_settings=INVISIBLE
    ).timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), DIGEST)
    return bytes(output.getvalue())


def _sign(pdf: bytes, metadata: PdfSignatureMetadata) -> Sealed:
    timestamper = _timestamper()
    if timestamper is not None:
        try:
            return Sealed(_signed(pdf, metadata, timestamper), B_T)
        except NoTimestamp:
            pass  # sealed without one; the timestamp is added later
    return Sealed(_signed(pdf, metadata, None), B_B)


def _signed(
    pdf: bytes, metadata: PdfSignatureMetadata, timestamper: PatientTimeStamper | None
) -> bytes:
    name = str(metadata.field_name)
    signer = PdfSigner(
        metadata,
        signer=seal_signer(),
        timestamper=timestamper,
        new_field_spec=SigFieldSpec(name, invis_sig_settings=INVISIBLE, readable_field_name=name),
    )
    # What a timestamp server will answer is not known before; all else is, nearly to the byte.
    room = _room(seal_signer()) if timestamper is None else None
    output = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=room)
    return bytes(output.getvalue())


def _room(signer: SimpleSigner) -> int:
    """Return how many hexadecimal digits to leave for a seal, by making one of nothing."""
    trial = asyncio.run(
        signer.async_sign(hashlib.sha256().digest(), DIGEST, use_pades=True, dry_run=True)
    )
    return 2 * (len(trial.dump()) + SPARE)


def _timestamper() -> PatientTimeStamper | None:
    return _known_timestamper(settings.TSA_URL, settings.TSA_SECONDS) if settings.TSA_URL else None


@functools.lru_cache(maxsize=1)
def _known_timestamper(url: str, seconds: float) -> PatientTimeStamper:
    """Return the client of a server; it remembers how large its answers are."""
    return PatientTimeStamper(url, timeout=seconds)
