"""The export of a list page: the columns of the file, and the links to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Model

from core.exports import FORMATS
from core.lists.columns import ORIGIN, Column
from core.lists.parameters import FORMAT
from core.models import Sourced


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLink:
    """A file that a list page offers; without a `url` it is prepared in the background."""

    file_format: str
    label: str
    url: str


def build_export_links(count: int, build_url: Callable[..., str]) -> list[ExportLink]:
    """Return the files of a list of `count` rows; `build_url` returns its URL with changes."""
    return [
        ExportLink(
            file_format=name,
            label=each.label,
            url=build_url(**{FORMAT: name}) if count <= each.direct_rows else "",
        )
        for name, each in FORMATS.items()
    ]


def list_export_columns(model: type[Model], columns: Sequence[Column]) -> Sequence[Column]:
    """Return all columns; for sourced facts also the columns of their origin."""
    return (*columns, *ORIGIN) if issubclass(model, Sourced) else columns
