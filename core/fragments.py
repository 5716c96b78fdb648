"""Fragments: the piece of a page that htmx asks for, to be swapped into the page that is shown.

A fragment is a `{% partialdef %}` of the page's template, rendered as `page.html#name`, or the
block `fragment` of a list or a job (layout/fragment.html).
"""

from typing import Any

from django.http import HttpRequest


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a fragment instead of the whole page.

    After the browser's back button htmx asks for the whole page (history restore).
    """
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


def get_frame(request: HttpRequest, page: str = "layout/live.html") -> str:
    """Return what a list or a job extends: its page, or nothing around its block `fragment`."""
    return "layout/fragment.html" if wants_fragment(request) else page
