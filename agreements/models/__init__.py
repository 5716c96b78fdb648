"""What was signed: letter templates, documents and their versions, signatories, ink records."""

from agreements.models.document import (
    FROZEN_STATES,
    PUBLIC_STATES,
    Clause,
    Document,
    DocumentKind,
    DocumentState,
    DocumentVersion,
    Rendition,
)
from agreements.models.letter import (
    LetterFormula,
    LetterKind,
    LetterLogo,
    LetterPreview,
    LetterPreviewPage,
    LetterTemplate,
    Paper,
    SignatureLayout,
)
from agreements.models.outside import OutsideScan
from agreements.models.printing import (
    MEETING_PRINTS,
    DraftPreview,
    PreviewPage,
    PrintJob,
    PrintKind,
)
from agreements.models.signatory import (
    Capacity,
    HeldScan,
    InkRecord,
    Signatory,
    SignatoryState,
    in_printed_order,
    printing_group,
)

__all__ = [
    "FROZEN_STATES",
    "MEETING_PRINTS",
    "PUBLIC_STATES",
    "Capacity",
    "Clause",
    "Document",
    "DocumentKind",
    "DocumentState",
    "DocumentVersion",
    "DraftPreview",
    "HeldScan",
    "InkRecord",
    "LetterFormula",
    "LetterKind",
    "LetterLogo",
    "LetterPreview",
    "LetterPreviewPage",
    "LetterTemplate",
    "OutsideScan",
    "Paper",
    "PreviewPage",
    "PrintJob",
    "PrintKind",
    "Rendition",
    "Signatory",
    "SignatoryState",
    "SignatureLayout",
    "in_printed_order",
    "printing_group",
]
