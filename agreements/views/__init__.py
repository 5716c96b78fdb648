"""Pages of documents, and of their verification."""

from agreements.views.batches import (
    print_batch,
    print_batch_dialog,
    print_batch_file,
    print_batch_stop,
)
from agreements.views.clauses import (
    clause_edit,
    clause_move,
    clause_remove,
    clause_take,
    document_clauses,
)
from agreements.views.documents import document_detail, document_list, document_print
from agreements.views.drafting import (
    document_create,
    document_gather,
    document_number,
    document_particulars,
)
from agreements.views.ink import document_ink, document_scan
from agreements.views.letter_samples import letter_picture, letter_preview, letter_sample
from agreements.views.letters import (
    letter_create,
    letter_detail,
    letter_edit,
    letter_formula,
    letter_list,
    letter_logo,
    letter_logo_change,
    letter_logo_remove,
)
from agreements.views.meeting_desk import meeting_documents
from agreements.views.outside import (
    document_outside_edit,
    document_outside_scan,
    document_register,
    outside_scan,
)
from agreements.views.page_codes import page_code
from agreements.views.printing import print_dialog, print_file, print_job
from agreements.views.sealing import document_seal, seal_certificate
from agreements.views.signatories import (
    document_signatories,
    signatory_add,
    signatory_edit,
    signatory_fill,
    signatory_move,
    signatory_remove,
)
from agreements.views.signing import (
    document_force,
    document_freeze,
    document_void,
)
from agreements.views.verification import verification, verification_form
from agreements.views.workbench import document_preview, preview_picture, preview_print

__all__ = [
    "clause_edit",
    "clause_move",
    "clause_remove",
    "clause_take",
    "document_clauses",
    "document_create",
    "document_detail",
    "document_force",
    "document_freeze",
    "document_gather",
    "document_ink",
    "document_list",
    "document_number",
    "document_outside_edit",
    "document_outside_scan",
    "document_particulars",
    "document_preview",
    "document_print",
    "document_register",
    "document_scan",
    "document_seal",
    "document_signatories",
    "document_void",
    "letter_create",
    "letter_detail",
    "letter_edit",
    "letter_formula",
    "letter_list",
    "letter_logo",
    "letter_logo_change",
    "letter_logo_remove",
    "letter_picture",
    "letter_preview",
    "letter_sample",
    "meeting_documents",
    "outside_scan",
    "page_code",
    "preview_picture",
    "preview_print",
    "print_batch",
    "print_batch_dialog",
    "print_batch_file",
    "print_batch_stop",
    "print_dialog",
    "print_file",
    "print_job",
    "seal_certificate",
    "signatory_add",
    "signatory_edit",
    "signatory_fill",
    "signatory_move",
    "signatory_remove",
    "verification",
    "verification_form",
]
