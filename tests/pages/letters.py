"""The pages of letter templates and documents from outside."""

from collections.abc import Callable

from tests.example import Example
from tests.pages.base import Page

PAGES: dict[str, Callable[[Example], list[Page]]] = {}
TAKES_POST: set[str] = set()
