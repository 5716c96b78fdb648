"""Choosing a document or a letterhead: how they are found by typing."""

from django.db.models import QuerySet

from agreements.models import Document, Letterhead
from agreements.permissions import can_see_letterheads
from core.choosing.kinds import REFERENCE, RowKind, match_fields


def _list_documents() -> QuerySet[Document]:
    return Document.objects.order_by("-date", "-reference")


def describe_document(document: Document) -> str:
    """Return reference and title, as in the list of documents."""
    return f"{document.reference}: {document.title}"


def _list_letterheads() -> QuerySet[Letterhead]:
    return Letterhead.objects.order_by("name", "pk")


DOCUMENTS = RowKind(
    name="dokumen",
    list_rows=_list_documents,
    describe=describe_document,
    code="reference",
    code_pattern=REFERENCE,
    show_to=lambda rows, user: rows.visible_to(user),
    is_open=True,
)
LETTERHEADS = RowKind(
    name="kop-surat",
    list_rows=_list_letterheads,
    describe=str,
    match=match_fields("name"),
    show_to=lambda rows, user: rows.visible_to(user),
    permits=can_see_letterheads,
)
