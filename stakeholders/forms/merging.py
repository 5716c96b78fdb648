"""Forms of merging: which entry is kept, and which of the differing fields win."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.choosing.fields import RowField
from core.forms import IdempotentForm
from stakeholders.choosing import ORGANISATIONS, PEOPLE
from stakeholders.merge_plans import Difference
from stakeholders.models import MergedKind

OF_KEPT, OF_MERGED = "tetap", "ganda"
# The URL parameter that names the entry to be kept.
INTO = "ke"


class MergeTargetForm(forms.Form):
    """The entry into which another is merged, in the address of the page."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any):
        """Let any entry of the kind be chosen; the page says why one cannot be."""
        super().__init__(*args, **kwargs)
        rows = ORGANISATIONS if kind == MergedKind.ORGANISATION else PEOPLE
        self.fields[INTO] = RowField(
            rows, key="slug", label=gettext_lazy("Which entry is kept?"), required=True
        )


class MergeForm(IdempotentForm):
    """Which value wins, for each field in which the two entries differ."""

    def __init__(self, *args: Any, differences: Sequence[Difference], **kwargs: Any):
        """Ask for each difference; an empty value of the kept entry is proposed to be filled."""
        super().__init__(*args, **kwargs)
        self.asked = [each.name for each in differences]
        empty = gettext_lazy("(empty)")
        for each in differences:
            self.fields[each.name] = forms.ChoiceField(
                label=each.label.capitalize(),
                choices=[(OF_KEPT, each.kept or empty), (OF_MERGED, each.merged or empty)],
                initial=OF_MERGED if each.is_taken else OF_KEPT,
                widget=forms.RadioSelect,
            )

    @property
    def taken(self) -> list[str]:
        """The fields whose value is that of the merged entry, once the form is valid."""
        return [name for name in self.asked if self.cleaned_data.get(name) == OF_MERGED]
