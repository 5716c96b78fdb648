"""Autocomplete fields: one row of a table, or several, chosen by typing a part of the name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Manager, Model, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.access import MAX_ID
from core.choosing.kinds import (
    LONGEST_TEXT,
    MOST_MATCHES,
    RowKind,
    tidy_text,
)
from core.choosing.widgets import FewRowsInput, RowInput, RowsInput, ShownChoice, TypedAnswer
from core.search.words import split_query

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_CHOSEN = 100  # rows of one field
MOST_OFFERED = 20
MOST_OPTIONS = 100  # of a select


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an answer means: the chosen rows, or a text with its matches and an error."""

    rows: list[Any] = field(default_factory=list)
    text: str = ""
    matches: list[Any] = field(default_factory=list)
    error: ValidationError | None = None


class BaseRowField(forms.Field):
    """What both autocomplete fields share: finding rows by value and by text, each in few queries.

    `key` is the field of the row whose value the form submits. Only `rows` can be chosen: by
    default all rows of the kind, or those that the form allows (`allow`).
    """

    widget: type[RowInput]
    default_error_messages = {
        "vanished": _("What was chosen is no longer there. Please choose again."),
        "nothing": _("Nothing matches “%(text)s”. Check the spelling, or write less of it."),
        "no_words": _("Write letters or figures to search for."),
        "too_long": _("A name has at most %(most)s letters. Write a part of it."),
        "many": _("More than %(most)s match. Choose one, or write more of the name."),
        "too_many": _("At most %(most)s can be chosen."),
        "add_what": _("Write what is to be added."),
    }

    def __init__(
        self,
        kind: RowKind,
        *,
        key: str = "pk",
        describe: Callable[[Any], str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(widget=self.widget(kind), **options)
        self.kind = kind
        self.key = key
        self.describe = describe or kind.describe
        self._allowed: QuerySet[Any] | None = None
        self._resolved: tuple[TypedAnswer, Resolution] | None = None

    @property
    def rows(self) -> QuerySet[Any]:
        """The rows that can be chosen."""
        return self.kind.list_rows() if self._allowed is None else self._allowed

    def allow(self, rows: QuerySet[Any], *, within: str = "") -> None:
        """Narrow what can be chosen; `within` names the row whose parts they are."""
        self._allowed = rows
        self.widget.within = within

    def resolve(self, answer: TypedAnswer) -> Resolution:
        """Return what an answer means; looked up once."""
        if self._resolved is None or self._resolved[0] != answer:
            self._resolved = (answer, self._resolve_answer(answer))
        return self._resolved[1]

    def _resolve_answer(self, answer: TypedAnswer) -> Resolution:
        raise NotImplementedError

    def look_up(self, values: Iterable[object]) -> list[Any]:
        """Return the rows with these values of the key, in the same order; one query."""
        wanted = [str(value) for value in values if self._is_fitting(str(value))]
        if not wanted:
            return []
        found = {
            str(self.get_value(row)): row
            for row in self.rows.filter(**{f"{self.key}__in": wanted[:MOST_CHOSEN]})
        }
        return [found[value] for value in wanted if value in found]

    def _is_fitting(self, value: str) -> bool:
        """Tell whether a value fits the database column of the key."""
        if self.key != "pk":
            return len(value) <= LONGEST_TEXT and "\0" not in value
        return value.isascii() and value.isdecimal() and int(value[:20]) <= MAX_ID

    def get_value(self, row: Model) -> str:
        """Return the value that the form submits for a row."""
        return str(getattr(row, self.key))

    def _search(self, text: str) -> Resolution:
        """Return the only row that a text means, or its matches and the question."""
        if len(text) > LONGEST_TEXT:
            return self._refuse("too_long", text[:LONGEST_TEXT], most=LONGEST_TEXT)
        if not split_query(text):
            return self._refuse("no_words", text)
        meant = self.kind.find_meant(self.rows, text, MOST_MATCHES + 1)
        if len(meant) == 1:
            return Resolution(meant)
        if not meant:
            return self._refuse("nothing", text, shown=text)
        if len(meant) > MOST_MATCHES:
            return self._refuse("many", text, meant[:MOST_MATCHES], most=MOST_MATCHES)
        question = ngettext(
            "%(count)s matches. Choose it.", "%(count)s match. Choose one.", len(meant)
        ) % {"count": len(meant)}
        return Resolution([], text, meant, ValidationError(question, code="several"))

    def _refuse(
        self, code: str, text: str = "", matches: Iterable[Any] = (), **params: Any
    ) -> Resolution:
        if "shown" in params:
            params["text"] = params.pop("shown")
        error = ValidationError(self.error_messages[code], code=code, params=params)
        return Resolution([], text, list(matches), error)

    def prepare_value(self, value: object) -> ShownChoice:
        """Return what the widget shows for an answer, or for the initial rows or their ids."""
        resolution = (
            self.resolve(value)
            if isinstance(value, TypedAnswer)
            else Resolution(self._read_initial(value))
        )
        return self._show(resolution)

    def _show(self, resolution: Resolution) -> ShownChoice:
        return ShownChoice(
            chosen=self._label(resolution.rows),
            text=resolution.text,
            matches=self._label(resolution.matches),
        )

    def _label(self, rows: Iterable[Any]) -> list[tuple[str, str]]:
        return [(self.get_value(row), self.describe(row)) for row in rows]

    def _read_initial(self, value: object) -> list[Any]:
        if isinstance(value, Manager):
            value = value.all()
        given = list(value) if isinstance(value, (list, tuple, set, QuerySet)) else [value]
        given = [each for each in given if each not in (None, "")]
        if all(isinstance(each, Model) for each in given):
            return given
        return self.look_up(given)


class RowField(BaseRowField):
    """An autocomplete field for one row: a name that means one row is that row.

    Of several matches one is chosen. The chosen value answers the text that it came with; when the
    text was changed, the text counts.
    """

    widget = RowInput
    proposed: Sequence[Any] = ()

    def propose(self, rows: Sequence[Any]) -> None:
        """Show some rows to choose from, as matches, while none is chosen."""
        self.proposed = rows

    def clean(self, value: TypedAnswer) -> Model | None:
        """Return the chosen row, or None."""
        resolution = self.resolve(value)
        if resolution.error:
            raise resolution.error
        if not resolution.rows:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        row: Model = resolution.rows[0]
        return row

    def _resolve_answer(self, answer: TypedAnswer) -> Resolution:
        text, asked = tidy_text(answer.text or ""), tidy_text(answer.asked)
        is_cleared = answer.text is not None and not text
        if answer.values and (answer.text is None or text == asked or (is_cleared and asked)):
            rows = self.look_up(answer.values[:1])
            if not rows:
                return self._refuse("vanished", text)
            # A chosen row is shown by its label: without the label it was taken out, while
            # a match that was chosen beside the text stays chosen.
            is_removed = is_cleared and self.describe(rows[0]) == asked
            return Resolution([] if is_removed else rows)
        return self._search(text) if text else Resolution()

    def _show(self, resolution: Resolution) -> ShownChoice:
        shown = super()._show(resolution)
        if not resolution.rows:
            return replace(shown, matches=shown.matches or self._label(self.proposed))
        return ShownChoice(shown.chosen[:1], text=shown.chosen[0][1])


class FewRowsField(RowField):
    """A select of all rows while there are at most MOST_OPTIONS, else an autocomplete field.

    In the select a row stands under the first heading whose test it passes.
    """

    widget = FewRowsInput

    def __init__(
        self,
        kind: RowKind,
        *,
        empty_label: "StrOrPromise" = "",
        headings: Sequence[tuple["StrOrPromise", Callable[[Any], bool]]] = (),
        **options: Any,
    ) -> None:
        super().__init__(kind, **options)
        self.empty_label = empty_label
        self.headings = headings
        self._loaded: Sequence[Any] | None = None

    def offer(self, rows: Sequence[Any]) -> None:
        """Use rows that are already read as options."""
        self._loaded = rows

    def _show(self, resolution: Resolution) -> ShownChoice:
        shown = super()._show(resolution)
        rows = self._loaded
        if rows is None:
            rows = list(self.rows[: MOST_OPTIONS + 1])
        return shown if len(rows) > MOST_OPTIONS else replace(shown, groups=self._group(rows))

    def _group(self, rows: Sequence[Any]) -> list[tuple[str, list[tuple[str, str]]]]:
        empty = [("", str(self.empty_label))]
        if not self.headings:
            return [("", [*(empty if self.empty_label else ()), *self._label(rows)])]
        groups: dict[str, list[Any]] = {str(heading): [] for heading, _test in self.headings}
        for row in rows:
            for heading, is_under in self.headings:
                if is_under(row):
                    groups[str(heading)].append(row)
                    break
        named = [(heading, self._label(each)) for heading, each in groups.items() if each]
        return [("", empty), *named]


class RowsField(BaseRowField):
    """An autocomplete field for several rows: the chosen ones ticked, and a text that adds one.

    `offer` shows a few rows to tick before anything is typed.
    """

    widget = RowsInput
    offered: QuerySet[Any] | Sequence[Any] = ()

    def offer(self, rows: QuerySet[Any] | Sequence[Any]) -> None:
        """Show some rows to tick, few of them; the others are found by typing."""
        self.offered = rows[:MOST_OFFERED]

    def clean(self, value: TypedAnswer) -> list[Any]:
        """Return the chosen rows."""
        resolution = self.resolve(value)
        if resolution.error:
            raise resolution.error
        if self.required and not resolution.rows:
            raise ValidationError(self.error_messages["required"], code="required")
        return resolution.rows

    def _resolve_answer(self, answer: TypedAnswer) -> Resolution:
        rows = self.look_up(answer.values)
        text = tidy_text(answer.text or "")
        found = Resolution()
        if len(answer.values) > MOST_CHOSEN:
            found = self._refuse("too_many", text, most=MOST_CHOSEN)
        elif len(rows) < len(answer.values):
            found = self._refuse("vanished", text)
        elif text:
            found = self._search(text)
            if found.error and text == tidy_text(answer.asked):
                ticked = {row.pk for row in rows}
                if any(row.pk in ticked for row in found.matches):
                    found = Resolution()  # the question about this text was answered
        elif answer.adds:
            found = self._refuse("add_what")
        chosen = list({row.pk: row for row in (*rows, *found.rows)}.values())
        return Resolution(chosen, found.text, found.matches, found.error)

    def _show(self, resolution: Resolution) -> ShownChoice:
        chosen = {row.pk for row in resolution.rows}
        listed = {*chosen, *(row.pk for row in self.offered)}
        return ShownChoice(
            chosen=self._label(resolution.rows),
            offered=self._label(row for row in self.offered if row.pk not in chosen),
            text=resolution.text,
            matches=self._label(row for row in resolution.matches if row.pk not in listed),
        )
