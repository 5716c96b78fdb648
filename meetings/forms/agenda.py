"""Forms of an agenda item."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.choosing.fields import RowField
from core.forms import IdempotentForm, RevisedForm
from meetings.forms.fields import ClockField
from meetings.models import AgendaItem
from stakeholders.choosing import OFFICES

MOST_MINUTES = 720


class AgendaItemForm(IdempotentForm):
    """An agenda item: its title, who speaks and for how long."""

    title = forms.CharField(label=_("Title"), max_length=300)
    speaker = RowField(OFFICES, label=_("Speaker"), required=False)
    minutes = forms.IntegerField(
        label=_("Length in minutes"), required=False, min_value=1, max_value=MOST_MINUTES
    )
    starts_at = ClockField(
        label=_("Fixed time"),
        required=False,
        help_text=_("Leave it empty to calculate it from the previous items."),
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RevisedAgendaItemForm(AgendaItemForm, RevisedForm):
    """An existing agenda item, with its revision for the optimistic lock."""


def build_initial_item(item: AgendaItem) -> dict[str, Any]:
    """Return the initial values of the form for an item."""
    return {
        "title": item.title,
        "speaker": item.speaker_id,
        "minutes": item.minutes,
        "starts_at": item.starts_at,
        "description": item.description,
        "revision": item.revision,
    }
