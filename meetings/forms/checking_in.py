"""Forms of self check-in: a tapped name, a guest without an invitation, one's own check-in."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import ConditionalField, IdempotentForm, RevisedForm, TickedRowsField
from meetings.forms.contributing import OrganisationQuestionForm
from meetings.models import Participant

MOST_INITIALS = 10  # letters, as in the column of Participant
PLACES = [("", gettext_lazy("In the room")), ("ya", gettext_lazy("Online (daring)"))]


def require_letters(text: str) -> None:
    """Raise ValidationError for a name with a picture in it, such as an emoji."""
    pictures = [each for each in text if unicodedata.category(each) in ("So", "Cs", "Co", "Cn")]
    if pictures:
        raise ValidationError(
            _("Write it with letters alone: “%(picture)s” cannot stand in the attendance list.")
            % {"picture": pictures[0]}
        )


class PlaceField(ConditionalField, forms.TypedChoiceField):
    """In the room, or online; its value tells whether it is online."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("How do you take part?"),
            choices=PLACES,
            coerce=bool,
            required=False,
            widget=forms.RadioSelect,
            initial="",
        )

    def clean(self, value: object) -> bool:
        """Return whether it is online; raises ValidationError for another answer."""
        return bool(super().clean(value))


class CheckInForm(IdempotentForm):
    """A name of the list that was tapped, with one of the two buttons: in the room, online."""

    participant = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**31,
        error_messages={
            each: gettext_lazy("Tap your name in the list.")
            for each in ("required", "invalid", "min_value", "max_value")
        },
    )
    is_online = PlaceField()

    def clean(self) -> dict[str, Any]:
        """Show the errors of the hidden fields above the form."""
        for name in ("participant", "is_online"):
            for error in self.errors.get(name, ()):
                self.add_error(None, str(error))
        return super().clean() or self.cleaned_data


class CheckInWalkInForm(OrganisationQuestionForm):
    """A guest who is not on the list: name and organisation, on site or online."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        validators=[require_letters],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write your name.")},
    )
    is_online = PlaceField()

    field_order = ("name", "organisation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the guest's own organisation; unlike elsewhere none is suggested."""
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        organisation.label = gettext_lazy("Your organisation")
        organisation.widget.attrs.pop("list", None)
        organisation.error_messages["required"] = gettext_lazy("Write your organisation.")
        organisation.validators.append(require_letters)


class OwnCheckInForm(RevisedForm):
    """One's own check-in: on site or online, and initials in place of a signature."""

    is_online = PlaceField()
    initials = forms.CharField(
        label=gettext_lazy("Initials (paraf)"),
        required=False,
        max_length=MOST_INITIALS,
        validators=[require_letters],
        help_text=gettext_lazy("Up to 10 letters, such as RH. May stay empty."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": MOST_INITIALS}),
    )


class SetAsideForm(IdempotentForm):
    """Which self check-ins are set aside, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, offered: QuerySet[Participant], **kwargs: Any) -> None:
        """Offer the self check-ins of one meeting."""
        super().__init__(*args, **kwargs)
        self.fields["participants"] = TickedRowsField(
            queryset=offered,
            label=gettext_lazy("Self check-ins"),
            error_messages={"required": gettext_lazy("Tick at least one name.")},
        )
