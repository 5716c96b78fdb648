"""The dispatch from a kind of document to the builder of its content."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from agreements.content import addendum, bast, berita_acara, nota_kesepakatan
from agreements.content.agreement import build_common_content, get_occasion
from agreements.models import Document, DocumentKind


class _Build(Protocol):
    def __call__(
        self, document: Document, *, recorded_at: datetime | None = None
    ) -> dict[str, Any]: ...


BUILDERS: dict[str, _Build] = {
    DocumentKind.BERITA_ACARA: berita_acara.build_content,
    DocumentKind.NOTA_KESEPAKATAN: nota_kesepakatan.build_content,
    DocumentKind.ADDENDUM: addendum.build_content,
    DocumentKind.BAST: bast.build_content,
}


# Formula fields that only one kind of document has.
FIELDS: dict[str, Callable[[Document], dict[str, str]]] = {
    DocumentKind.ADDENDUM: addendum.get_formula_fields,
    DocumentKind.BAST: bast.get_formula_fields,
}


def build_frame(document: Document) -> dict[str, Any]:
    """Return a draft's content without its clauses: head, formulas, parties, signature blocks."""
    fields = FIELDS[document.kind](document) if document.kind in FIELDS else {}
    occasion = get_occasion(document)
    return build_common_content(document, occasion, schema="", recorded_at=None, fields=fields)


def build_content(document: Document, *, recorded_at: datetime | None = None) -> dict[str, Any]:
    """Return the content of a document of any kind as plain JSON.

    `recorded_at` is the moment of freezing; for a draft (None) its creation time is used.
    """
    return BUILDERS[document.kind](document, recorded_at=recorded_at)
