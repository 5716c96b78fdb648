"""What is asked about signatures: who signs where, and what the signed paper shows."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from agreements.actions import Outcome
from agreements.forms.fields import DayField
from agreements.models import Capacity, HeldScan, Signatory, SignatoryState
from agreements.scans import Scan, safe_scan
from core.conflicts import Conflict
from core.forms import OnceForm, RevisedForm
from core.refusals import Refused
from stakeholders.models import Organisation, Person

NIP = re.compile(r"[\d ]*")
HIGHEST_RANK = 9


class SignatoryForm(OnceForm):
    """Says who signs in a place: somebody the registers know, or just a name, or just an office."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.order_by("name", "pk")
    )
    name = forms.CharField(
        label=_("Name with titles"),
        help_text=_("Left empty, the paper has dots where the name is written by hand."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    position = forms.CharField(
        label=_("Position"),
        help_text=_("Without it the text cannot be frozen."),
        max_length=200,
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
        help_text=_("Who signs first has 1; those with the same turn sign side by side."),
        initial=1,
        min_value=1,
        max_value=HIGHEST_RANK,
    )

    def clean_nip(self) -> str:
        """Return the NIP; it has figures and spaces only."""
        nip = str(self.cleaned_data["nip"]).strip()
        if not NIP.fullmatch(nip):
            raise ValidationError(_("A NIP has figures only."))
        return nip

    @property
    def values(self) -> dict[str, Any]:
        """What was typed; a name that the registers know becomes its person."""
        values = super().values
        person = _person(values["name"], values["organisation"])
        if person is None:
            return values | {"person": None}
        return values | {"person": person, "name": "", "nip": values["nip"] or person.nip}


class SignatoryEditForm(SignatoryForm, RevisedForm):
    """Changes a place to sign that others may be changing too."""

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal; both sides of a conflict by the names that they print."""
        if isinstance(refusal, Conflict):
            for side in (refusal.theirs, refusal.mine):
                side["name"] = side["person"].full_name if side["person"] else side["name"]
        super().refuse(refusal)


def _person(name: str, organisation: Organisation) -> Person | None:
    """Return the one person who is called so; of several, the one who acts for the organisation."""
    wanted = name.casefold()
    namesakes = [person for person in Person.objects.all() if _called(person, wanted)]
    if len(namesakes) > 1:
        colleagues = organisation.mandates.values_list("person_id", flat=True)
        namesakes = [person for person in namesakes if person.pk in set(colleagues)]
    return namesakes[0] if len(namesakes) == 1 else None


def _called(person: Person, wanted: str) -> bool:
    return bool(wanted) and wanted in (person.name.casefold(), person.full_name.casefold())


STATES = [
    ("", _("not known yet")),
    (SignatoryState.SIGNED, _("signed")),
    (SignatoryState.TO_FOLLOW, _("signs later")),
    (SignatoryState.DECLINED, _("not signed, because:")),
]


class InkForm(OnceForm):
    """Says what the signed paper shows, place by place, with its date and a scan.

    A scan that came with a form which is refused is held, so that it need not be chosen again.
    """

    rest_signed = forms.BooleanField(
        label=_("Every place that is not marked below is signed"), required=False
    )
    signed_date = DayField(label=_("Signed on"))
    note = forms.CharField(
        label=_("Note"),
        help_text=_("For the staff: who brought the paper, where it is kept."),
        max_length=300,
        required=False,
    )
    scan = forms.FileField(
        label=_("Scan of the signed paper"),
        help_text=_("PDF, JPEG or PNG, at most 20 MB. It is kept exactly as it comes."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, places: Sequence[Signatory], held: Mapping[int, HeldScan], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.open_places = [place for place in places if place.state != SignatoryState.SIGNED]
        self._held = held
        for place in self.open_places:
            known = "" if place.state == SignatoryState.PENDING else place.state
            self.fields[f"place_{place.pk}"] = forms.ChoiceField(
                label=str(place),
                choices=STATES,
                initial=known,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{place.pk}"] = forms.CharField(
                label=_("Reason"), max_length=300, initial=place.reason, required=False
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each open place with its two fields."""
        return [
            {
                "place": place,
                "outcome": self[f"place_{place.pk}"],
                "reason": self[f"reason_{place.pk}"],
            }
            for place in self.open_places
        ]

    @property
    def held_scan(self) -> HeldScan | None:
        """The scan that came with this form before."""
        try:
            return self._held.get(int(self.data.get("held") or 0))
        except ValueError:
            return None

    def hold(self, held: HeldScan) -> None:
        """Bring a scan that is held along, when the form is shown again."""
        self._held = {**self._held, held.pk: held}
        self.data = {**self.data, "held": str(held.pk)}

    def clean_scan(self) -> Scan | None:
        """Return the scan that was chosen now, else the held one; refuses what is no scan."""
        upload = self.cleaned_data["scan"]
        if isinstance(upload, UploadedFile):
            try:
                return safe_scan(upload, field="scan")
            except Refused as refusal:
                raise ValidationError(refusal.messages) from None
        held = self.held_scan
        if held is None:
            return None
        with held.file.open("rb") as file:
            return Scan(file.read(), held.sha256, held.extension)

    def clean(self) -> dict[str, Any]:
        """Demand a reason where somebody did not sign."""
        values = super().clean() or {}
        for place in self.open_places:
            is_declined = values.get(f"place_{place.pk}") == SignatoryState.DECLINED
            reason = f"reason_{place.pk}"
            if is_declined and not values.get(reason) and reason not in self.errors:
                sentence = _("Give the reason why %(signatory)s did not sign.")
                self.add_error(reason, sentence % {"signatory": place})
        return values

    @property
    def outcomes(self) -> dict[int, Outcome]:
        """What the paper shows, by the signatory's id; places not known yet are left out."""
        rest = SignatoryState.SIGNED if self.cleaned_data["rest_signed"] else ""
        chosen = {
            place.pk: self.cleaned_data[f"place_{place.pk}"] or rest for place in self.open_places
        }
        return {
            pk: Outcome(state, self.cleaned_data[f"reason_{pk}"])
            for pk, state in chosen.items()
            if state
        }
