"""Models of signing: signatures, ink records and their scans, closings, final files, archives."""

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
    "ScanBatch",
    "ScanFile",
    "ScannedPage",
    "ScannedPaper",
    "Signature",
    "SigningCode",
]
