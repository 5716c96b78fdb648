"""Forms of collecting signatures: the deadline, allowed routes, delegation, and reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import BoundedDateField
from agreements.forms.signatories import WaysToSign, find_known_person
from core.choosing.widgets import SuggestingInput
from core.forms import IdempotentForm, RevisedForm
from signing.actions.refusing import MAX_REASON_LENGTH
from stakeholders.choosing import PERSON_NAMES
from stakeholders.models import LONGEST_FULL_NAME, Organisation


class SigningRulesForm(RevisedForm):
    """The last day to sign, and whether a one-time code is required."""

    sign_until = BoundedDateField(
        label=_("Last day to sign"),
        help_text=_(
            "Links are valid until the end of this day; three days before, those who are next to"
            " sign get a reminder."
        ),
        required=False,
    )
    needs_email_code = forms.BooleanField(
        label=_("Before signing by link, ask for a code that is sent by e-mail"),
        help_text=_("Then only people with an e-mail address can sign by link."),
        required=False,
    )


class RoutesForm(WaysToSign, RevisedForm):
    """The routes by which a signatory may sign, with an optimistic lock."""


class DelegateForm(IdempotentForm):
    """The delegate who signs instead, registered or not, and the delegation letter."""

    name = forms.CharField(
        label=_("Name with titles"),
        max_length=LONGEST_FULL_NAME,
        widget=SuggestingInput(PERSON_NAMES),
    )
    position = forms.CharField(
        label=_("Position"),
        help_text=_("As it is to be printed under the signature: Plt. Kepala Dinas …"),
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
        """The cleaned values, with the registered person of that name, if there is one."""
        values = super().values
        return values | {"person": find_known_person(values["name"], self._organisation)}


class PrintedReasonForm(IdempotentForm):
    """Asks for a short reason that is printed in the signature block."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody who signs reads it, and it is printed on the document."),
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
