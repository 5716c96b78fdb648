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

from files.pdf_signatures.keys import load_seal_signer
from files.pdf_signatures.timestamps import DeadlineTimeStamper, TimestampFailed
from files.pdf_signatures.widget import INVISIBLE

DIGEST = "sha256"
SEAL_FIELD, CLOSING_FIELD, TIMESTAMP_FIELD = "Segel", "SegelPenutup", "StempelWaktu"
B_B, B_T = "B-B", "B-T"
# Bytes: the length of an ECDSA signature varies by up to eight.
SPARE = 32


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """A sealed file and its PAdES level, B-B or B-T."""

    pdf: bytes
    level: str


def seal_pdf(pdf: bytes, *, leaves_room: bool) -> SealedPdf:
    """Certify a final: no change is allowed afterwards (certification level DocMDP P=1).

    With `leaves_room` parties may still add their signatures (P=2). Raises FileRefused when there
    is no key.
    """
    permission = MDPPerm.FILL_FORMS if leaves_room else MDPPerm.NO_CHANGES
    return _sign_at_best_level(
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


def close_seal(pdf: bytes) -> SealedPdf:
    """Add the closing seal after the parties' signatures, to cover the whole file."""
    return _sign_at_best_level(
        pdf,
        PdfSignatureMetadata(
            field_name=CLOSING_FIELD,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            reason="Segel penutup setelah tanda tangan bersertifikat",
        ),
    )


def timestamp_pdf(pdf: bytes) -> bytes:
    """Return a sealed file with a document timestamp as an incremental update.

    Raises TimestampFailed when the server fails; the caller tries again later.
    """
    timestamper = _get_timestamper()
    if timestamper is None:
        raise TimestampFailed("TSA_URL is not set")
    output = PdfTimeStamper(
        timestamper, field_name=TIMESTAMP_FIELD, invis_settings=INVISIBLE
    ).timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), DIGEST)
    return bytes(output.getvalue())


def _sign_at_best_level(pdf: bytes, metadata: PdfSignatureMetadata) -> SealedPdf:
    timestamper = _get_timestamper()
    if timestamper is not None:
        try:
            return SealedPdf(_sign(pdf, metadata, timestamper), B_T)
        except TimestampFailed:
            pass  # sealed as B-B; a document timestamp is added later
    return SealedPdf(_sign(pdf, metadata, None), B_B)


def _sign(
    pdf: bytes, metadata: PdfSignatureMetadata, timestamper: DeadlineTimeStamper | None
) -> bytes:
    name = str(metadata.field_name)
    signer = PdfSigner(
        metadata,
        signer=load_seal_signer(),
        timestamper=timestamper,
        new_field_spec=SigFieldSpec(name, invis_sig_settings=INVISIBLE, readable_field_name=name),
    )
    # The size of a timestamp is unknown beforehand; the size of anything else is known.
    reserved = _compute_reserved_digits(load_seal_signer()) if timestamper is None else None
    output = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=reserved)
    return bytes(output.getvalue())


def _compute_reserved_digits(signer: SimpleSigner) -> int:
    """Return the number of hexadecimal digits to reserve for a seal, by a dry run."""
    trial = asyncio.run(
        signer.async_sign(hashlib.sha256().digest(), DIGEST, use_pades=True, dry_run=True)
    )
    return 2 * (len(trial.dump()) + SPARE)


def _get_timestamper() -> DeadlineTimeStamper | None:
    return _build_timestamper(settings.TSA_URL, settings.TSA_SECONDS) if settings.TSA_URL else None


@functools.lru_cache(maxsize=1)
def _build_timestamper(url: str, seconds: float) -> DeadlineTimeStamper:
    """Return the client of a server; pyHanko caches the size of its tokens in it."""
    return DeadlineTimeStamper(url, timeout=seconds)
