"""Spreadsheet cells: values as text, escaped against formula injection (CSV injection)."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

# A cell that begins like this is a formula to a spreadsheet; full-width forms count as well.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def format_cell(value: object) -> object:
    """Return a value as a CSV cell: ISO dates, yes or no, lists joined, formulas escaped."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, str, Promise)):
        text = join_text(value)
        return f"'{text}" if text.startswith(FORMULA_STARTS) else text
    return value


def join_text(value: object) -> str:
    """Return a value as text; lists are joined by a bar."""
    if isinstance(value, (list, tuple)):
        return " | ".join(str(part) for part in value)
    return str(value)
