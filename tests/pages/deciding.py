"""The pages of deciding about contributions and writing them with an account."""

from collections.abc import Callable

from tests.example import Example
from tests.pages.base import Page

PAGES: dict[str, Callable[[Example], list[Page]]] = {}
TAKES_POST: set[str] = set()
