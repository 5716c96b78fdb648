"""What is asked while signatures are collected: until when, by which means, who signs instead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import BoundedDateField
from agreements.forms.signatories import WaysToSign, find_known_person
from core.forms import IdempotentForm, RevisedForm
from signing.actions.refusing import LONGEST_REASON
from stakeholders.models import LONGEST_FULL_NAME, Organisation


class SigningRulesForm(RevisedForm):
    """Until when signatures are collected, and whether a code is asked for."""

    sign_until = BoundedDateField(
        label=_("Last day to sign"),
        help_text=_(
            "Links work until its end; three days before, those who are awaited get a reminder."
        ),
        required=False,
    )
    needs_email_code = forms.BooleanField(
        label=_("Before signing by link, ask for a code that is sent by e-mail"),
        help_text=_("Only who has an e-mail address can then sign by link."),
        required=False,
    )


class RoutesForm(WaysToSign, RevisedForm):
    """By which means an awaited place may be signed, which others may be changing too."""


class DelegateForm(IdempotentForm):
    """Who signs instead: somebody the registers know, or just a name; by which letter."""

    name = forms.CharField(
        label=_("Name with titles"),
        max_length=LONGEST_FULL_NAME,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    position = forms.CharField(
        label=_("Position"),
        help_text=_("As it is to stand under the signature: Plt. Kepala Dinas …"),
        max_length=200,
        required=False,
    )
    letter = forms.CharField(
        label=_("Letter"),
        help_text=_("Surat kuasa, SK plt. or plh.: its kind, number and date."),
        max_length=200,
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._organisation = organisation

    @property
    def values(self) -> dict[str, Any]:
        """What was typed; a name that the registers know becomes its person."""
        values = super().values
        return values | {"person": find_known_person(values["name"], self._organisation)}


class PrintedReasonForm(IdempotentForm):
    """Asks for a reason that is printed beside the place, and so is short."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody who signs reads it, and it is printed on the document."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
