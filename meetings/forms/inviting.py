"""The form by which people of one organisation are invited to a meeting."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.choosing.fields import RowField
from core.forms import IdempotentForm
from meetings.actions.inviting import Guest
from meetings.models import Participant
from stakeholders.choosing import ORGANISATIONS
from stakeholders.models import Mandate, Organisation, Person, Sex
from stakeholders.naming import normalise, split_name, tidy


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of an organisation, with their most recent office (position) there."""

    person: Person
    position: str

    @property
    def label(self) -> str:
        """The name with its titles, and the office."""
        return ", ".join(part for part in (str(self.person), self.position) if part)


def find_colleagues(organisation: Organisation) -> dict[str, Colleague]:
    """Return the people with a current mandate or an earlier participation, by id; two queries."""
    came = (
        Participant.objects.filter(organisation=organisation, person__isnull=False)
        .select_related("person")
        .order_by("-meeting__date", "pk")
    )
    held = (
        Mandate.objects.current()
        .filter(organisation=organisation)
        .select_related("person")
        .order_by("pk")
    )
    found: dict[str, Colleague] = {}
    rows: list[Mandate | Participant] = [*held, *came]
    for row in rows:
        if row.person is not None:
            found.setdefault(str(row.person.pk), Colleague(row.person, row.position))
    return dict(sorted(found.items(), key=lambda pair: normalise(pair[1].person.name)))


class OrganisationChoiceForm(forms.Form):
    """The organisation whose people are to be invited, in the address of the page."""

    organisasi = RowField(ORGANISATIONS, key="slug", label=gettext_lazy("Organisation"))


class InvitationForm(IdempotentForm):
    """Invites known people of an organisation, and optionally a new person or an unnamed office."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Known people"), required=False, widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(
        label=gettext_lazy("Name with titles"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "As it is written: Dr. Ir. Siti, M.Si. Leave it empty if you do not know who will come."
        ),
    )
    position = forms.CharField(label=gettext_lazy("Position"), max_length=200, required=False)
    sex = forms.ChoiceField(
        label=gettext_lazy("L/P"), choices=[("", "–"), *Sex.choices], required=False
    )

    def __init__(
        self, *args: Any, organisation: Organisation, guests: list[Participant], **kwargs: Any
    ):
        """Offer the organisation's people who are not invited to the meeting yet."""
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        listed_ids = {str(guest.person_id) for guest in guests}
        colleagues = find_colleagues(organisation)
        self.listed = [colleague for pk, colleague in colleagues.items() if pk in listed_ids]
        self.known = {pk: colleague for pk, colleague in colleagues.items() if pk not in listed_ids}
        people: Any = self.fields["people"]
        people.choices = [(pk, colleague.label) for pk, colleague in self.known.items()]

    def clean_name(self) -> str:
        """Return the name; raises ValidationError if it is a known person's, not to double them."""
        written = tidy(self.cleaned_data["name"])
        name = split_name(written).name
        for colleague in (*self.known.values(), *self.listed):
            if name and normalise(colleague.person.name) == normalise(name):
                raise forms.ValidationError(
                    _("%(name)s is already known for this organisation; choose the name above.")
                    % {"name": colleague.person}
                )
        return written

    def clean_position(self) -> str:
        """Return the position without invisible characters."""
        return tidy(self.cleaned_data["position"])

    @property
    def guests(self) -> list[Guest]:
        """The guests to invite, once the form is valid."""
        chosen = [self.known[pk] for pk in self.cleaned_data["people"]]
        guests = [Guest(self.organisation, each.person, each.position) for each in chosen]
        name, position = self.cleaned_data["name"], self.cleaned_data["position"]
        if name or position:
            full_name = split_name(name)
            sex = self.cleaned_data["sex"] or full_name.sex
            guests.append(
                Guest(
                    self.organisation,
                    replace(full_name, sex=sex) if name else None,
                    position,
                    sex,
                )
            )
        return guests
