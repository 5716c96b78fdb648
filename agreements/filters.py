"""Search, filters and columns of the list of documents."""

from typing import ClassVar, Self

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_filters import ChoiceFilter

from agreements.models import Document, DocumentKind, DocumentState, SignatoryState
from core.actors import Actor
from core.lists.choice_filters import Choices, LoadedChoiceFilter
from core.lists.columns import Column
from core.lists.listing import Listing
from core.lists.orders import build_choice_order
from core.lists.search_filter import SearchedFilterSet, SearchFilter


def list_document_years() -> Choices:
    """Return the years of documents as choices, newest first."""
    years = Document.objects.order_by("-date__year").values_list("date__year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


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
        Column(key="judul", label=_("Document"), value="title", order=("title", "subject")),
        Column(key="perihal", label=_("Subject"), value="subject", shown=False),
        Column(key="jenis", label=_("Kind"), value=lambda row: row.get_kind_display(), shown=False),
        Column(key="nomor_surat", label=_("Number"), value="number", order=("number",)),
        Column(key="tanggal", label=_("Date"), value="date", order=("date", "reference")),
        Column(
            key="status",
            label=_("State"),
            value=lambda row: row.get_state_display(),
            order=(build_choice_order("state", DocumentState.values),),
        ),
        Column(
            key="ditandatangani",
            label=_("Signed"),
            value="signed_count",
            order=("signed_count",),
            is_number=True,
        ),
        Column(key="penandatangan", label=_("Signatories"), value="signatory_count", shown=False),
    )

    @classmethod
    def open_for(cls, query: QueryDict, reader: Actor) -> Self:
        """Return the list of the documents that a reader may see."""
        return cls(query, Document.objects.visible_to(reader))

    def __init__(self, query: QueryDict, queryset: QuerySet[Document]):
        # Annotated here and not in the view, since other pages use this list and its order too.
        counted = queryset.annotate(
            signatory_count=Count("signatories"),
            signed_count=Count("signatories", filter=Q(signatories__state=SignatoryState.SIGNED)),
        )
        super().__init__(query, counted)
