"""The pages of drafting, freezing, printing and signing a document."""

from collections.abc import Callable

from tests.example import Example
from tests.pages.base import Page

PAGES: dict[str, Callable[[Example], list[Page]]] = {}
TAKES_POST: set[str] = set()
