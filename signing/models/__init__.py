"""Models of signing: signatures, ink records, scans, closings, final files, seal, archives."""

from signing.models.archive import ArchiveJob
from signing.models.closing import Closing, FileStage, IssuedFile
from signing.models.ink import (
    InkOutcome,
    InkRecord,
    InkState,
    ScanBatch,
    ScanFile,
    ScannedPage,
    ScannedPaper,
)
from signing.models.seal import PortalSeal
from signing.models.signature import MarkKind, Signature, SigningCode

__all__ = [
    "ArchiveJob",
    "Closing",
    "FileStage",
    "InkOutcome",
    "InkRecord",
    "InkState",
    "IssuedFile",
    "MarkKind",
    "PortalSeal",
    "ScanBatch",
    "ScanFile",
    "ScannedPage",
    "ScannedPaper",
    "Signature",
    "SigningCode",
]
