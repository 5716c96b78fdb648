"""Choosing a document: how it is found by typing."""

from django.db.models import QuerySet

from agreements.models import Document
from core.choosing.kinds import REFERENCE, RowKind


def _list_documents() -> QuerySet[Document]:
    return Document.objects.order_by("-date", "-reference")


def describe_document(document: Document) -> str:
    """Return reference and title, as in the list of documents."""
    return f"{document.reference}: {document.title}"


DOCUMENTS = RowKind(
    name="dokumen",
    list_rows=_list_documents,
    describe=describe_document,
    code="reference",
    code_pattern=REFERENCE,
    show_to=lambda rows, user: rows.visible_to(user),
    is_open=True,
)
