"""The export of a list page: all matching rows as a download."""

from collections.abc import Callable, Mapping, Sequence

from django.db.models import Model, QuerySet
from django.http import HttpResponseBase

from core.exports import build_csv_response, build_xlsx_response
from core.lists.columns import ORIGIN, Column
from core.models import Sourced

EXPORT_CHUNK = 500
FILES: Mapping[str, Callable[..., HttpResponseBase]] = {
    "csv": build_csv_response,
    "xlsx": build_xlsx_response,
}


def list_export_columns(model: type[Model], columns: Sequence[Column]) -> Sequence[Column]:
    """Return all columns; for sourced facts also the columns of their origin."""
    return (*columns, *ORIGIN) if issubclass(model, Sourced) else columns


def build_export(
    file_format: str, name: str, columns: Sequence[Column], rows: QuerySet
) -> HttpResponseBase:
    """Return the rows as a download in a format of FILES."""
    return FILES[file_format](
        name,
        [str(column.label) for column in columns],
        ([column.get_value(row) for column in columns] for row in rows.iterator(EXPORT_CHUNK)),
    )
