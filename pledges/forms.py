"""The details of a contribution as a form: what, how much, where, when, and for which focus."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import IdempotentForm, ReasonForm, RevisedForm
from pilots.models import Focus, Region, RegionLevel
from pledges.models import Pledge, PledgeForm

QUANTITY_ROWS = 3
# Besides the amounts with their units.
DETAILS = ("form", "value_rupiah", "regions", "start_date", "end_date", "focuses")
LONGEST_WORDS = 4000
# A year typed with a digit too many or too few is a slip of the finger, not a promise.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
# A hundred trillion: far beyond the budget of a city, so the zeros were miscounted.
MOST_RUPIAH = 100 * 10**12
REGION_LEVELS = (RegionLevel.CITY, RegionLevel.DISTRICT, RegionLevel.KELURAHAN)

RUPIAH = re.compile(r"(?:rp\.?|idr)?\s*(?P<number>[\d., ]*\d)\s*(?P<word>[a-z]*)\s*(?:,-|\.-)?")
WHOLE = re.compile(r"\d+|\d{1,3}(?P<mark>[., ])\d{3}(?:(?P=mark)\d{3})*")
FRACTION = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?")
CENTS = re.compile(r"[.,]00\Z")
RUPIAH_WORDS = {
    "rb": 10**3,
    "ribu": 10**3,
    "jt": 10**6,
    "juta": 10**6,
    "miliar": 10**9,
    "milyar": 10**9,
}


class RupiahField(forms.CharField):
    """Whole rupiah as people write them: "Rp 15.000.000", "15000000", "1,5 juta"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"class": "short"}), **options)

    def clean(self, value: Any) -> int | None:
        """Return the amount, None for an empty box; raises ValidationError for what is none."""
        text = super().clean(value)
        return parse_rupiah(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        """Write an amount with its separators; what was typed stays as it is."""
        return number_format(value, force_grouping=True) if isinstance(value, int) else value


def parse_rupiah(text: str) -> int:
    """Return the whole rupiah that a text names; raises ValidationError with an example."""
    written = RUPIAH.fullmatch(" ".join(text.lower().split()))
    amount = _parse_amount(written["number"], written["word"]) if written else None
    if amount is None:
        raise ValidationError(_("Write the value as a number, such as Rp 15.000.000 or 15 juta."))
    if amount > MOST_RUPIAH:
        raise ValidationError(_("That is more than a city's budget. Please check the zeros."))
    return amount


def _parse_amount(number: str, word: str) -> int | None:
    """Read a number before a word such as juta, or one that stands for itself."""
    if word:
        factor = RUPIAH_WORDS.get(word)
        if factor is None or not FRACTION.fullmatch(number):
            return None
        return int(Decimal(number.replace(",", ".")) * factor)
    number = CENTS.sub("", number)
    return int(re.sub(r"\D", "", number)) if WHOLE.fullmatch(number) else None


class CalendarDateField(forms.DateField):
    """A day within this century, chosen from the browser's calendar or typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            validators=[
                MinValueValidator(FIRST_DAY, gettext_lazy("Please check the year.")),
                MaxValueValidator(LAST_DAY, gettext_lazy("Please check the year.")),
            ],
            **options,
        )


class PledgeDetails(IdempotentForm):
    """What can be said of a contribution beside its words; everything may be left out.

    `details` are arguments of draft_pledge, edit_pledge and log_pledge. Places and focuses are
    read once a form, for the boxes and for their check.
    """

    form = forms.ChoiceField(
        label=gettext_lazy("Form"),
        required=False,
        choices=[("", gettext_lazy("not chosen")), *PledgeForm.choices],
    )
    value_rupiah = RupiahField(
        label=gettext_lazy("Estimated value (Rp)"),
        required=False,
        help_text=gettext_lazy("An estimate, such as 15.000.000. No money passes through here."),
    )
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Places"), required=False, widget=forms.CheckboxSelectMultiple
    )
    start_date = CalendarDateField(label=gettext_lazy("From"), required=False)
    end_date = CalendarDateField(label=gettext_lazy("Until"), required=False)
    focuses = forms.MultipleChoiceField(
        label=gettext_lazy("Focus of the action plan"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer as many amounts with their units as there are at first, three at least."""
        super().__init__(*args, **kwargs)
        known = sum(name.startswith("unit_") for name in self.initial)
        self.quantity_rows = range(1, max(known, QUANTITY_ROWS) + 1)
        for row in self.quantity_rows:
            self.fields[f"quantity_{row}"], self.fields[f"unit_{row}"] = _build_quantity_fields()
        self._regions = {
            region.code: region
            for region in Region.objects.filter(level__in=REGION_LEVELS).order_by("code")
        }
        self._focuses = {
            str(focus.pk): focus for focus in Focus.objects.order_by("plan", "order", "pk")
        }
        self.fields["regions"].choices = [  # type: ignore[attr-defined]
            (code, region.full_name) for code, region in self._regions.items()
        ]
        self.fields["focuses"].choices = list(self._focuses.items())  # type: ignore[attr-defined]

    def clean_regions(self) -> list[Region]:
        """Return the regions that were ticked."""
        return [self._regions[code] for code in self.cleaned_data["regions"]]

    def clean_focuses(self) -> list[Focus]:
        """Return the focuses that were ticked."""
        return [self._focuses[key] for key in self.cleaned_data["focuses"]]

    def clean(self) -> dict[str, Any]:
        """Gather the amounts with their units, and see that the end follows the beginning."""
        values = super().clean() or self.cleaned_data
        begin, end = values.get("start_date"), values.get("end_date")
        if begin and end and end < begin:
            self.add_error("end_date", _("The end lies before the beginning."))
        self.quantities = self._collect_quantities(values)
        return values

    def _collect_quantities(self, values: Mapping[str, Any]) -> list[tuple[Decimal, str]]:
        amounts: dict[str, tuple[Decimal, str]] = {}
        for row in self.quantity_rows:
            names = f"quantity_{row}", f"unit_{row}"
            if self.errors.keys() & set(names):
                continue
            amount, unit = (values.get(name) for name in names)
            if unit and amount is None:
                self.add_error(names[0], _("How many or how much? Write a number."))
            elif amount is not None and not unit:
                self.add_error(names[1], _("Of what? Write the unit, such as people or stalls."))
            elif unit and unit.casefold() in amounts:
                self.add_error(names[1], _("This unit stands there already."))
            elif amount is not None and unit:
                amounts[unit.casefold()] = (amount, unit)
        return list(amounts.values())

    @property
    def has_refused_detail(self) -> bool:
        """Whether a sentence stands beside a detail, so that a fold over them stays open."""
        amounts = [name for pair in self.quantity_pairs for name in (pair[0].name, pair[1].name)]
        return bool(self.errors.keys() & {*DETAILS, *amounts})

    @property
    def quantity_pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each amount beside its unit, for the page."""
        return [(self[f"quantity_{row}"], self[f"unit_{row}"]) for row in self.quantity_rows]

    @property
    def details(self) -> dict[str, Any]:
        """What a valid form says, as arguments of the actions."""
        return {
            **{name: self.cleaned_data[name] for name in DETAILS},
            "quantities": self.quantities,
        }


def _build_quantity_fields() -> tuple[forms.DecimalField, forms.CharField]:
    amount = forms.DecimalField(
        label=gettext_lazy("Quantity"),
        required=False,
        max_digits=14,
        decimal_places=2,
        localize=True,
        validators=[
            MinValueValidator(Decimal("0.01"), gettext_lazy("A quantity is more than zero."))
        ],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=80)
    return amount, unit


def build_initial_details(pledge: Pledge) -> dict[str, Any]:
    """Return a pledge's details as the initial values of a PledgeDetails form."""
    values: dict[str, Any] = {
        "form": pledge.form,
        "value_rupiah": pledge.value_rupiah,
        "start_date": pledge.start_date,
        "end_date": pledge.end_date,
        "regions": list(pledge.regions.order_by("code").values_list("code", flat=True)),
        "focuses": [str(pk) for pk in pledge.focuses.order_by("pk").values_list("pk", flat=True)],
    }
    for number, quantity in enumerate(pledge.quantities.all(), start=1):
        values[f"quantity_{number}"] = quantity.amount.normalize()
        values[f"unit_{number}"] = quantity.unit
    return values


class RevisedDetails(PledgeDetails, RevisedForm):
    """The details of a contribution that others may be changing too."""

    @property
    def differences(self) -> list[dict[str, Any]]:
        """What differs after a conflict; the amounts, which are several fields, in one row."""
        rows = super().differences
        if self.conflict is None or "quantities" not in self.conflict.theirs:
            return rows
        theirs, mine = (
            ", ".join(str(amount) for amount in side["quantities"])
            for side in (self.conflict.theirs, self.conflict.mine)
        )
        if theirs != mine:
            rows.append({"label": _("Quantities"), "theirs": theirs, "mine": mine})
        return rows


def build_text_field(**options: Any) -> forms.CharField:
    """Return a box for a text of several lines.

    It has no max_length: a browser would cut a long paste without a word.
    """
    return forms.CharField(
        validators=[MaxLengthValidator(LONGEST_WORDS)],
        widget=forms.Textarea(attrs={"rows": 6}),
        **options,
    )


class CleanText(RevisedDetails):
    """How a contribution will stand in the document, put in order by the staff."""

    field_order = ("own_words", "title", "description")

    title = forms.CharField(label=gettext_lazy("Title"), validators=[MaxLengthValidator(200)])
    description = build_text_field(
        label=gettext_lazy("Description"),
        help_text=gettext_lazy("In clean words, as it will stand in the document."),
    )

    @property
    def changes(self) -> dict[str, Any]:
        """What a valid form says, as arguments of edit_pledge and accommodate_pledge."""
        texts = ("own_words", "title", "description")
        return {
            **{name: self.cleaned_data[name] for name in texts if name in self.fields},
            **self.details,
        }


class PledgeEditing(CleanText):
    """A contribution as it may be changed by one who is its author, or of the staff, or both."""

    own_words = build_text_field(
        label=gettext_lazy("Our role/contribution"),
        help_text=gettext_lazy("In your own words, as you would say it in the meeting."),
        error_messages={"required": gettext_lazy("Please write what you contribute.")},
    )

    def __init__(self, *args: Any, is_author: bool, is_staff: bool, **kwargs: Any) -> None:
        """Keep the own words to their author, and the clean text to the staff."""
        super().__init__(*args, **kwargs)
        if not is_author:
            del self.fields["own_words"]
        for name in ("title", "description"):
            if is_staff:
                self.fields[name].required = False
            else:
                del self.fields[name]


class PledgeDecisionForm(ReasonForm):
    """Asks why a contribution is not taken up as it is; says who will read the reason."""

    def __init__(self, *args: Any, read_by: str, **kwargs: Any) -> None:
        """Say above the box who reads it."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = read_by


def build_initial_text(pledge: Pledge) -> dict[str, Any]:
    """Return what CleanText begins with: where nothing is written yet, the own words."""
    return {
        **build_initial_details(pledge),
        "revision": pledge.revision,
        "title": pledge.title or pledge.summary,
        "description": pledge.description or pledge.own_words,
    }
