"""Forms of a contribution: its details, its text, and the decision on it."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.choosing.fields import RowsField
from core.forms import IdempotentForm, ReasonForm, RevisedForm
from pilots.choosing import PLACES, list_usual_places
from pilots.models import Focus, Region
from pledges.models import Pledge, PledgeForm

QUANTITY_ROWS = 3
# The fields of the details, without the quantities.
DETAILS = ("form", "value_rupiah", "regions", "start_date", "end_date", "focuses")
LONGEST_WORDS = 4000
# Dates outside this range are typing errors in the year.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
# A hundred trillion, far beyond the budget of a city: somebody miscounted the zeros.
MOST_RUPIAH = 100 * 10**12
MOST_FOCUSES = 100

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
    """An amount in whole rupiah, as people write it: "Rp 15.000.000", "15000000", "1,5 juta"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"class": "short"}), **options)

    def clean(self, value: object) -> int | None:
        """Return the amount, None for an empty field; raises ValidationError for other text."""
        text = super().clean(value)
        return parse_rupiah(text) if text else None

    def prepare_value(self, value: object) -> object:
        """Format an amount with separators; text that was typed stays as it is."""
        return number_format(value, force_grouping=True) if isinstance(value, int) else value


def parse_rupiah(text: str) -> int:
    """Parse an amount in whole rupiah; raises ValidationError that shows the right format."""
    written = RUPIAH.fullmatch(" ".join(text.lower().split()))
    amount = _parse_amount(written["number"], written["word"]) if written else None
    if amount is None:
        raise ValidationError(_("Write the value as a number, such as Rp 15.000.000 or 15 juta."))
    if amount > MOST_RUPIAH:
        raise ValidationError(_("That is more than a city's budget. Please check the zeros."))
    return amount


def _parse_amount(number: str, word: str) -> int | None:
    """Parse a number, with or without a word such as juta; None if it is not a number."""
    if word:
        factor = RUPIAH_WORDS.get(word)
        if factor is None or not FRACTION.fullmatch(number):
            return None
        return int(Decimal(number.replace(",", ".")) * factor)
    number = CENTS.sub("", number)
    return int(re.sub(r"\D", "", number)) if WHOLE.fullmatch(number) else None


class CalendarDateField(forms.DateField):
    """A date of this century, with the browser's date picker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            validators=[
                MinValueValidator(FIRST_DAY, gettext_lazy("Please check the year.")),
                MaxValueValidator(LAST_DAY, gettext_lazy("Please check the year.")),
            ],
            **options,
        )


class PledgeDetailsForm(IdempotentForm):
    """The details of a contribution besides its text; all of them are optional.

    `details` are arguments of draft_pledge, edit_pledge and log_pledge. The focuses of the action
    plan are few; they are read once per form, for the checkboxes and for validating them.
    """

    form = forms.ChoiceField(
        label=gettext_lazy("Form"),
        required=False,
        choices=[("", gettext_lazy("not chosen")), *PledgeForm.choices],
    )
    value_rupiah = RupiahField(
        label=gettext_lazy("Estimated value (Rp)"),
        required=False,
        help_text=gettext_lazy(
            "An estimate, such as 15.000.000. No money passes through the portal."
        ),
    )
    regions = RowsField(PLACES, key="code", label=gettext_lazy("Places"), required=False)
    start_date = CalendarDateField(label=gettext_lazy("From"), required=False)
    end_date = CalendarDateField(label=gettext_lazy("Until"), required=False)
    focuses = forms.MultipleChoiceField(
        label=gettext_lazy("Focus of the action plan"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        pledge: Pledge | None = None,
        near: QuerySet[Region] | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer a row for each quantity of the initial values, and three at least.

        The regions and focuses of `pledge` are ticked. The regions `near` can be ticked without
        being searched for; by default those of the programme.
        """
        super().__init__(*args, **kwargs)
        known = sum(name.startswith("unit_") for name in self.initial)
        self.quantity_rows = range(1, max(known, QUANTITY_ROWS) + 1)
        for row in self.quantity_rows:
            self.fields[f"quantity_{row}"], self.fields[f"unit_{row}"] = _build_quantity_fields()
        chosen = Pledge.focuses.through.objects.filter(pledge=pledge, focus=OuterRef("pk"))
        focuses = Focus.objects.order_by("plan", "order", "pk").annotate(is_chosen=Exists(chosen))
        self._focuses = {str(focus.pk): focus for focus in focuses[:MOST_FOCUSES]}
        self.fields["focuses"].choices = list(self._focuses.items())  # type: ignore[attr-defined]
        regions = self.fields["regions"]
        assert isinstance(regions, RowsField)  # noqa: S101
        regions.offer(list_usual_places() if near is None else near)
        if pledge is not None:
            self.initial["regions"] = pledge.regions.select_related("parent").order_by("code")
            self.initial["focuses"] = [
                key for key, focus in self._focuses.items() if focus.is_chosen
            ]

    def clean_focuses(self) -> list[Focus]:
        """Return the chosen focuses."""
        return [self._focuses[key] for key in self.cleaned_data["focuses"]]

    def clean(self) -> dict[str, Any]:
        """Collect the quantities, and check that the end is not before the beginning."""
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
                self.add_error(names[1], _("This unit is already listed."))
            elif amount is not None and unit:
                amounts[unit.casefold()] = (amount, unit)
        return list(amounts.values())

    @property
    def has_refused_detail(self) -> bool:
        """Whether a detail has an error, so that the collapsible section around it stays open."""
        amounts = [name for pair in self.quantity_pairs for name in (pair[0].name, pair[1].name)]
        return self.is_adding or bool(self.errors.keys() & {*DETAILS, *amounts})

    @property
    def quantity_pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The bound fields of each quantity: amount and unit."""
        return [(self[f"quantity_{row}"], self[f"unit_{row}"]) for row in self.quantity_rows]

    @property
    def details(self) -> dict[str, Any]:
        """The cleaned data of a valid form, as arguments of the actions."""
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
    """Return the initial values of a PledgeDetailsForm that it does not read from its pledge."""
    values: dict[str, Any] = {
        "form": pledge.form,
        "value_rupiah": pledge.value_rupiah,
        "start_date": pledge.start_date,
        "end_date": pledge.end_date,
    }
    for number, quantity in enumerate(pledge.quantities.all(), start=1):
        values[f"quantity_{number}"] = quantity.amount.normalize()
        values[f"unit_{number}"] = quantity.unit
    return values


class RevisedPledgeDetailsForm(PledgeDetailsForm, RevisedForm):
    """The details of a contribution, with an optimistic lock for concurrent edits."""

    @property
    def differences(self) -> list[dict[str, Any]]:
        """The differences after a conflict; all quantities together are one row."""
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
    """Return a field for text of several lines.

    It has no max_length, since browsers silently cut off a longer text that is pasted.
    """
    return forms.CharField(
        validators=[MaxLengthValidator(LONGEST_WORDS)],
        widget=forms.Textarea(attrs={"rows": 6}),
        **options,
    )


class CleanTextForm(RevisedPledgeDetailsForm):
    """The clean text of a contribution, as the staff edits it for the document."""

    field_order = ("own_words", "title", "description")

    title = forms.CharField(label=gettext_lazy("Title"), validators=[MaxLengthValidator(200)])
    description = build_text_field(
        label=gettext_lazy("Description"),
        help_text=gettext_lazy("In plain words, as it will appear in the document."),
    )

    @property
    def changes(self) -> dict[str, Any]:
        """The cleaned data of a valid form, as arguments of edit_pledge and accommodate_pledge."""
        texts = ("own_words", "title", "description")
        return {
            **{name: self.cleaned_data[name] for name in texts if name in self.fields},
            **self.details,
        }


class PledgeEditForm(CleanTextForm):
    """Editing a contribution, with the fields that its author or the staff may change."""

    own_words = build_text_field(
        label=gettext_lazy("Our role/contribution"),
        help_text=gettext_lazy("In your own words, as you would say it in the meeting."),
        error_messages={"required": gettext_lazy("Please write what you contribute.")},
    )

    def __init__(self, *args: Any, is_author: bool, is_staff: bool, **kwargs: Any) -> None:
        """Offer the own words only to the author, and the clean text only to the staff."""
        super().__init__(*args, **kwargs)
        if not is_author:
            del self.fields["own_words"]
        for name in ("title", "description"):
            if is_staff:
                self.fields[name].required = False
            else:
                del self.fields[name]


class PledgeDecisionForm(ReasonForm):
    """The reason for deferring, declining or merging a contribution, and who will read it."""

    def __init__(self, *args: Any, read_by: str, **kwargs: Any) -> None:
        """Use `read_by`, a sentence on who will read the reason, as help text."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = read_by


def build_initial_text(pledge: Pledge) -> dict[str, Any]:
    """Return the initial values of a CleanTextForm; empty texts start as the own words."""
    return {
        **build_initial_details(pledge),
        "revision": pledge.revision,
        "title": pledge.title or pledge.summary,
        "description": pledge.description or pledge.own_words,
    }
