"""Lists in the browser: search, filters, order, pages and export, all in the address.

An app declares a FilterSet, whose names are the Indonesian words of the address, and a Listing.
Its columns give the head of the table, the links that sort, and the export. Whatever
stands in the address, a list answers: what it does not understand is left out, and it says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.forms import BoundField, Form, TextInput
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.choices import flatten_choices
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from core.exports import build_csv_response, build_xlsx_response
from core.fragments import wants_fragment
from core.list_columns import ORIGIN, Column, ColumnHeader
from core.models import Sourced

SEARCH, ORDER, PAGE, FORMAT = "cari", "urut", "halaman", "format"
SEARCH_LENGTH = 200
SEARCH_WORDS = 8
EXPORT_CHUNK = 500
FILES: Mapping[str, Callable[..., HttpResponse | StreamingHttpResponse]] = {
    "csv": build_csv_response,
    "xlsx": build_xlsx_response,
}

type Choices = Iterable[tuple[str, Any]]


class SearchFilter(CharFilter):
    """Finds the rows in which every word typed occurs in one of the fields, in any order."""

    def __init__(self, *lookups: str):
        super().__init__(
            label=_("Search"),
            max_length=SEARCH_LENGTH,
            widget=TextInput(attrs={"type": "search", "autocomplete": "off"}),
        )
        self.lookups = lookups

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Narrow `qs`; a subquery, so that other names of a row do not show it twice."""
        words = (value or "").split()[:SEARCH_WORDS]
        if not words:
            return qs
        found = qs.model._default_manager.order_by()
        for word in words:
            found = found.filter(
                reduce(or_, (Q(**{f"{lookup}__icontains": word}) for lookup in self.lookups))
            )
        return qs.filter(pk__in=found.values("pk"))


class LoadedChoiceFilter(ChoiceFilter):
    """A choice whose options are rows: `load` is asked once a list, not once a use."""

    def __init__(self, *args: Any, load: Callable[[], Choices], **kwargs: Any):
        super().__init__(*args, choices=(), **kwargs)
        self.load = load

    @property
    def field(self) -> Any:
        """The form field, its options read when the form is first built."""
        if not hasattr(self, "_field"):
            self.extra["choices"] = list(self.load())
        return super().field


def build_choice_order(field: str, values: Sequence[str]) -> Case:
    """Return an expression that sorts a field of choices as the enum lists them."""
    return Case(
        *(When(**{field: value}, then=Value(place)) for place, value in enumerate(values)),
        default=Value(len(values)),
    )


class Listing:
    """One list: what of the rows is asked for, in which order, on which page.

    Subclasses declare `filters`, `columns`, `default_order` (a column's key, with a hyphen for
    descending) and `noun` (an `ngettext_lazy` counted by "n").
    """

    filters: ClassVar[type[FilterSet]]
    columns: ClassVar[Sequence[Column]]
    default_order: ClassVar[str]
    noun: ClassVar[Any]
    per_page: ClassVar[int] = 25

    def __init__(self, query: QueryDict, queryset: QuerySet):
        self.query = query
        self.queryset = queryset
        self.filterset = self.filters({key: query.get(key) for key in query}, queryset)
        if self.file_format:
            # A file shows no options, so those of unused filters need not be read.
            for name in self.filterset.filters.keys() - query.keys():
                del self.filterset.filters[name]

    # ── What is asked for ────────────────────────────────────────────────────────────────

    @cached_property
    def _read(self) -> tuple[Form, list[Any]]:
        """The form without what was not understood, and the labels of that."""
        form: Form = self.filterset.form
        unknown = [form[name].label for name in form.errors]
        if unknown:
            form.data = {name: self.query.get(name) for name in form.cleaned_data}
            form.full_clean()
        return form, unknown

    @property
    def form(self) -> Form:
        """The filters as a form, filled with what was understood."""
        return self._read[0]

    @cached_property
    def order(self) -> str:
        """The order asked for, if there is such a column; else the default."""
        asked = self.query.get(ORDER, "")
        return asked if asked.removeprefix("-") in self._sortable else self.default_order

    @property
    def _sortable(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns if column.order}

    @property
    def file_format(self) -> str:
        """The kind of file in which the rows are asked for; empty for a page."""
        asked = self.query.get(FORMAT, "")
        return asked if asked in FILES else ""

    @cached_property
    def ignored(self) -> list[Any]:
        """The labels of what stands in the address and was not understood."""
        unknown = list(self._read[1])
        if self.query.get(ORDER, self.order) != self.order:
            unknown.append(_("Order"))
        return unknown

    @cached_property
    def _given(self) -> dict[str, str]:
        """The filters in use, as the address writes them."""
        cleaned = self.form.cleaned_data
        return {name: str(value) for name, value in cleaned.items() if value not in (None, "")}

    @property
    def is_filtered(self) -> bool:
        """Whether fewer rows are shown than there are."""
        return bool(self._given)

    # ── The rows ─────────────────────────────────────────────────────────────────────────

    @cached_property
    def found(self) -> QuerySet:
        """All rows asked for, in an order that leaves no two rows to chance."""
        column = self._sortable[self.order.removeprefix("-")]
        descending = self.order.startswith("-")
        fields = (_apply_direction(field, descending) for field in column.order)
        rows: QuerySet = self.filterset.qs.order_by(*fields, "pk")
        return rows

    def prefetch_for_page(self, rows: QuerySet) -> QuerySet:
        """Return the rows with what a page shows of them; subclasses fetch it here."""
        return rows

    def prefetch_for_export(self, rows: QuerySet) -> QuerySet:
        """Return the rows with what the export says of them; subclasses fetch it here."""
        return rows

    @cached_property
    def page(self) -> Page:
        """The page asked for; the first when that is no number, the last when beyond it."""
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
        """How many rows all pages have together."""
        return self.page.paginator.count

    @property
    def counted_noun(self) -> str:
        """What the rows are, in the number that fits."""
        return str(self.noun % {"n": self.count})

    # ── The page's parts ─────────────────────────────────────────────────────────────────

    def build_url(self, **changes: Any) -> str:
        """Return the address of this list with some parameters changed, or left out by None.

        Only what was understood is carried on, so a link never repeats nonsense.
        """
        asked = dict(self._given)
        if self.order != self.default_order:
            asked[ORDER] = self.order
        asked.update(changes)
        return "?" + urlencode({key: value for key, value in asked.items() if value is not None})

    @property
    def headers(self) -> list[ColumnHeader]:
        """The heads of the shown columns; a link turns the order round."""
        return [self._build_header(column) for column in self.columns if column.shown]

    def _build_header(self, column: Column) -> ColumnHeader:
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.order, "")
        turned = f"-{column.key}" if direction == "ascending" else column.key
        return ColumnHeader(
            key=column.key,
            label=column.label,
            url=self.build_url(**{ORDER: turned}) if column.order else "",
            direction=direction,
            is_number=column.is_number,
        )

    @property
    def labels(self) -> dict[str, Any]:
        """The columns' labels by key, for the cards that rows become on a phone."""
        return {column.key: column.label for column in self.columns}

    @property
    def order_given(self) -> str:
        """The order to keep when the filters change; empty for the default."""
        return "" if self.order == self.default_order else self.order

    @property
    def active(self) -> list[dict[str, str]]:
        """The filters in use, each with the address that drops it."""
        return [
            {
                "label": f"{self.form[name].label}: {_describe_choice(self.form[name], value)}",
                "remove_url": self.build_url(**{name: None}),
            }
            for name, value in self._given.items()
        ]

    @property
    def clear_url(self) -> str:
        """The address without filters."""
        return self.build_url(**dict.fromkeys(self._given))

    @property
    def export_url(self) -> str:
        """The address of all these rows as a CSV file."""
        return self.build_url(**{FORMAT: "csv"})

    @property
    def xlsx_url(self) -> str:
        """The address of all these rows as a workbook."""
        return self.build_url(**{FORMAT: "xlsx"})

    @property
    def previous_url(self) -> str:
        """The address of the page before; empty on the first."""
        return self._build_page_url(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        """The address of the page after; empty on the last."""
        return self._build_page_url(self.page.number + 1) if self.page.has_next() else ""

    def _build_page_url(self, number: int) -> str:
        return self.build_url(**{PAGE: number if number > 1 else None})

    # ── The answer ───────────────────────────────────────────────────────────────────────

    @property
    def export_columns(self) -> Sequence[Column]:
        """All columns and, for facts, where they come from."""
        if issubclass(self.queryset.model, Sourced):
            return (*self.columns, *ORIGIN)
        return self.columns

    def export_rows(self, name: str) -> HttpResponse | StreamingHttpResponse:
        """Return every row asked for, on all pages, as the kind of file asked for."""
        columns = self.export_columns
        rows = self.prefetch_for_export(self.found).iterator(EXPORT_CHUNK)
        return FILES[self.file_format](
            name,
            [str(column.label) for column in columns],
            ([column.get_value(row) for column in columns] for row in rows),
        )


def show_list(
    request: HttpRequest,
    listing: Listing,
    template: str,
    *,
    file_name: str,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse | StreamingHttpResponse:
    """Answer with the export, with the part `results` for htmx, or with the whole page."""
    if listing.file_format:
        return listing.export_rows(file_name)
    is_part = wants_fragment(request)
    response = render(
        request,
        f"{template}#results" if is_part else template,
        {"listing": listing, **(context or {})},
    )
    if is_part:
        # The browser would push every empty field of the form.
        response["HX-Push-Url"] = request.path + listing.build_url().removesuffix("?")
    patch_vary_headers(response, ["HX-Request"])
    return response


def _apply_direction(field: str | Combinable, descending: bool) -> Any:
    # Without nulls_last the two databases disagree about where the empty ones stand.
    expression: Any = F(field) if isinstance(field, str) else field
    return expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True)


def _describe_choice(field: BoundField, value: str) -> str:
    """Return the words of a choice, or what was typed."""
    choices = dict(flatten_choices(getattr(field.field, "choices", ())))
    return str(choices.get(value, value))


def build_choices(rows: Iterable[Model], value: str) -> Choices:
    """Return rows as options of a filter: an attribute for the address, the row's own name."""
    return [(str(getattr(row, value)), str(row)) for row in rows]
