"""The pages of print jobs and a meeting's documents."""

from collections.abc import Callable

from tests.example import Example
from tests.pages.base import Page

PAGES: dict[str, Callable[[Example], list[Page]]] = {}
TAKES_POST: set[str] = set()
