"""The columns of a list page: table header, sort links, and the cells of the export."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.lists.orders import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list.

    `value` gives the exported cell: a function of the row, or an attribute path such as
    "parent.name"; methods on the path are called, and None ends it.
    `order` are the fields or expressions that it sorts by; without them it is not sortable. A
    column that is not `shown` is in the export only.
    """

    key: str
    label: object
    value: str | Callable[[Any], Any]
    order: tuple[Order, ...] = ()
    is_number: bool = False
    shown: bool = True

    def get_value(self, row: object) -> object:
        """Return the value of a row that the export writes."""
        if callable(self.value):
            return self.value(row)
        found: Any = row
        for name in self.value.split("."):
            if found is None:
                break
            found = getattr(found, name)
            found = found() if callable(found) else found
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHeader:
    """The header cell of a column; without a `url` it is not sortable."""

    key: str
    label: object
    url: str
    direction: str
    is_number: bool

    @property
    def icon(self) -> str:
        """The arrow of the direction in which the list is sorted by it, or that it can be."""
        return {"ascending": "up", "descending": "down"}.get(self.direction, "sort")


# The columns that every export of sourced facts has: source, illustrative and inferred fields.
ORIGIN = (
    Column(key="sumber", label=_("Source"), value="source", shown=False),
    Column(key="contoh", label=_("Illustrative (contoh)"), value="is_example", shown=False),
    Column(key="kolom_contoh", label=_("Illustrative fields"), value="example_fields", shown=False),
    Column(
        key="kolom_disimpulkan", label=_("Inferred fields"), value="inferred_fields", shown=False
    ),
)
