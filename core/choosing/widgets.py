"""The widgets of autocompletion: a text input with the browser's own list of suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from core.choosing.kinds import WITHIN, RowKind

# What a form with such a field sends besides the chosen value: the text in the input, the text that
# the value answers, and which button to add a row was pressed ("" by the Enter key).
TEXT, ASKED, ADD = "_text", "_asked", "add_row"


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """What a form sent for a field: chosen values, and a text (None where there was no input)."""

    values: tuple[str, ...]
    text: str | None = None
    asked: str = ""
    adds: bool = False


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """What a widget shows: chosen and offered rows as (value, label), a text, and its matches."""

    chosen: list[tuple[str, str]] = field(default_factory=list)
    offered: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""
    matches: list[tuple[str, str]] = field(default_factory=list)
    # Of a select: headings, "" for none, each with its options.
    groups: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.chosen or self.text)


class SuggestingInput(forms.TextInput):
    """A text input with suggestions of rows; any other text may be typed too."""

    template_name = "components/suggesting_input.html"

    def __init__(self, kind: RowKind, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.kind = kind

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the address of the suggestions, and the id of their list."""
        context = super().get_context(name, value, attrs)
        suggest(context["widget"], self.kind)
        return context


class RowInput(forms.Widget):
    """A text input for one row: shows the chosen one, or what matches the text, to choose from."""

    template_name = "components/choose_one.html"

    def __init__(self, kind: RowKind, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.kind = kind
        # Of which row the suggestions are parts, for a kind that needs it (RowKind.within).
        self.within = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> TypedAnswer:
        """Return the chosen value with the text of the input."""
        return read_answer(data, name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        """Tell whether the form had neither the value nor the input."""
        return name not in data and name + TEXT not in data

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the chosen row, the text and its matches."""
        context = super().get_context(name, None, attrs)
        shown = value if isinstance(value, ShownChoice) else ShownChoice()
        context["widget"] |= {
            "text_name": name + TEXT,
            "asked_name": name + ASKED,
            "chosen": shown.chosen,
            "chosen_values": [value for value, _label in shown.chosen],
            "offered": shown.offered,
            "text": shown.text,
            "matches": shown.matches,
            "groups": shown.groups,
        }
        suggest(context["widget"], self.kind, self.within)
        return context


class FewRowsInput(RowInput):
    """A select of all rows while they are few, else a text input for one row."""

    template_name = "components/choose_of_few.html"

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Leave out `required` where no option is empty: HTML forbids it, since one is chosen."""
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["groups"]
        if groups and all(value for value, _label in groups[0][1]):
            context["widget"]["attrs"].pop("required", None)
        return context


class RowsInput(RowInput):
    """Checkboxes for the chosen rows, and a text input that adds one."""

    template_name = "components/choose_several.html"
    use_fieldset = True

    def use_required_attribute(self, initial: object) -> bool:
        """Return False: the input is empty when enough rows are chosen."""
        return False


def read_answer(data: Mapping[str, Any], name: str) -> TypedAnswer:
    """Return what a form sent for the field of this name."""
    if isinstance(data, QueryDict):
        given: Any = data.getlist(name)
    else:
        given = data.get(name)
        given = given if isinstance(given, (list, tuple, set)) else [given]
    text, pressed = data.get(name + TEXT), data.get(ADD)
    asked = str(data.get(name + ASKED) or "")
    is_new = bool(str(text or "").strip()) and text != asked
    return TypedAnswer(
        values=tuple(dict.fromkeys(str(each) for each in given if each not in (None, ""))),
        text=None if text is None else str(text),
        asked=asked,
        adds=pressed == name or (pressed == "" and is_new),
    )


def suggest(widget: dict[str, Any], kind: RowKind, within: str = "") -> None:
    """Add to a widget's context where its suggestions come from, and the id of their list."""
    query = urlencode({WITHIN: within}) if within else ""
    widget["suggestions_url"] = f"{kind.url}?{query}" if query else kind.url
    widget["list_id"] = f"{widget['attrs'].get('id', widget['name'])}_list"
