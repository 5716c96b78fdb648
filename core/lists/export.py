"""The export of a list page: the columns of the file."""

from collections.abc import Sequence

from django.db.models import Model

from core.lists.columns import ORIGIN, Column
from core.models import Sourced


def list_export_columns(model: type[Model], columns: Sequence[Column]) -> Sequence[Column]:
    """Return all columns; for sourced facts also the columns of their origin."""
    return (*columns, *ORIGIN) if issubclass(model, Sourced) else columns
