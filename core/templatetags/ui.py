"""Template tags for icons, state badges, sectors, amounts and dates.

Load them with `{% load ui %}`; docs/components.md lists them with the include files.
"""

import re
from datetime import date, datetime
from functools import cache, lru_cache
from math import ceil

from django import template
from django.db.models import Model
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

BREAK_BEFORE_PUNCTUATION = re.compile(r"\s*\n\s*(?=[,.;:])")

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

TONE_ICONS = {
    "neutral": "circle",
    "waiting": "clock",
    "done": "check",
    "late": "alert",
    "stopped": "stop",
}

# A figure of dots: at most so many, in rows, each in a square of so many pixels.
MOST_DOTS, DOTS_A_ROW, DOT_SPACE = 40, 10, 20

# A state has the same colour everywhere; one that is missing here is neutral.
STATE_TONES = {
    "submitted": "waiting",
    "in_progress": "waiting",
    "in_review": "waiting",
    "final": "waiting",
    "partly_signed": "waiting",
    "proposed": "waiting",
    "pending": "waiting",
    "invited": "waiting",
    "deferred": "waiting",
    "delegated": "waiting",
    "running": "waiting",
    "open": "waiting",
    "accepted": "done",
    "accommodated": "done",
    "agreed": "done",
    "closed": "done",
    "confirmed": "done",
    "done": "done",
    "evaluated": "done",
    "fulfilled": "done",
    "in_force": "done",
    "present": "done",
    "registered": "done",
    "recorded": "done",
    "replicated": "done",
    "represented": "done",
    "selected": "done",
    "signed": "done",
    "verified": "done",
    "late": "late",
    "overdue": "late",
    "returned": "late",
    "absent": "stopped",
    "cancelled": "stopped",
    "declined": "stopped",
    "dropped": "stopped",
    "excused": "stopped",
    "merged": "stopped",
    "void": "stopped",
    "withdrawn": "stopped",
}


@cache
def _get_sprite_url() -> str:
    return static("img/icons.svg")


# A page repeats the same few marks a hundred times. `typed`, since a SafeString and an equal str
# are escaped differently.
@lru_cache(maxsize=4096, typed=True)
def _format_cached(markup: str, *values: str | int) -> SafeString:
    return format_html(markup, *values)


@register.simple_block_tag
def capture(content: str) -> str:
    """Render a block into a variable ("as name"), to output it more than once."""
    return content


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Render an icon of static/img/icons.svg; without a label it is decorative."""
    if label:
        return _format_cached(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            str(label),
            _get_sprite_url(),
            name,
        )
    return _format_cached(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', _get_sprite_url(), name
    )


@register.simple_tag
def state_badge(
    obj: Model | None = None, *, field: str = "state", label: str = "", tone: str = ""
) -> SafeString:
    """Render a state badge (word, icon, colour) of an object's field, or of a label and tone."""
    if obj is not None:
        label = label or getattr(obj, f"get_{field}_display")()
        tone = tone or STATE_TONES.get(str(getattr(obj, field)), "neutral")
    tone = tone or "neutral"
    return _format_cached(
        '<span class="state tone-{}">{}{}</span>', tone, icon(TONE_ICONS[tone]), str(label)
    )


@register.simple_tag
def sector_mark(sector: str, label: str) -> SafeString:
    """Render a sector as shape, colour and word."""
    return _format_cached(
        '<span class="sector sector-{0}"><svg aria-hidden="true"><use href="{1}#sector-{0}"/></svg>'
        "<span>{2}</span></span>",
        str(sector),
        _get_sprite_url(),
        str(label),
    )


@register.simple_tag
def sector_dots(sector: str, filled: int, total: int) -> SafeString:
    """Render a figure of dots in the shape and colour of a sector, the first of them filled.

    A dot stands for several where there are more than `MOST_DOTS`. It only repeats numbers that
    stand beside it as text, so it is hidden from screen readers.
    """
    step = max(1, ceil(total / MOST_DOTS))
    count, full = ceil(total / step), ceil(filled / step)
    href = f"{_get_sprite_url()}#sector-{sector}"
    dots = [
        _format_cached(
            '<use href="{}" x="{}" y="{}" width="16" height="16"{}/>',
            href,
            DOT_SPACE * (place % DOTS_A_ROW) + 1,
            DOT_SPACE * (place // DOTS_A_ROW) + 1,
            "" if place < full else SafeString(' class="dot-empty"'),
        )
        for place in range(count)
    ]
    return format_html(
        '<span class="dots sector-{}">'
        '<svg width="{}" height="{}" aria-hidden="true">{}</svg></span>',
        sector,
        DOT_SPACE * min(count, DOTS_A_ROW),
        DOT_SPACE * ceil(count / DOTS_A_ROW),
        SafeString("".join(dots)),
    )


@register.simple_tag
def example_mark() -> SafeString:
    """Render the mark of illustrative data (contoh); its word is Indonesian in every language."""
    return _format_cached(
        '<span class="example" lang="id" title="{}">contoh</span>',
        _("Invented for the demonstration"),
    )


@register.filter
def rupiah(amount: int | None) -> str:
    """Format an amount of rupiah as "Rp 15.000.000"; None is empty."""
    if amount is None:
        return ""
    return f"Rp{NO_BREAK_SPACE}{formats.number_format(amount, force_grouping=True)}"


@register.filter
def quantity(amount: object) -> str:
    """Format a number with thousands separators and without trailing zeros: 1.250 or 2,5."""
    text = format(amount, "f") if hasattr(amount, "as_tuple") else str(amount)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return formats.number_format(text, force_grouping=True)


def _format_time(moment: datetime) -> str:
    return f"{moment:%H.%M}" if get_language() == "id" else f"{moment:%H:%M}"


@lru_cache(maxsize=4096)
def _format_day(day: date, form: str, language: str | None) -> SafeString:
    # `language` is only a part of the cache key; date_format reads the active language itself.
    return format_html(
        '<time datetime="{}">{}</time>', day.isoformat(), formats.date_format(day, form)
    )


@register.simple_tag
def date_long(day: date | datetime | None) -> SafeString:
    """Format a date as "Senin, 8 November 2021"."""
    if day is None:
        return SafeString()
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return _format_day(day, "l, j F Y", get_language())


@register.simple_tag
def date_short(day: date | datetime | None) -> SafeString:
    """Format a date as "8 Nov 2021", for tables."""
    if day is None:
        return SafeString()
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return _format_day(day, "j M Y", get_language())


@register.simple_tag
def moment_long(moment: datetime | None) -> SafeString:
    """Format a date and time as "Senin, 8 November 2021, 09.00 WIB"."""
    if moment is None:
        return SafeString()
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}">{}, {}{}WIB</time>',
        local.isoformat(timespec="minutes"),
        formats.date_format(local, "l, j F Y"),
        _format_time(local),
        NO_BREAK_SPACE,
    )


@register.simple_block_tag
def sentence(content: str) -> SafeString:
    """Render the lines of a block as one sentence, without white space before punctuation."""
    return SafeString(BREAK_BEFORE_PUNCTUATION.sub("", content).strip())


@register.simple_tag(takes_context=True)
def here(context: Context, path: str) -> SafeString:
    """Render `aria-current` for a navigation link whose `path` is this page or above it."""
    request: HttpRequest | None = context.get("request")
    if request is None or not request.path.startswith(path):
        return SafeString()
    return SafeString(' aria-current="page"' if request.path == path else ' aria-current="true"')


@register.simple_tag
def progress_bar(promised: float, verified: float, waiting: float = 0) -> SafeString:
    """Render a progress bar: verified (solid) and waiting for verification (striped), of promised.

    In SVG attributes, because the content security policy forbids inline styles.
    """
    whole = max(float(promised), float(verified) + float(waiting)) or 1.0
    done = 100 * float(verified) / whole
    pending = 100 * float(waiting) / whole
    return format_html(
        '<svg class="progress-bar" aria-hidden="true">'
        '<rect class="progress-done" width="{0}%" height="14"/>'
        '<line class="progress-waiting" x1="{0}%" x2="{1}%" y1="7" y2="7"/></svg>',
        f"{done:.1f}",
        f"{done + pending:.1f}",
    )


@register.filter
def heat(value: float | None, highest: float) -> int:
    """Return the heat map level of a cell: 0 for nothing to 4 for the highest value."""
    if not value or not highest:
        return 0
    return min(4, ceil(4 * float(value) / float(highest)))
