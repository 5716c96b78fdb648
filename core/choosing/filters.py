"""The autocomplete filter of a list page: one row, named in the URL by a code or a slug."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from core.choosing.kinds import LONGEST_TEXT, MOST_MATCHES, RowKind, tidy_text
from core.choosing.widgets import SuggestingInput


class RowFilterField(forms.CharField):
    """A row by its code or slug (`key`), or by a text that only one public row matches.

    Its value is the key. A text with several matches is an error; the list offers them as links.
    With `keeps_keys` a key counts without being looked up, since not every such row is public.
    """

    default_error_messages = {"several": _("Several match."), "nothing": _("Nothing matches.")}

    def __init__(
        self, kind: RowKind, *, key: str, keeps_keys: bool = False, **options: Any
    ) -> None:
        super().__init__(max_length=LONGEST_TEXT, widget=SuggestingInput(kind), **options)
        self.kind = kind
        self.key = key
        self.keeps_keys = keeps_keys
        # Of the text that was asked for last: the key and label of its row, or what it may mean.
        self.choices: list[tuple[str, str]] = []
        self.matches: list[tuple[str, str]] = []
        self.asked = ""

    def clean(self, value: object) -> str:
        """Return the key of the row; raises ValidationError for none, or several."""
        text = tidy_text(super().clean(value))
        if not text:
            return ""
        self.asked = text
        if self.keeps_keys and self.kind.code_pattern:
            written = self.kind.code_pattern.match(text)
            if written:
                return written[0].upper()
        rows = self.kind.show_to(self.kind.list_rows(), AnonymousUser())
        named = list(rows.filter(**{self.key: text})[:1])
        meant = named or self.kind.find_meant(rows, text, MOST_MATCHES)
        labels = [(str(getattr(row, self.key)), self.kind.describe(row)) for row in meant]
        if len(labels) == 1:
            self.choices = labels
            return labels[0][0]
        self.matches = labels
        code = "several" if labels else "nothing"
        raise ValidationError(self.error_messages[code], code=code)

    def prepare_value(self, value: object) -> object:
        """Return the label of the row, or the text that was typed."""
        if self.choices and value in (self.asked, self.choices[0][0]):
            return self.choices[0][1]
        return value or self.asked


class RowFilter(Filter):
    """A filter by one of many rows, found by typing; `field_name` has the key of the row."""

    field_class = RowFilterField

    def __init__(self, kind: RowKind, *, key: str, **options: Any) -> None:
        super().__init__(kind=kind, key=key, **options)
