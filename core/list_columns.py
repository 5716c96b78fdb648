"""The columns of a list: the heads of its table, the links that sort, the cells of its export."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list.

    `value` gives the exported cell: a function of the row, or the name of an attribute, which may
    be a method, and with dots goes on until something is missing.
    `order` are the fields or expressions it sorts by; without them it has no link. A column that
    is not `shown` is in the export only.
    """

    key: str
    label: Any
    value: str | Callable[[Any], Any]
    order: tuple[str | Combinable, ...] = ()
    is_number: bool = False
    shown: bool = True

    def get_value(self, row: Any) -> Any:
        """Return what the export writes for a row."""
        if callable(self.value):
            return self.value(row)
        found = row
        for name in self.value.split("."):
            if found is None:
                break
            found = getattr(found, name)
            found = found() if callable(found) else found
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHeader:
    """The head of a column on the page; without a `url` it does not sort."""

    key: str
    label: Any
    url: str
    direction: str
    is_number: bool


# What every exported fact carries: where it comes from, and what of it is invented or inferred.
ORIGIN = (
    Column(key="sumber", label=_("Source"), value="source", shown=False),
    Column(key="contoh", label=_("Illustrative (contoh)"), value="is_example", shown=False),
    Column(key="kolom_contoh", label=_("Illustrative fields"), value="example_fields", shown=False),
    Column(
        key="kolom_disimpulkan", label=_("Inferred fields"), value="inferred_fields", shown=False
    ),
)
