"""A part of a page, as htmx asks for it, or the whole page."""

from typing import Any

from django.http import HttpRequest


def wants_part(request: HttpRequest) -> bool:
    """Tell whether just a part of the page is asked for.

    Going back restores a whole page, and the part would replace everything by itself.
    """
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request
