"""Forms of responses to the minutes: sending one, and settling it."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import ConditionalCharField, IdempotentForm, RevisedForm
from meetings.models import ResponseKind

LONGEST_RESPONSE = 4000


class ResponseForm(IdempotentForm):
    """What somebody who attended says about the minutes."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you say about the minutes?"),
        choices=[
            (ResponseKind.AGREES, gettext_lazy("I agree")),
            (ResponseKind.CORRECTS, gettext_lazy("I propose a correction")),
            (ResponseKind.OBJECTS, gettext_lazy("I object")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one of the three.")},
    )
    text = ConditionalCharField(
        label=gettext_lazy("What should be different?"),
        help_text=gettext_lazy("Not needed if you agree."),
        required=False,
        # No max_length: a browser would cut a long paste silently.
        validators=[MaxLengthValidator(LONGEST_RESPONSE)],
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        """Require the text, unless somebody agrees."""
        values = super().clean() or self.cleaned_data
        agrees = values.get("kind") == ResponseKind.AGREES
        if not agrees and "text" not in self.errors and not values.get("text", "").strip():
            self.add_error("text", _("Write what should be different."))
        return values


ACCEPT, REJECT = "accept", "reject"


class SettlementForm(RevisedForm):
    """The facilitator's word on a proposed correction or an objection."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Your word on it"),
        choices=[
            (ACCEPT, gettext_lazy("Accepted")),
            (REJECT, gettext_lazy("Not accepted")),
        ],
        widget=forms.RadioSelect,
    )
    settlement = forms.CharField(
        label=gettext_lazy("A sentence that the sender reads"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettingAsideForm(RevisedForm):
    """The reason why a response by a link from a self check-in does not count."""

    settlement = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
