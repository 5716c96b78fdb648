"""Forms for signatories: who signs, in which office, and by which means."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.content.wording import ON_BEHALF
from agreements.models import Capacity
from core.choosing.fields import RowField
from core.choosing.widgets import SuggestingInput
from core.forms import IdempotentForm, RevisedForm
from core.optimistic_lock import Conflict
from stakeholders.choosing import ORGANISATIONS, PERSON_NAMES, find_full_name
from stakeholders.models import LONGEST_FULL_NAME, Organisation, Person

NIP = re.compile(r"[\d ]*")
HIGHEST_RANK = 9
LONGEST_OFFICE = len(ON_BEHALF.format(position="")) + 200  # "a.n." and an office


class WaysToSign(forms.Form):
    """The ways in which somebody may sign; at least one."""

    allows_screen = forms.BooleanField(
        label=_("may sign on a screen: a phone, or the tablet in the room"),
        initial=True,
        required=False,
    )
    allows_ink = forms.BooleanField(
        label=_("may sign with ink on paper"), initial=True, required=False
    )
    allows_certificate = forms.BooleanField(
        label=_("may sign with an electronic certificate"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Require at least one way to sign."""
        values = super().clean() or {}
        ways = ("allows_screen", "allows_ink", "allows_certificate")
        if not any(values.get(way) for way in ways):
            self.add_error(ways[0], _("Leave at least one way to sign."))
        return values


class SignatoryForm(WaysToSign, IdempotentForm):
    """Who signs: a registered person, only a name, or only an office."""

    organisation = RowField(ORGANISATIONS, label=_("Organisation"))
    name = forms.CharField(
        label=_("Name with titles"),
        help_text=_("Left empty, the paper has dots where the name is written by hand."),
        max_length=LONGEST_FULL_NAME,
        required=False,
        widget=SuggestingInput(PERSON_NAMES),
    )
    position = forms.CharField(
        label=_("Position"),
        help_text=_("Without it the text cannot be frozen."),
        max_length=LONGEST_OFFICE,
        required=False,
    )
    nip = forms.CharField(
        label=_("NIP"), help_text=_("Of a civil servant."), max_length=21, required=False
    )
    capacity = forms.ChoiceField(
        label=_("Signs as"), choices=Capacity, initial=Capacity.PARTY, widget=forms.RadioSelect
    )
    rank = forms.IntegerField(
        label=_("Turn"),
        help_text=_("Turn 1 signs first; signatories with the same turn sign in any order."),
        initial=1,
        min_value=1,
        max_value=HIGHEST_RANK,
    )
    delegation_letter = forms.CharField(
        label=_("Letter"),
        help_text=_("Of one who signs for another: surat kuasa, SK plt., with number and date."),
        max_length=200,
        required=False,
    )
    field_order = (
        "organisation",
        "name",
        "position",
        "nip",
        "delegation_letter",
        "capacity",
        "rank",
    )

    def clean_nip(self) -> str:
        """Return the NIP; it has figures and spaces only."""
        nip = str(self.cleaned_data["nip"]).strip()
        if not NIP.fullmatch(nip):
            raise ValidationError(_("A NIP has figures only."))
        return nip

    @property
    def values(self) -> dict[str, Any]:
        """What was typed; a name that matches one person is replaced by that person."""
        values = super().values
        person = find_known_person(values["name"], values["organisation"])
        if person is None:
            return values | {"person": None}
        return values | {"person": person, "name": "", "nip": values["nip"] or person.nip}


class SignatoryEditForm(SignatoryForm, RevisedForm):
    """Edits a signatory under the optimistic lock."""

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal; a conflict shows the signatory's name in both versions."""
        if isinstance(refusal, Conflict):
            for side in (refusal.theirs, refusal.mine):
                side["name"] = side["person"].full_name if side["person"] else side["name"]
        super().refuse(refusal)


def find_known_person(name: str, organisation: Organisation) -> Person | None:
    """Return the registered person with this name, or None if the name is unknown or ambiguous.

    Among several persons of this name, the only one with a mandate in the organisation is taken.
    """
    namesakes = find_full_name(name)
    if len(namesakes) > 1:
        colleagues = organisation.mandates.values_list("person_id", flat=True)
        namesakes = [person for person in namesakes if person.pk in set(colleagues)]
    return namesakes[0] if len(namesakes) == 1 else None
