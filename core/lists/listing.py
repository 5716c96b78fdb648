"""A list page, controlled by its URL.

Unknown or invalid parameters are ignored, never an error, and the page names them.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.forms import Form
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from core.actors import Actor
from core.choosing.filters import RowFilterField
from core.exports import FORMATS, Export
from core.lists.choice_filters import describe_choice
from core.lists.columns import Column, ColumnHeader
from core.lists.export import ExportLink, build_export_links, list_export_columns
from core.lists.orders import SortKey, list_sort_keys
from core.lists.paged_rows import PagedRows
from core.lists.parameters import FORMAT, ORDER, read_number


class Listing(PagedRows):
    """One list page: its filters, order, page number and export, read from the URL.

    Subclasses declare `filters`, `columns`, `default_order` (a column's key, with a hyphen for
    descending), `title` (the heading of the page), `noun` (an `ngettext_lazy` counted by "n"),
    `url_name` (of the page) and `export_name` (of the file, and of the list in
    portal.pages.export_lists). `open_for` returns what one reader may see.
    """

    filters: ClassVar[type[FilterSet]]
    columns: ClassVar[Sequence[Column]]
    default_order: ClassVar[str]
    title: ClassVar[Any]
    noun: ClassVar[Any]
    url_name: ClassVar[str]
    export_name: ClassVar[str]

    def __init__(
        self,
        query: QueryDict,
        queryset: QuerySet,
        *,
        parts: Sequence[QuerySet] = (),
        reader: Actor | None = None,
    ):
        """Read the URL of a list of the visible rows.

        Where these are found by an OR, `parts` are the same rows without it: querysets that have no
        row in common, each of which an index can start from.
        """
        self.query = query
        self.queryset = queryset
        self.parts = parts or (queryset,)
        self.reader: Actor = reader or AnonymousUser()
        self.asked_number = read_number(query)
        self.filterset = self.filters({key: query.get(key) for key in query}, queryset)
        if self.file_format:
            # An export shows no filter form: the options of unused filters need no query.
            for name in self.filterset.filters.keys() - query.keys():
                del self.filterset.filters[name]

    @classmethod
    def open_for(cls, query: QueryDict, reader: Actor) -> Self:
        """Return the list of the rows that a reader may see."""
        raise NotImplementedError

    # ── URL parameters ───────────────────────────────────────────────────────────────────

    @cached_property
    def _read(self) -> tuple[Form, list[Any]]:
        """The form without invalid parameters, and the labels of those."""
        form: Form = self.filterset.form
        unknown = [form[name].label for name in form.errors if not self._list_matches(form, name)]
        if form.errors:
            form.data = {name: self.query.get(name) for name in form.cleaned_data}
            form.full_clean()
        return form, unknown

    @staticmethod
    def _list_matches(form: Form, name: str) -> list[tuple[str, str]]:
        field = form.fields[name]
        return field.matches if isinstance(field, RowFilterField) else []

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The filters whose text has several matches, each with these as links."""
        form = self.form
        return [
            {
                "label": form[name].label,
                "text": field.asked,
                "matches": [
                    (label, self.build_url(**{name: key}))
                    for key, label in self._list_matches(form, name)
                ],
            }
            for name, field in form.fields.items()
            if isinstance(field, RowFilterField) and field.matches
        ]

    @property
    def form(self) -> Form:
        """The filters as a form, filled with the valid parameters."""
        return self._read[0]

    @cached_property
    def order(self) -> str:
        """The requested order, if there is such a column; otherwise the default."""
        asked = self.query.get(ORDER, "")
        return asked if asked.removeprefix("-") in self._sortable else self.default_order

    @property
    def _sortable(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns if column.order}

    @property
    def file_format(self) -> str:
        """The requested export format; empty for a page."""
        asked = self.query.get(FORMAT, "")
        return asked if asked in FORMATS else ""

    @cached_property
    def ignored(self) -> list[Any]:
        """The labels of the parameters that were ignored as invalid."""
        unknown = list(self._read[1])
        if self.query.get(ORDER, self.order) != self.order:
            unknown.append(_("Order"))
        if self.place_is_unknown:
            unknown.append(_("Page"))
        return unknown

    @cached_property
    def given(self) -> dict[str, str]:
        """The filters in use, as URL parameters."""
        cleaned = self.form.cleaned_data
        return {name: str(value) for name, value in cleaned.items() if value not in (None, "")}

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is in use."""
        return bool(self.given)

    # ── The rows ─────────────────────────────────────────────────────────────────────────

    @cached_property
    def descending(self) -> bool:
        """Whether the order is turned round."""
        return self.order.startswith("-")

    @cached_property
    def sort_keys(self) -> list[SortKey]:
        """The sort keys of the order asked for."""
        column = self._sortable[self.order.removeprefix("-")]
        return list_sort_keys(self.queryset.model, column.order)

    @property
    def found(self) -> QuerySet:
        """All matching rows in the order asked for, which ends in a unique field."""
        rows = self.annotate_for_order(self.filterset.qs)
        return rows.order_by(*(key.sort(self.descending) for key in self.sort_keys))

    def prefetch_for_export(self, rows: QuerySet) -> QuerySet:
        """Return the rows with the related rows that the export shows; subclasses override it."""
        return rows

    @property
    def counted_noun(self) -> str:
        """The noun for the rows, singular or plural."""
        return str(self.noun % {"n": self.count})

    # ── Links and table header ───────────────────────────────────────────────────────────

    def build_url(self, **changes: str | int | None) -> str:
        """Return the URL of this list with some parameters changed, or removed by None.

        Only valid parameters are kept.
        """
        asked: dict[str, str | int | None] = dict(self.given)
        if self.order != self.default_order:
            asked[ORDER] = self.order
        asked.update(changes)
        return "?" + urlencode({key: value for key, value in asked.items() if value is not None})

    @property
    def filter_query(self) -> str:
        """The filters and the order as in the URL, with its question mark; empty without any."""
        return self.build_url().removesuffix("?")

    @property
    def headers(self) -> list[ColumnHeader]:
        """The headers of the shown columns; a second click on one reverses the order."""
        return [self._build_header(column) for column in self.columns if column.shown]

    def _build_header(self, column: Column) -> ColumnHeader:
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.order, "")
        reversed_order = f"-{column.key}" if direction == "ascending" else column.key
        return ColumnHeader(
            key=column.key,
            label=column.label,
            url=self.build_url(**{ORDER: reversed_order}) if column.order else "",
            direction=direction,
            is_number=column.is_number,
        )

    @property
    def labels(self) -> dict[str, Any]:
        """The columns' labels by key, for the card layout on a phone."""
        return {column.key: column.label for column in self.columns}

    @property
    def order_given(self) -> str:
        """The order that the filter form keeps; empty for the default."""
        return "" if self.order == self.default_order else self.order

    @property
    def active(self) -> list[dict[str, str]]:
        """The filters in use, each with the URL that removes it."""
        return [
            {
                "label": f"{self.form[name].label}: {describe_choice(self.form[name], value)}",
                "remove_url": self.build_url(**{name: None}),
            }
            for name, value in self.given.items()
        ]

    @property
    def clear_url(self) -> str:
        """The URL without filters."""
        return self.build_url(**dict.fromkeys(self.given))

    @property
    def export_links(self) -> list[ExportLink]:
        """The files of all rows: small ones to be downloaded at once, others to be prepared."""
        return build_export_links(self.count, self.build_url)

    @property
    def is_export_prepared(self) -> bool:
        """Whether a file has too many rows to be downloaded at once."""
        return any(not each.url for each in self.export_links)

    # ── Export ───────────────────────────────────────────────────────────────────────────

    @property
    def export_columns(self) -> Sequence[Column]:
        """All columns; for sourced facts also the columns of their origin."""
        return list_export_columns(self.queryset.model, self.columns)

    @property
    def export(self) -> Export:
        """The matching rows of all pages, to be written to a file."""
        columns = self.export_columns
        return Export(
            name=self.export_name,
            file_name=self.export_name,
            title=str(self.title),
            page_url=reverse(self.url_name) + self.filter_query,
            query=self.filter_query,
            headers=[str(column.label) for column in columns],
            found=self.found,
            rows=self.prefetch_for_export(self.queryset),
            get_cells=lambda row: [column.get_value(row) for column in columns],
        )
