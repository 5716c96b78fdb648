"""The sources of autocompletion: which rows of a table are suggested, and how a text finds them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.urls import reverse

from core.actors import Actor
from core.search.matches import match_words
from core.search.words import split_query

LEAST_LETTERS = 2  # of a text for which rows are suggested
LONGEST_TEXT = 200
MOST_SUGGESTED = 10
MOST_SORTED = 100
MOST_MATCHES = 20  # offered to choose from, when a text matches several rows
WITHIN = "dalam"  # the URL parameter that names the row whose parts are suggested
REFERENCE = re.compile(r"\b[A-Z]{2,4}-\d{4}-\d{4,}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Matches:
    """The rows that a text may mean: those called exactly so, and those with all of its words."""

    exact: list[Any] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)

    @property
    def rows(self) -> list[Any]:
        """All of them, exact names first."""
        return [*self.exact, *self.others]

    @property
    def meant(self) -> list[Any]:
        """The rows among which one is meant: those of exactly this name, else all."""
        return self.exact or self.others


def match_rows(rows: QuerySet[Any], text: str, most: int) -> list[Any]:
    """Return at most so many of the rows that have every word of a text, by their search index.

    Of many, only the newest are sorted: whoever types two letters goes on typing.
    """
    return list(match_words(rows, text, most=MOST_SORTED)[:most])


def match_fields(*fields: str) -> Callable[[QuerySet[Any], str, int], list[Any]]:
    """Return a `match` for some hundreds of rows, which needs no index.

    It finds those that have every word of a text in one of the fields.
    """

    def match(rows: QuerySet[Any], text: str, most: int) -> list[Any]:
        for word in split_query(text):
            found = (Q(**{f"{field}__icontains": word}) for field in fields)
            rows = rows.filter(reduce(or_, found))
        return list(rows[:most])

    return match


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKind:
    """A source of autocompletion: the rows of a table, their labels, and who gets suggestions.

    `list_rows` returns all rows in the order of suggestion, with what `describe` reads; `show_to`
    narrows them to those that a user may see. `match` finds them by the words of a text, except the
    words `ignored`, which every row may have. A row is called exactly by one of
    the fields `names`, by its label or what it is `also_called`, or by `code`, a unique field that
    `code_pattern` finds in a label.
    """

    name: str  # in the address of the suggestions
    list_rows: Callable[[], QuerySet[Any]]
    describe: Callable[[Any], str]
    names: tuple[str, ...] = ()
    ignored: frozenset[str] = frozenset()
    also_called: Callable[[Any], Iterable[str]] = lambda row: ()
    code: str = ""
    code_pattern: re.Pattern[str] | None = None
    match: Callable[[QuerySet[Any], str, int], list[Any]] = match_rows
    show_to: Callable[[Any, Actor], QuerySet[Any]] = lambda rows, user: rows
    permits: Callable[[Actor], bool] = lambda user: True
    is_open: bool = False  # to visitors without an account
    # A lookup, for rows that are chosen among the parts of one other row: `dalam` in the address.
    within: str = ""

    @property
    def url(self) -> str:
        """The address of the suggestions."""
        return reverse("portal:suggestions", args=[self.name])

    def find(self, rows: QuerySet[Any], text: str, most: int) -> Matches:
        """Return the rows, of those given, that a text may mean; of each sort at most `most`."""
        text = tidy_text(text)
        words = split_query(text)
        if not words or len(text) > LONGEST_TEXT:
            return Matches()
        coded = self._find_by_code(rows, text)
        if coded is not None:
            return Matches([coded])
        exact = self._find_by_name(rows, text, most)
        telling = text
        for word in self.ignored:
            telling = re.sub(rf"\b{word}\b", "", telling, flags=re.IGNORECASE)
        found = self.match(rows, telling if split_query(telling) else text, most + len(exact))
        labelled = [row for row in found if self._is_called(row, text)]
        exact = list(dict.fromkeys([*labelled, *exact]))[:most]
        return Matches(exact, [row for row in found if row not in exact][:most])

    def find_meant(self, rows: QuerySet[Any], text: str, most: int) -> list[Any]:
        """Return the rows among which a text means one; one query for exactly one name."""
        tidy = tidy_text(text)
        exact = self._find_by_name(rows, tidy, most) if len(tidy) <= LONGEST_TEXT else []
        return exact if len(exact) == 1 else self.find(rows, text, most).meant

    def _find_by_code(self, rows: QuerySet[Any], text: str) -> Model | None:
        written = self.code_pattern.search(text) if self.code_pattern else None
        if written is None:
            return None
        row: Model | None = rows.filter(**{self.code: written[0].upper()}).first()
        is_meant = row is not None and text.casefold() in (
            written[0].casefold(),
            self.describe(row).casefold(),
        )
        return row if is_meant else None

    def _is_called(self, row: Model, text: str) -> bool:
        names = (self.describe(row), *self.also_called(row))
        return text.casefold() in {name.casefold() for name in names}

    def _find_by_name(self, rows: QuerySet[Any], text: str, most: int) -> list[Any]:
        """Return the rows called so, in whatever case; each field has an index on Lower()."""
        everything = rows.model._default_manager.order_by()
        named = [
            everything.alias(chosen_name=Lower(name))
            .filter(chosen_name=Lower(Value(text)))
            .values("pk")
            for name in self.names
        ]
        if not named:
            return []
        first, *others = named
        return list(rows.filter(pk__in=first.union(*others) if others else first)[:most])


def tidy_text(text: str) -> str:
    """Return a typed text without null characters and superfluous white space."""
    return " ".join(text.replace("\0", "").split())
