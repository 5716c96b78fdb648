"""Template tags: marks for illustrative and inferred facts, states, times of day.

Load them with `{% load facts %}`.
"""

from datetime import time

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import Sourced
from core.templatetags.ui import STATE_TONES, example_mark, state_badge

register = template.Library()

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"


@register.simple_tag
def inferred_mark() -> SafeString:
    """Render the mark of an inferred fact; its word is Indonesian in every language."""
    return format_html(
        '<span class="inferred" lang="id" title="{}">disimpulkan</span>',
        _("Inferred from the source, which does not state it"),
    )


@register.simple_tag
def marks(fact: Sourced, *fields: str) -> SafeString:
    """Render the marks contoh and disimpulkan of a fact, or of some of its fields; often none.

    Without fields it is about the whole row: `is_example`, and `is_inferred` if there is one.
    """
    shown = []
    if fact.is_example or any(field in fact.example_fields for field in fields):
        shown.append(example_mark())
    if any(field in fact.inferred_fields for field in fields) or (
        not fields and getattr(fact, "is_inferred", False)
    ):
        shown.append(inferred_mark())
    return SafeString("".join(f" {mark}" for mark in shown))


@register.simple_tag
def row_state(state: str, label: str) -> SafeString:
    """Render the state badge of a row that is not a model: `state` selects the tone."""
    return state_badge(label=label, tone=STATE_TONES.get(state, "neutral"))


def _format_time(moment: time) -> str:
    return f"{moment:%H.%M}" if get_language() == "id" else f"{moment:%H:%M}"


@register.filter
def clock(moment: time | None) -> str:
    """Format a time of day as "09.00"; None is empty."""
    return "" if moment is None else _format_time(moment)


@register.simple_tag
def clock_span(begin: time | None, end: time | None) -> str:
    """Format a time span as "09.00–12.00 WIB"; the end may be missing."""
    if begin is None:
        return ""
    hours = (
        _format_time(begin) if end is None else f"{_format_time(begin)}{DASH}{_format_time(end)}"
    )
    return f"{hours}{NO_BREAK_SPACE}WIB"
