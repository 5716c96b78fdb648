"""A value as a cell of a table: what a spreadsheet shows, and never a formula."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

# A spreadsheet takes a cell that begins so for a formula; the wide forms are read alike.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def format_cell(value: Any) -> Any:
    """Return a value as a cell: ISO dates, words for yes and no, lists joined, no formulas."""
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


def join_text(value: Any) -> str:
    """Return a text, or a list of texts joined to one."""
    if isinstance(value, (list, tuple)):
        return " | ".join(str(part) for part in value)
    return str(value)
