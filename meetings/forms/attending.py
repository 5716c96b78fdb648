"""Forms of the attendance desk: a mark with its detail, a departure, a walk-in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.choosing.widgets import SuggestingInput
from core.forms import IdempotentForm, RevisedForm
from meetings.forms.fields import ClockField
from meetings.forms.letters import LetterField
from meetings.models import Attendance
from stakeholders.choosing import ORGANISATION_NAMES, PERSON_NAMES
from stakeholders.doubles import list_likely_doubles
from stakeholders.models import Organisation, Sector
from stakeholders.naming import tidy

NEW = "baru"  # none of the likely doubles

# The field that each mark needs; marks that need none are set in one tap.
ASKED = {
    Attendance.LATE: "arrived_at",
    Attendance.REPRESENTED: "represented_by",
    Attendance.EXCUSED: "excuse",
}


class MarkForm(RevisedForm):
    """A mark of attendance with the one detail that it needs, if any."""

    attendance = forms.ChoiceField(
        label=_("Attendance"),
        choices=Attendance.choices,
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose how somebody attended."),
            "invalid_choice": _("Choose how somebody attended."),
        },
    )
    arrived_at = ClockField(label=_("Arrived at (WIB)"))
    represented_by = forms.CharField(
        label=_("Represented by"), max_length=200, widget=SuggestingInput(PERSON_NAMES)
    )
    excuse = forms.CharField(label=_("Reason for absence"), max_length=300)
    excuse_letter = LetterField()
    removes_letter = forms.BooleanField(label=_("Delete the letter"), required=False)

    def __init__(self, *args: Any, has_letter: bool = False, **kwargs: Any) -> None:
        """Keep only the fields that the chosen mark needs; a kept letter can be deleted."""
        super().__init__(*args, **kwargs)
        asked = ASKED.get(self["attendance"].value())
        for name in ASKED.values():
            if name != asked:
                del self.fields[name]
            else:
                self.fields[name].widget.attrs["autofocus"] = True
        if asked != "excuse":
            del self.fields["excuse_letter"], self.fields["removes_letter"]
        elif has_letter:
            self.fields["excuse_letter"].label = _("Another letter in its place")
        else:
            del self.fields["removes_letter"]

    def clean(self) -> dict[str, Any] | None:
        """Show errors of the hidden `attendance` field above the form."""
        for error in self.errors.get("attendance", ()):
            self.add_error(None, str(error))
        if self.errors:
            self._ask_for_letter_again()
        return super().clean()

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal, and that a letter has to be chosen again."""
        super().refuse(refusal)
        self._ask_for_letter_again()

    def _ask_for_letter_again(self) -> None:
        # A browser does not send a file again when a form comes back.
        if self.cleaned_data.get("excuse_letter"):
            self.add_error("excuse_letter", _("Choose the letter again: it was not kept."))


class DepartureForm(RevisedForm):
    """When somebody left, empty for someone who stayed; and whether they take part online."""

    left_at = ClockField(label=_("Left at (WIB)"), required=False)
    is_online = forms.BooleanField(label=_("Takes part online (daring)"), required=False)


class WalkInForm(IdempotentForm):
    """A walk-in: name, organisation, position, and a sector when the organisation is new."""

    is_asking = False

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=200,
        help_text=_("With titles if you like. May stay empty if only the office is known."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        widget=SuggestingInput(ORGANISATION_NAMES),
    )
    position = forms.CharField(
        label=_("Position"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_online = forms.BooleanField(label=_("Takes part online (daring)"), required=False)
    sector = forms.ChoiceField(
        label=_("Sector of the new organisation"),
        required=False,
        choices=[("", _("not chosen")), *Sector.choices],
    )

    # Which registered organisation is meant by a name that is similar, or that none is.
    meant = forms.CharField(label=_("Do you mean …?"), required=False, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        """Ask once which organisation is meant by a name that is similar to registered ones."""
        values = super().clean() or self.cleaned_data
        name, meant = tidy(values.get("organisation", "")), values.pop("meant", "")
        if not name or meant == NEW or Organisation.objects.known_as(name).exists():
            return values
        doubles = {str(each.pk): each.name for each in list_likely_doubles(name)}
        if meant in doubles:
            values["organisation"] = doubles[meant]
        elif doubles:
            self.is_asking = True
            widget: Any = self.fields["meant"].widget
            widget.choices = [*doubles.items(), (NEW, _("None of these: a new organisation"))]
            question = gettext("“%(name)s” is not on the list. Do you mean one of these?")
            self.add_error("organisation", question % {"name": name})
        return values

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal; a missing sector becomes required and gets the focus."""
        super().refuse(refusal)
        if "sector" in self.errors:
            self.fields["sector"].required = True
            del self.fields["name"].widget.attrs["autofocus"]
            self.fields["sector"].widget.attrs["autofocus"] = True
