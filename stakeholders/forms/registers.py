"""Forms of the registers: organisations, their names, people and mandates."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actors import Actor
from core.choosing.fields import RowField
from core.forms import IdempotentForm, RevisedForm
from stakeholders.choosing import (
    ORGANISATIONS,
    PEOPLE,
    list_namesakes,
    list_similar_people,
)
from stakeholders.doubles import list_likely_doubles
from stakeholders.models import Duty, NameKind, Organisation, Person, Sector, Sex
from stakeholders.naming import FullName, split_name, tidy
from stakeholders.permissions import can_give_mandate

LONGEST_ADDRESS = 254  # of an e-mail, as in the columns; the default of a form field is 320


class DayInput(forms.DateInput):
    """A date input with the browser's date picker."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class OrganisationForm(RevisedForm):
    """Registering or editing an organisation."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    is_another = forms.BooleanField(
        label=gettext_lazy("It is another organisation: register it"), required=False
    )
    short_name = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The everyday name, used where space is short."),
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        choices=[("", gettext_lazy("Choose a sector")), *Sector.choices],
    )
    parent = RowField(
        ORGANISATIONS,
        label=gettext_lazy("Member of"),
        required=False,
        help_text=gettext_lazy("Only where it belongs to a forum or a larger organisation."),
    )
    about = forms.CharField(
        label=gettext_lazy("About"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Where this is known from: a letter, a website, a list."),
    )
    is_verified = forms.BooleanField(
        label=gettext_lazy("Checked: the entry is right"), required=False
    )

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any):
        """Let every other organisation be its parent; ask about likely doubles of a new one."""
        super().__init__(*args, **kwargs)
        typed = tidy(str(self.data.get(self.add_prefix("name"), ""))) if self.is_bound else ""
        self.doubles = list_likely_doubles(typed) if typed and organisation is None else []
        # The register itself refuses the very same name.
        self.is_same = typed.casefold() in {each.name.casefold() for each in self.doubles}
        if not self.doubles or self.is_same:
            del self.fields["is_another"]
        parent = self.fields["parent"]
        assert isinstance(parent, RowField)  # noqa: S101
        if organisation:
            parent.allow(ORGANISATIONS.list_rows().exclude(pk=organisation.pk))

    def clean_name(self) -> str:
        """Return the name without invisible characters."""
        return tidy(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """Ask once whether a likely double is meant."""
        cleaned = super().clean() or self.cleaned_data
        if "is_another" in self.fields and not cleaned.pop("is_another", False):
            names = ", ".join(each.name for each in self.doubles)
            question = _("It may be registered already: %(names)s. Use that one, or say that not.")
            self.add_error("name", question % {"names": names})
        return cleaned


def build_organisation_initial(organisation: Organisation) -> dict[str, Any]:
    """Return the initial values of an OrganisationForm."""
    names = ("name", "short_name", "sector", "parent", "about", "source", "is_verified", "revision")
    return {name: getattr(organisation, name) for name in names}


class NameForm(IdempotentForm):
    """Adding another name of an organisation."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=NameKind.choices)

    def clean_name(self) -> str:
        """Return the name without invisible characters."""
        return tidy(self.cleaned_data["name"])


class PersonForm(RevisedForm):
    """Editing a person."""

    name = forms.CharField(label=gettext_lazy("Name without titles"), max_length=200)
    title_before = forms.CharField(
        label=gettext_lazy("Titles before the name"), max_length=40, required=False
    )
    title_after = forms.CharField(
        label=gettext_lazy("Titles after the name"), max_length=60, required=False
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("L/P"), choices=[("", "–"), *Sex.choices], required=False
    )
    nip = forms.CharField(
        label=gettext_lazy("NIP"),
        max_length=21,
        required=False,
        help_text=gettext_lazy("Printed under the name where a civil servant signs."),
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=LONGEST_ADDRESS, required=False
    )

    def clean_name(self) -> str:
        """Return the name without invisible characters."""
        return tidy(self.cleaned_data["name"])


def build_person_initial(person: Person) -> dict[str, Any]:
    """Return the initial values of a PersonForm."""
    names = ("name", "title_before", "title_after", "sex", "nip", "phone", "email", "revision")
    return {name: getattr(person, name) for name in names}


class AppointmentForm(IdempotentForm):
    """Giving a mandate to a known or a new person, and inviting them by e-mail."""

    person = RowField(PEOPLE, label=gettext_lazy("Known person"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Name with titles"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For a new person, with titles: Dr. Ir. Siti, M.Si."),
    )
    is_namesake = forms.BooleanField(
        label=gettext_lazy("Another person of the same or a similar name"), required=False
    )
    position = forms.CharField(label=gettext_lazy("Position"), max_length=200, required=False)
    duty = forms.ChoiceField(
        label=gettext_lazy("Duty in the portal"),
        choices=Duty.choices,
        initial=Duty.NONE,
        required=False,
        help_text=gettext_lazy(
            "A facilitator runs the forum, the secretariat manages its documents."
        ),
    )
    valid_from = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    valid_until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Leave it empty if the end is not known."),
    )
    letter = forms.CharField(
        label=gettext_lazy("Letter of assignment"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Its number and date, if there is one."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=gettext_lazy(
            "An account is opened and an invitation is sent there. Leave it empty to record the"
            " office only."
        ),
    )

    def __init__(self, *args: Any, organisation: Organisation, user: Actor, **kwargs: Any):
        """Propose everybody of the name that is typed, once one is."""
        super().__init__(*args, **kwargs)
        typed = str(self.data.get(self.add_prefix("name"), "")) if self.is_bound else ""
        self.namesakes = list_namesakes(typed)
        self.has_namesake = bool(self.namesakes)
        if typed and not self.namesakes:
            self.namesakes = list_similar_people(typed)
        person = self.fields["person"]
        assert isinstance(person, RowField)  # noqa: S101
        person.propose(self.namesakes)
        if not self.namesakes:
            del self.fields["is_namesake"]
        if not can_give_mandate(user, Duty.FACILITATOR):
            del self.fields["duty"]

    def clean_duty(self) -> str:
        """Return the duty; an empty choice means none."""
        return self.cleaned_data["duty"] or Duty.NONE

    def clean(self) -> dict[str, Any]:
        """Refuse both or neither of person and name, and a name that a registered person has."""
        cleaned = super().clean() or self.cleaned_data
        person, name = cleaned.get("person"), cleaned.get("name")
        if person and name:
            self.add_error("name", _("Choose a known person or write a new name, not both."))
        elif not (person or name) and not self.errors.keys() & {"person", "name"}:
            self.add_error("name", _("Choose a person, or write the name of somebody new."))
        elif name and self.namesakes and not cleaned.get("is_namesake"):
            self.add_error("name", self._build_question())
        return cleaned

    def _build_question(self) -> str:
        if self.has_namesake:
            return _(
                "A person with this name is already registered. Choose them above and clear"
                " this field, or tick that it is another person."
            )
        return _(
            "A person with a similar name is already registered. Choose them above and clear"
            " this field, or tick that it is another person."
        )

    @property
    def appointment(self) -> dict[str, Any]:
        """The cleaned data of a valid form, as arguments of `appoint_representative`."""
        values = self.values
        name = values.pop("name")
        values.pop("is_namesake", None)
        if values["person"] is None:
            values["person"] = parse_new_person(name)
        return values


def parse_new_person(text: str) -> FullName:
    """Parse a typed name into name and titles; the name is never empty."""
    parts = split_name(text)
    return parts if parts.name else FullName(tidy(text))


class AddressForm(IdempotentForm):
    """The address for a new account."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=LONGEST_ADDRESS,
        help_text=gettext_lazy("The invitation goes there, and it is what they sign in with."),
    )


class LastDayForm(IdempotentForm):
    """The last day of a mandate."""

    on = forms.DateField(
        label=gettext_lazy("Last day"), initial=timezone.localdate, widget=DayInput()
    )
