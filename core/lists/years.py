"""The years of a list's rows, as the options of a filter."""

from django.db.models import QuerySet


def list_years(rows: QuerySet, field: str) -> list[tuple[str, str]]:
    """Return the years from the first row to the last as options, newest first.

    field is a date or a year as text, with an index of its own: both ends are read from it.
    """
    years = rows.order_by(field).values_list(field, flat=True)
    first, last = years.first(), years.last()
    if not first:
        return []
    span = range(_read_year(first), _read_year(last) + 1)
    return [(str(year), str(year)) for year in reversed(span)]


def _read_year(value: object) -> int:
    return int(str(value)[:4])
