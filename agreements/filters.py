"""Search, filters and columns of the list of documents."""

from collections.abc import Collection, Sequence
from typing import ClassVar, Self

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_filters import ChoiceFilter

from agreements.actions.batches import MOST_DOCUMENTS
from agreements.models import (
    PUBLIC_STATES,
    Document,
    DocumentKind,
    DocumentState,
    Signatory,
    SignatoryState,
)
from agreements.permissions import filter_printable
from core.actors import Actor
from core.lists.choice_filters import Choices, LoadedChoiceFilter
from core.lists.columns import Column
from core.lists.listing import Listing
from core.lists.orders import KEPT_COUNT, annotate_kept_count
from core.lists.search_filter import SearchedFilterSet, SearchFilter
from core.lists.years import list_years
from stakeholders.permissions import get_grants, sees_everything

# In the URL of the print dialog: all documents that the filters of the list find.
ALL_FOUND = "semua"


def list_document_years() -> Choices:
    """Return the years of documents as choices, newest first."""
    return list_years(Document.objects.all(), "date")


# Drafts and documents in review come first in the order of states; all others are public.
_FIRST_PUBLIC = min(DocumentState.values.index(state) for state in PUBLIC_STATES)


def _list_visible_parts(reader: Actor, state: str) -> list[QuerySet]:
    """Return what `visible_to` does as querysets that share no row, and that start from an index.

    Without those that have no document in the state that is asked for.
    """
    documents = Document.objects.all()
    if sees_everything(reader):
        return [documents]
    parts: list[tuple[QuerySet, Collection[str]]] = [
        (documents.filter(state_order__gte=_FIRST_PUBLIC), PUBLIC_STATES)
    ]
    mine = get_grants(reader).organisation_ids
    if mine:
        # Nobody has signed, or refused, what is in review: so only the few awaited are read.
        named = Signatory.objects.awaited().filter(organisation_id__in=mine).values("document")
        theirs = documents.filter(state=DocumentState.IN_REVIEW, pk__in=named)
        parts.append((theirs, (DocumentState.IN_REVIEW,)))
    asked = state in DocumentState
    return [rows for rows, states in parts if not asked or state in states] or [documents.none()]


class DocumentFilter(SearchedFilterSet):
    """Documents by words, kind, state and year."""

    cari = SearchFilter()
    jenis = ChoiceFilter(
        field_name="kind",
        label=_("Kind"),
        choices=DocumentKind.choices,
        empty_label=_("All kinds"),
    )
    status = ChoiceFilter(
        field_name="state",
        label=_("State"),
        choices=DocumentState.choices,
        empty_label=_("All states"),
    )
    tahun = LoadedChoiceFilter(
        field_name="date__year",
        label=_("Year"),
        load=list_document_years,
        empty_label=_("All years"),
    )

    class Meta:
        model = Document
        fields: ClassVar[list[str]] = []


class DocumentListing(Listing):
    """All documents that the reader may see, newest first, with signature counts."""

    filters = DocumentFilter
    default_order = "-tanggal"
    title = _("Official records")
    noun = ngettext_lazy("document", "documents", "n")
    url_name = "agreements:document_list"
    export_name = "dokumen"
    columns = (
        Column(key="nomor", label=_("Reference"), value="reference", order=("reference",)),
        Column(key="judul", label=_("Document"), value="title", order=("title", "reference")),
        Column(key="perihal", label=_("Subject"), value="subject", shown=False),
        Column(key="jenis", label=_("Kind"), value=lambda row: row.get_kind_display(), shown=False),
        Column(key="nomor_surat", label=_("Number"), value="number", order=("number", "reference")),
        Column(key="tanggal", label=_("Date"), value="date", order=("date", "reference")),
        Column(
            key="status",
            label=_("State"),
            value=lambda row: row.get_state_display(),
            order=("state_order", "reference"),
        ),
        Column(
            key="ditandatangani",
            label=_("Signed"),
            value="signed_count",
            order=KEPT_COUNT,
            is_number=True,
        ),
        Column(key="penandatangan", label=_("Signatories"), value="signatory_count", shown=False),
    )

    @classmethod
    def open_for(cls, query: QueryDict, reader: Actor) -> Self:
        """Return the list of the documents that a reader may see."""
        parts = _list_visible_parts(reader, query.get("status", ""))
        return cls(query, Document.objects.visible_to(reader), parts=parts, reader=reader)

    def annotate_for_order(self, rows: QuerySet) -> QuerySet:
        """Annotate the kept number of signatures, where the list is sorted by it."""
        is_counted = self.order.removeprefix("-") == "ditandatangani"
        return annotate_kept_count(rows, "signature_tally") if is_counted else rows

    def prefetch_for_page(self, rows: QuerySet) -> QuerySet:
        """Count the signatories of the rows that are shown."""
        return _annotate_signatures(rows.defer("basis", "parties_note", "summary", "reason"))

    def prefetch_for_export(self, rows: QuerySet) -> QuerySet:
        """Count the signatories of all rows."""
        return _annotate_signatures(rows)


class PrintableDocumentListing(DocumentListing):
    """The documents of the list that the reader may print; a page is what is printed at once."""

    per_page = MOST_DOCUMENTS

    @classmethod
    def open_for(cls, query: QueryDict, reader: Actor) -> Self:
        """Return the documents of the list that a reader may print."""
        documents = filter_printable(Document.objects.visible_to(reader), reader)
        parts = _list_visible_parts(reader, query.get("status", ""))
        return cls(query, documents, parts=[filter_printable(each, reader) for each in parts])

    @classmethod
    def choose(cls, references: Sequence[str], reader: Actor) -> Self:
        """Return those of some documents that a reader may print."""
        documents = filter_printable(Document.objects.visible_to(reader), reader)
        return cls(QueryDict(), documents.filter(reference__in=references[:MOST_DOCUMENTS]))

    def build_url(self, **changes: str | int | None) -> str:
        """Return the URL of the dialog that prints all documents of the list."""
        return super().build_url(**{ALL_FOUND: 1, **changes})

    def build_list_query(self) -> str:
        """Return the filters as in the URL of the list itself; empty without any."""
        return self.build_url(**{ALL_FOUND: None}).removesuffix("?")

    def prefetch_for_page(self, rows: QuerySet) -> QuerySet:
        """Read the signatories, by whom it is decided who may print drawn signatures."""
        return rows.prefetch_related("signatories")


def _annotate_signatures(rows: QuerySet) -> QuerySet:
    counted: QuerySet = rows.annotate(
        signatory_count=Count("signatories"),
        signed_count=Count("signatories", filter=Q(signatories__state=SignatoryState.SIGNED)),
    )
    return counted
