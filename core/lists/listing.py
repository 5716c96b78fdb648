"""A list page, controlled by its URL.

Unknown or invalid parameters are ignored, never an error, and the page names them.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Self

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BoundField, Form
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from core.actors import Actor
from core.exports import FORMATS, Export
from core.lists.columns import Column, ColumnHeader
from core.lists.export import list_export_columns
from core.lists.orders import apply_direction
from core.lists.parameters import FORMAT, ORDER, PAGE


class Listing:
    """One list page: its filters, order, page number and export, read from the URL.

    Subclasses declare `filters`, `columns`, `default_order` (a column's key, with a hyphen for
    descending), `title` (the heading of the page), `noun` (an `ngettext_lazy` counted by "n")
    and `export_name` (the name of the exported file). `open_for` returns what one reader may see.
    """

    filters: ClassVar[type[FilterSet]]
    columns: ClassVar[Sequence[Column]]
    default_order: ClassVar[str]
    title: ClassVar[Any]
    noun: ClassVar[Any]
    export_name: ClassVar[str] = ""
    per_page: ClassVar[int] = 25

    def __init__(self, query: QueryDict, queryset: QuerySet):
        self.query = query
        self.queryset = queryset
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
        unknown = [form[name].label for name in form.errors]
        if unknown:
            form.data = {name: self.query.get(name) for name in form.cleaned_data}
            form.full_clean()
        return form, unknown

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
        return unknown

    @cached_property
    def _given(self) -> dict[str, str]:
        """The filters in use, as URL parameters."""
        cleaned = self.form.cleaned_data
        return {name: str(value) for name, value in cleaned.items() if value not in (None, "")}

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is in use."""
        return bool(self._given)

    # ── The rows ─────────────────────────────────────────────────────────────────────────

    @cached_property
    def found(self) -> QuerySet:
        """All matching rows; the order ends in the primary key, so it is stable."""
        column = self._sortable[self.order.removeprefix("-")]
        descending = self.order.startswith("-")
        fields = (apply_direction(field, descending) for field in column.order)
        rows: QuerySet = self.filterset.qs.order_by(*fields, "pk")
        return rows

    def prefetch_for_page(self, rows: QuerySet) -> QuerySet:
        """Return the rows with the related rows that a page shows; subclasses override it."""
        return rows

    def prefetch_for_export(self, rows: QuerySet) -> QuerySet:
        """Return the rows with the related rows that the export shows; subclasses override it."""
        return rows

    @cached_property
    def page(self) -> Page:
        """The requested page; the first for a non-number, the last for a number beyond it."""
        paginator = Paginator(self.prefetch_for_page(self.found), self.per_page)
        try:
            number = int(self.query.get(PAGE, "1"))
        except ValueError:
            number = 1
        return paginator.page(min(max(number, 1), paginator.num_pages))

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page."""
        return list(self.page.object_list)

    @property
    def count(self) -> int:
        """The number of rows on all pages."""
        return self.page.paginator.count

    @property
    def counted_noun(self) -> str:
        """The noun for the rows, singular or plural."""
        return str(self.noun % {"n": self.count})

    # ── Links and table header ───────────────────────────────────────────────────────────

    def build_url(self, **changes: str | int | None) -> str:
        """Return the URL of this list with some parameters changed, or removed by None.

        Only valid parameters are kept.
        """
        asked: dict[str, str | int | None] = dict(self._given)
        if self.order != self.default_order:
            asked[ORDER] = self.order
        asked.update(changes)
        return "?" + urlencode({key: value for key, value in asked.items() if value is not None})

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
                "label": f"{self.form[name].label}: {_describe_choice(self.form[name], value)}",
                "remove_url": self.build_url(**{name: None}),
            }
            for name, value in self._given.items()
        ]

    @property
    def clear_url(self) -> str:
        """The URL without filters."""
        return self.build_url(**dict.fromkeys(self._given))

    @property
    def export_url(self) -> str:
        """The URL of the CSV export."""
        return self.build_url(**{FORMAT: "csv"})

    @property
    def xlsx_url(self) -> str:
        """The URL of the XLSX export."""
        return self.build_url(**{FORMAT: "xlsx"})

    @property
    def previous_url(self) -> str:
        """The URL of the previous page; empty on the first."""
        return self._build_page_url(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        """The URL of the next page; empty on the last."""
        return self._build_page_url(self.page.number + 1) if self.page.has_next() else ""

    def _build_page_url(self, number: int) -> str:
        return self.build_url(**{PAGE: number if number > 1 else None})

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
            file_name=self.export_name,
            headers=[str(column.label) for column in columns],
            found=self.found,
            rows=self.prefetch_for_export(self.queryset),
            get_cells=lambda row: [column.get_value(row) for column in columns],
        )


def _describe_choice(field: BoundField, value: str) -> str:
    """Return the label of a choice, or the text that was typed."""
    choices = dict(flatten_choices(getattr(field.field, "choices", ())))
    return str(choices.get(value, value))
