"""Template tags for periods and for partly known dates; load them with `{% load periods %}`."""

from datetime import date

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

register = template.Library()

YEAR_AND_MONTH = 2


@register.filter
def partial_date(text: str) -> str:
    """Format "2021-07" as "Juli 2021", "2021-07-05" as "5 Juli 2021"; other text is unchanged."""
    try:
        if len(text.split("-")) == YEAR_AND_MONTH:
            return formats.date_format(date.fromisoformat(f"{text}-01"), "F Y")
        return formats.date_format(date.fromisoformat(text), "j F Y")
    except ValueError:
        return text


@register.simple_tag
def period(begin: date | None, end: date | None) -> str:
    """Format a period in its shortest exact form: "2022", "Februari–Maret 2022"."""
    if begin is None or end is None:
        known = begin or end
        if known is None:
            return ""
        sentence = _("from %(day)s") if begin else _("until %(day)s")
        return sentence % {"day": formats.date_format(known, "j F Y")}
    if begin.day == 1 and _is_last_of_month(end):
        return _format_months(begin, end)
    return f"{formats.date_format(begin, 'j F Y')}–{formats.date_format(end, 'j F Y')}"


def _format_months(begin: date, end: date) -> str:
    if begin.year != end.year:
        return f"{formats.date_format(begin, 'F Y')}–{formats.date_format(end, 'F Y')}"
    if (begin.month, end.month) == (1, 12):
        return str(begin.year)
    if begin.month == end.month:
        return formats.date_format(end, "F Y")
    return f"{formats.date_format(begin, 'F')}–{formats.date_format(end, 'F Y')}"


def _is_last_of_month(day: date) -> bool:
    return day == date.max or date.fromordinal(day.toordinal() + 1).day == 1
