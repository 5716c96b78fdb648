"""Pages of documents, and of their verification."""

from agreements.views.documents import document_detail, document_list, document_print
from agreements.views.meeting_desk import meeting_documents
from agreements.views.printing import print_dialog, print_file, print_job
from agreements.views.verification import verification, verification_form

__all__ = [
    "document_detail",
    "document_list",
    "document_print",
    "meeting_documents",
    "print_dialog",
    "print_file",
    "print_job",
    "verification",
    "verification_form",
]
