"""Forms for drafting a document: new draft, particulars, number and clauses."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.actions.drafting import DRAFTED_KINDS
from agreements.choosing import LETTERHEADS
from agreements.forms.fields import BoundedDateField
from core.choosing.fields import FewRowsField
from core.forms import IdempotentForm, RevisedForm
from core.numbering import MAX_LENGTH
from meetings.models import Decision

LONGEST_CLAUSE = 20_000
LONGEST_BASIS = 10_000


class BaseDocumentForm(forms.Form):
    """The particulars of a draft: letterhead, title, subject, date and place."""

    letterhead = FewRowsField(
        LETTERHEADS,
        label=_("Letterhead"),
        help_text=_("Letterhead, margins, number pattern, opening and closing come from it."),
        error_messages={
            "required": _("Choose a letterhead. If there is none yet, the secretariat makes one.")
        },
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    subject = forms.CharField(
        label=_("About what"),
        help_text=_("Stands below the title."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    date = BoundedDateField(label=_("Date of the document"))
    place = forms.CharField(
        label=_("Place"), help_text=_("Where it is signed."), max_length=80, required=False
    )


class NewDraftForm(BaseDocumentForm, IdempotentForm):
    """A new draft, from a meeting or without one."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind, kind.label) for kind in DRAFTED_KINDS],
        widget=forms.RadioSelect,
    )

    field_order = ("kind", "letterhead", "title", "subject", "date", "place")


class DraftParticularsForm(BaseDocumentForm, RevisedForm):
    """Edits the particulars of a draft."""

    basis = forms.CharField(
        label=_("Grounds"),
        help_text=_("What it rests on, one ground a line: a decree, a survey, an earlier record."),
        max_length=LONGEST_BASIS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    field_order = ("title", "subject", "date", "place", "basis", "letterhead")


class NumberForm(IdempotentForm):
    """Sets the number that the official register gave."""

    number = forms.CharField(
        label=_("Number from the register"),
        help_text=_("As it is printed on the document. A number is never used twice."),
        max_length=MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class _ClauseFields(forms.Form):
    title = forms.CharField(label=_("Heading of the clause"), max_length=200, required=False)
    text = forms.CharField(
        label=_("What is agreed"),
        max_length=LONGEST_CLAUSE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        """Require heading or text; a clause may stay without text until the document is frozen."""
        values = super().clean() or {}
        if not self.errors and not values.get("text") and not values.get("title"):
            self.add_error("text", _("Write what is agreed, or at least a heading."))
        return values


class ClauseForm(_ClauseFields, IdempotentForm):
    """Adds a clause."""


class ClauseEditForm(_ClauseFields, RevisedForm):
    """Edits a clause under the optimistic lock."""


class TakeOverForm(IdempotentForm):
    """Chooses the decision that is taken over as a clause."""

    decision = forms.ModelChoiceField(queryset=Decision.objects.none(), label=_("Decision"))

    def __init__(self, *args: Any, decisions: QuerySet[Decision], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = decisions


class MoveForm(IdempotentForm):
    """Moves a row up or down by one."""

    direction = forms.ChoiceField(choices=[("up", _("up")), ("down", _("down"))])

    @property
    def step(self) -> int:
        """-1 for up, 1 for down."""
        return -1 if self.cleaned_data["direction"] == "up" else 1
