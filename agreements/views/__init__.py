"""Pages of documents, and of their verification."""

from agreements.views.documents import document_detail, document_list, document_print
from agreements.views.verification import verification, verification_form

__all__ = [
    "document_detail",
    "document_list",
    "document_print",
    "verification",
    "verification_form",
]
