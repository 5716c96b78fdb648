"""Choosing a document or a letterhead: how they are found by typing."""

from typing import Any

from django.db.models import QuerySet

from agreements.models import Document, Letterhead
from agreements.permissions import can_see_letterheads
from core.choosing.kinds import REFERENCE, RowKind
from core.search.words import split_query


def _list_documents() -> QuerySet[Document]:
    return Document.objects.order_by("-date", "-reference")


def describe_document(document: Document) -> str:
    """Return reference and title, as in the list of documents."""
    return f"{document.reference}: {document.title}"


def _list_letterheads() -> QuerySet[Letterhead]:
    return Letterhead.objects.order_by("name", "pk")


def match_letterheads(rows: QuerySet[Any], text: str, most: int) -> list[Any]:
    """Return the letterheads whose name has every word; each office has one, so all are read."""
    for word in split_query(text):
        rows = rows.filter(name__icontains=word)
    return list(rows[:most])


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
    match=match_letterheads,
    show_to=lambda rows, user: rows.visible_to(user),
    permits=can_see_letterheads,
)
