"""What is asked when the registers are kept: organisations, their names, people and offices."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actors import Actor
from core.forms import IdempotentForm, RevisedForm
from stakeholders.matching import NameMatcher
from stakeholders.models import Duty, NameKind, Organisation, Person, Sector, Sex
from stakeholders.naming import FullName, split_name, tidy
from stakeholders.permissions import can_give_mandate

LONGEST_ADDRESS = 254  # of an e-mail, as the columns hold it; a field's own counts to 320


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class OrganisationForm(RevisedForm):
    """An entry of the register."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    short_name = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("As people call it; it stands where there is little room."),
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        choices=[("", gettext_lazy("Choose a sector")), *Sector.choices],
    )
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Member of"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
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
        """Offer every organisation but itself as the one it belongs to."""
        super().__init__(*args, **kwargs)
        others = Organisation.objects.order_by("name", "pk")
        parent: Any = self.fields["parent"]
        parent.queryset = others.exclude(pk=organisation.pk) if organisation else others

    def clean_name(self) -> str:
        """Return the name without marks that nobody sees."""
        return tidy(self.cleaned_data["name"])


def build_organisation_initial(organisation: Organisation) -> dict[str, Any]:
    """Return what the form of an entry begins with."""
    names = ("name", "short_name", "sector", "parent", "about", "source", "is_verified", "revision")
    return {name: getattr(organisation, name) for name in names}


class NameForm(IdempotentForm):
    """Another name of an organisation."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=NameKind.choices)

    def clean_name(self) -> str:
        """Return the name without marks that nobody sees."""
        return tidy(self.cleaned_data["name"])


class PersonForm(RevisedForm):
    """A person of the register."""

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
        help_text=gettext_lazy("Stands under the name where a civil servant signs."),
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=LONGEST_ADDRESS, required=False
    )

    def clean_name(self) -> str:
        """Return the name without marks that nobody sees."""
        return tidy(self.cleaned_data["name"])


def build_person_initial(person: Person) -> dict[str, Any]:
    """Return what the form of a person begins with."""
    names = ("name", "title_before", "title_after", "sex", "nip", "phone", "email", "revision")
    return {name: getattr(person, name) for name in names}


class AppointmentForm(IdempotentForm):
    """Who holds which office from when to when, and the address that the invitation goes to."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Known person"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Somebody else"),
    )
    name = forms.CharField(
        label=gettext_lazy("Name with titles"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Of somebody new, as it is written: Dr. Ir. Siti, M.Si."),
    )
    is_namesake = forms.BooleanField(
        label=gettext_lazy("Another person of the same name"), required=False
    )
    position = forms.CharField(label=gettext_lazy("Position"), max_length=200, required=False)
    duty = forms.ChoiceField(
        label=gettext_lazy("Duty in the portal"),
        choices=Duty.choices,
        initial=Duty.NONE,
        required=False,
        help_text=gettext_lazy("A facilitator runs the forum, the secretariat keeps its papers."),
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
        """Offer the organisation's people and, once a name is typed, those who are called so."""
        super().__init__(*args, **kwargs)
        typed = str(self.data.get(self.add_prefix("name"), "")) if self.is_bound else ""
        self.namesakes = [one.pk for one in NameMatcher().list_namesakes(typed)] if typed else []
        person: Any = self.fields["person"]
        person.queryset = list_office_holders(organisation, self.namesakes)
        if not self.namesakes:
            del self.fields["is_namesake"]
        if not can_give_mandate(user, Duty.FACILITATOR):
            del self.fields["duty"]

    def clean_duty(self) -> str:
        """Return the duty; representing the organisation is none."""
        return self.cleaned_data["duty"] or Duty.NONE

    def clean(self) -> dict[str, Any]:
        """Refuse two people, nobody, and somebody who may be known already."""
        cleaned = super().clean() or self.cleaned_data
        person, name = cleaned.get("person"), cleaned.get("name")
        if person and name:
            self.add_error("name", _("Choose a known person or write a new name, not both."))
        elif not (person or name) and not self.errors.keys() & {"person", "name"}:
            self.add_error("name", _("Choose a person, or write the name of somebody new."))
        elif name and self.namesakes and not cleaned.get("is_namesake"):
            self.add_error(
                "name",
                _(
                    "Somebody of this name is known. Choose them above and empty this, or say that"
                    " it is another person."
                ),
            )
        return cleaned

    @property
    def appointment(self) -> dict[str, Any]:
        """What `appoint_representative` is told, once the form is valid."""
        values = self.values
        name = values.pop("name")
        values.pop("is_namesake", None)
        if values["person"] is None:
            values["person"] = parse_new_person(name)
        return values


def list_office_holders(organisation: Organisation, others: list[int]) -> QuerySet[Person]:
    """Return who holds or held an office there, and `others`."""
    known = Q(pk__in=organisation.mandates.order_by().values("person")) | Q(pk__in=others)
    return Person.objects.filter(known).order_by("name", "pk")


def parse_new_person(text: str) -> FullName:
    """Return the parts of a name as it was typed; never without a name."""
    parts = split_name(text)
    return parts if parts.name else FullName(tidy(text))


class AddressForm(IdempotentForm):
    """The address of somebody who has no account yet."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=LONGEST_ADDRESS,
        help_text=gettext_lazy("The invitation goes there, and it is what they sign in with."),
    )


class LastDayForm(IdempotentForm):
    """The last day of an office."""

    on = forms.DateField(
        label=gettext_lazy("Last day"), initial=timezone.localdate, widget=DayInput()
    )
