"""Forms of the log desk: a new entry, and corrections of existing ones."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.choosing.fields import FewRowsField, RowField, RowsField
from core.forms import IDEMPOTENCY_KEY, IdempotentForm, RevisedForm
from meetings.choosing import PARTICIPANTS
from meetings.forms.fields import ClockField, TypedEarlierForm
from meetings.models import PRESENT, AgendaItem, LogKind, Meeting, Participant
from pilots.choosing import KELURAHAN, PILOTS
from pledges.forms import CalendarDateField
from stakeholders.choosing import ORGANISATIONS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_TEXT = 10_000
CONTEXT_FIELDS = ("agenda_item", "speaker", "speaker_note", "said_at")


def _build_text_field(label: "StrOrPromise", rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


class EntryContextForm(forms.Form):
    """The context of a log entry: its agenda item, speaker and time."""

    agenda_item = forms.ModelChoiceField(
        label=gettext_lazy("Agenda item"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=gettext_lazy("Outside the agenda"),
    )
    speaker = FewRowsField(
        PARTICIPANTS,
        label=gettext_lazy("Speaker"),
        required=False,
        empty_label=gettext_lazy("Nobody named"),
        headings=(
            (gettext_lazy("Here"), lambda participant: participant.attendance in PRESENT),
            (gettext_lazy("Not here"), lambda participant: True),
        ),
    )
    speaker_note = forms.CharField(
        label=gettext_lazy("Speakers who are not on the list"), required=False, max_length=200
    )
    said_at = ClockField(label=gettext_lazy("Time (WIB)"), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        """Limit the choices to the meeting's own agenda items and participants."""
        super().__init__(*args, **kwargs)
        item: Any = self.fields["agenda_item"]
        speaker: Any = self.fields["speaker"]
        item.queryset = meeting.agenda.all()
        participants = meeting.participants.select_related("person", "organisation")
        speaker.allow(participants, within=meeting.reference)

    def offer(self, agenda: Iterable[AgendaItem], participants: Sequence[Participant]) -> None:
        """Use agenda and participants that the view has already read as choices: no queries."""
        item: Any = self.fields["agenda_item"]
        speaker: Any = self.fields["speaker"]
        item.choices = [("", item.empty_label), *((each.pk, str(each)) for each in agenda)]
        speaker.offer(participants)

    @property
    def context_fields(self) -> dict[str, Any]:
        """The context fields of the log entry, once the form is valid."""
        return {name: self.cleaned_data[name] for name in CONTEXT_FIELDS}


class EntryForm(EntryContextForm, TypedEarlierForm, IdempotentForm):
    """A new log entry of any kind; fields that its kind does not need are ignored."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=LogKind.choices, initial=LogKind.STATEMENT
    )
    text = _build_text_field(
        gettext_lazy("What was said"),
        3,
        error_messages={"required": gettext_lazy("Please write what was said.")},
    )
    original_words = _build_text_field(gettext_lazy("Original words"), 2, required=False)
    is_differing_view = forms.BooleanField(label=gettext_lazy("Differing view"), required=False)
    title = forms.CharField(
        label=gettext_lazy("Title of the decision"), required=False, max_length=200
    )
    note = _build_text_field(gettext_lazy("Note, differing positions"), 2, required=False)
    owner = RowField(ORGANISATIONS, label=gettext_lazy("Responsible"), required=False)
    deadline = CalendarDateField(label=gettext_lazy("Deadline"), required=False)
    output = forms.CharField(label=gettext_lazy("Output"), required=False, max_length=300)
    supporters = RowsField(ORGANISATIONS, label=gettext_lazy("With"), required=False)
    pilots = RowsField(PILOTS, label=gettext_lazy("Kelurahan concerned"), required=False)
    lead = RowField(
        ORGANISATIONS,
        label=gettext_lazy("Organisation that contributes"),
        required=False,
        help_text=gettext_lazy("Leave it empty for the speaker's own organisation."),
    )

    def clean(self) -> dict[str, Any]:
        """Require a speaker or an organisation for a contribution."""
        values = super().clean() or self.cleaned_data
        is_nobodys = not values.get("lead") and not values.get("speaker")
        if values.get("kind") == LogKind.PLEDGE and is_nobodys and not self.errors:
            self.add_error(
                "lead", _("Whose contribution is it? Choose the speaker, or an organisation.")
            )
        return values

    @property
    def details(self) -> dict[str, Any]:
        """The other values of a valid form; each kind of entry uses its own."""
        names = (
            *("kind", "text", "is_differing_view", "title", "note", "pilots"),
            *("owner", "deadline", "output", "supporters", "lead"),
        )
        return {name: self.cleaned_data[name] for name in names}

    @property
    def entry_fields(self) -> dict[str, Any]:
        """The fields of the new log entry, without its text."""
        return {
            **self.context_fields,
            "original_words": self.cleaned_data["original_words"],
            "idempotency_key": self.cleaned_data[IDEMPOTENCY_KEY],
            "typed_at": self.typed_at,
            "sent_after": self.cleaned_data["sent_after"],
        }


class StatementForm(EntryContextForm, RevisedForm):
    """The correction of a statement or note."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind.value, kind.label) for kind in (LogKind.STATEMENT, LogKind.NOTE)],
    )
    text = _build_text_field(gettext_lazy("What was said"), 6)
    original_words = _build_text_field(gettext_lazy("Original words"), 3, required=False)
    is_differing_view = forms.BooleanField(label=gettext_lazy("Differing view"), required=False)
    field_order = ("kind", "text", "original_words", "is_differing_view", *CONTEXT_FIELDS)


class PledgeEntryForm(EntryContextForm, RevisedForm):
    """The correction of a contribution's log entry: its context, never the author's words."""


class RegisteredEntryForm(EntryContextForm, RevisedForm):
    """The correction of a decision or follow-up together with its log entry."""

    original_words = _build_text_field(gettext_lazy("Original words"), 3, required=False)

    @property
    def entry_fields(self) -> dict[str, Any]:
        """The fields of the log entry."""
        return {**self.context_fields, "original_words": self.cleaned_data["original_words"]}

    @property
    def own(self) -> dict[str, Any]:
        """The fields that belong to the decision or follow-up itself."""
        return {name: value for name, value in self.values.items() if name not in self.entry_fields}


class DecisionForm(RegisteredEntryForm):
    """The correction of a decision."""

    title = forms.CharField(
        label=gettext_lazy("Title of the decision"), required=False, max_length=200
    )
    text = _build_text_field(gettext_lazy("What was decided"), 6)
    note = _build_text_field(gettext_lazy("Note, differing positions"), 4, required=False)
    owner = RowField(ORGANISATIONS, label=gettext_lazy("Responsible"), required=False)
    owner_note = forms.CharField(
        label=gettext_lazy("Person in charge"), required=False, max_length=200
    )
    pilots = RowsField(PILOTS, label=gettext_lazy("Kelurahan concerned"), required=False)
    field_order = (
        *("title", "text", "note", "owner", "owner_note", "pilots"),
        *CONTEXT_FIELDS,
        "original_words",
    )


class DecisionOwnerForm(RevisedForm):
    """Who sees to a decision: named while the log is open or after closing."""

    owner = RowField(ORGANISATIONS, label=gettext_lazy("Responsible"), required=False)
    owner_note = forms.CharField(
        label=gettext_lazy("Person in charge"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Name or position, where somebody in particular was named."),
    )


class FollowUpForm(RegisteredEntryForm):
    """The correction of a follow-up."""

    activity = _build_text_field(gettext_lazy("What is to be done"), 4)
    owner = RowField(ORGANISATIONS, label=gettext_lazy("Responsible"), required=False)
    supporters = RowsField(ORGANISATIONS, label=gettext_lazy("With"), required=False)
    deadline = CalendarDateField(label=gettext_lazy("Deadline"), required=False)
    output = forms.CharField(label=gettext_lazy("Output"), required=False, max_length=300)
    regions = RowsField(KELURAHAN, label=gettext_lazy("Places"), required=False)
    field_order = (
        *("activity", "owner", "supporters", "deadline", "output", "regions"),
        *CONTEXT_FIELDS,
        "original_words",
    )
