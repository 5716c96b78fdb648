"""Forms for documents that follow one in force: addendum and handover record."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from agreements.content.addendum import ClauseInForce
from agreements.forms.drafting import LONGEST_CLAUSE, BaseDocumentForm
from agreements.models import ChangeKind, ItemCondition
from core.choosing.fields import RowField, RowsField
from core.forms import IdempotentForm, RevisedForm
from pledges.choosing import PLEDGES
from pledges.forms import LONGEST_WORDS
from pledges.models import Pledge
from stakeholders.choosing import ORGANISATIONS


def _describe_pledge(pledge: Pledge) -> str:
    words = pledge.title or pledge.description or pledge.own_words
    amounts = ", ".join(str(quantity) for quantity in pledge.quantities.all())
    said = " · ".join(filter(None, (str(pledge.lead), Truncator(words).chars(90), amounts)))
    return f"{pledge.reference} {said}"


class AddendumForm(BaseDocumentForm, IdempotentForm):
    """A new addendum to a document."""

    field_order = ("letterhead", "title", "subject", "date", "place")


class HandoverForm(BaseDocumentForm, IdempotentForm):
    """A new handover record for pledges of a document in force."""

    pledges = RowsField(PLEDGES, label=_("What is handed over?"), describe=_describe_pledge)
    receiver = RowField(ORGANISATIONS, label=_("Who receives it?"))

    field_order = ("pledges", "receiver", "letterhead", "title", "subject", "date", "place")

    def __init__(self, *args: Any, held: QuerySet[Pledge], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["pledges"]
        assert isinstance(field, RowsField)  # noqa: S101
        field.allow(held)
        field.offer(held)
        self.fields["subject"].help_text = _("Left empty, it names giver and receiver.")


class ClauseChangeForm(IdempotentForm):
    """The change that an addendum makes to a clause.

    If the text of the amended document is here, one of its clauses is chosen and quoted
    automatically; otherwise heading and old text are typed.
    """

    kind = forms.ChoiceField(
        label=_("What happens?"),
        choices=ChangeKind,
        initial=ChangeKind.REPLACES,
        widget=forms.RadioSelect,
    )
    heading = forms.CharField(label=_("Which clause?"), max_length=80, required=False)
    old_text = forms.CharField(
        label=_("Its text until now"),
        help_text=_("Word for word. Not for a clause that is added."),
        max_length=LONGEST_CLAUSE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    title = forms.CharField(label=_("Heading of the clause"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Its text from now on"),
        help_text=_("Left empty only for a clause that is removed."),
        max_length=LONGEST_CLAUSE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, in_force: Sequence[ClauseInForce], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._is_known = bool(in_force)
        if not in_force:
            return
        del self.fields["old_text"]
        lines = [
            (one.heading, f"{one.heading}: {Truncator(one.title or one.text).chars(70)}")
            for one in in_force
        ]
        self.fields["heading"] = forms.ChoiceField(
            label=_("Which clause?"),
            help_text=_("A clause that is added gets the next number by itself."),
            choices=[("", _("choose a clause")), *lines],
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Require the fields that each kind of change needs."""
        values = super().clean() or {}
        kind = values.get("kind")
        is_new = kind == ChangeKind.ADDS
        if not values.get("heading") and (not is_new or not self._is_known):
            self._require_value("heading", ValidationError(_("Say which clause it is.")))
        if not self._is_known and not is_new and not values.get("old_text"):
            self._require_value(
                "old_text", ValidationError(_("Write the text as it has been until now."))
            )
        if kind != ChangeKind.REMOVES and not values.get("text"):
            self._require_value(
                "text", ValidationError(_("Write what the clause says from now on."))
            )
        return values

    def _require_value(self, name: str, error: ValidationError) -> None:
        if name not in self.errors:
            self.add_error(name, error)


class _ItemFields(forms.Form):
    description = forms.CharField(
        label=_("What is handed over"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    amount = forms.DecimalField(
        label=_("Amount"),
        help_text=_("What was really delivered, which may differ from what was pledged."),
        max_digits=14,
        decimal_places=2,
        required=False,
        localize=True,
        validators=[MinValueValidator(Decimal("0.01"), _("A quantity is more than zero."))],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )
    unit = forms.CharField(label=_("Unit"), max_length=80, required=False)
    condition = forms.ChoiceField(
        label=_("Condition"),
        choices=ItemCondition,
        initial=ItemCondition.GOOD,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Require amount and unit together, and a note for a fault."""
        values = super().clean() or {}
        amount, unit = values.get("amount"), values.get("unit")
        if amount is not None and not unit:
            self.add_error("unit", _("In which unit?"))
        elif unit and amount is None and "amount" not in self.errors:
            self.add_error("amount", _("How much of it?"))
        if values.get("condition") == ItemCondition.FAULTY and not values.get("note"):
            self.add_error("note", _("Say in the note what the fault is."))
        return values


class ItemForm(_ItemFields, IdempotentForm):
    """Adds an item to a handover record."""


class ItemEditForm(_ItemFields, RevisedForm):
    """Edits an item under the optimistic lock."""
