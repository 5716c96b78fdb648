"""Choice filters of a list page whose options come from the database."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.forms import BoundField, Field
from django.utils.choices import flatten_choices
from django_filters import ChoiceFilter

type Choices = Iterable[tuple[str, object]]


class LoadedChoiceFilter(ChoiceFilter):
    """A choice filter whose options come from the database: `load` runs once per list page."""

    def __init__(self, *args: Any, load: Callable[[], Choices], **kwargs: Any):
        super().__init__(*args, choices=(), **kwargs)
        self.load = load

    @property
    def field(self) -> Field:
        """The form field; its options are read when the form is first built."""
        if not hasattr(self, "_field"):
            self.extra["choices"] = list(self.load())
        field: Field = super().field
        return field


def build_choices(rows: Iterable[Model], value: str) -> Choices:
    """Return rows as filter options: an attribute as URL value, the row's name as label."""
    return [(str(getattr(row, value)), str(row)) for row in rows]


def describe_choice(field: BoundField, value: str) -> str:
    """Return the label of a choice, or the text that was typed."""
    choices = dict(flatten_choices(getattr(field.field, "choices", ())))
    return str(choices.get(value, value))
