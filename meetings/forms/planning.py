"""Forms for planning, copying and editing a meeting (its particulars)."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.choosing.fields import BaseRowField, RowField, RowsField
from core.forms import IdempotentForm, RevisedForm
from meetings.choosing import MEETINGS
from meetings.forms.fields import ClockField
from meetings.models import Meeting, MeetingState, describe_kind, read_kind
from pilots.choosing import PILOTS
from stakeholders.choosing import OFFICES, ORGANISATIONS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FIRST_YEAR = 2000
YEARS_AHEAD = 10
USUAL_CORRECTION_DAYS = 7
MOST_PEOPLE = 32_767  # that the database column holds
TO_WORK_THROUGH, TO_REGISTER = "work_through", "register"


class MeetingForm(IdempotentForm):
    """What a meeting is about, when and where, who calls and who leads it."""

    kind = forms.CharField(
        label=gettext_lazy("Kind"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "kinds", "autocomplete": "off"}),
        help_text=gettext_lazy("Choose one of those offered, or write your own."),
    )
    theme = forms.CharField(
        label=gettext_lazy("Theme"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("As printed on the invitation and in the documents."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    date = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    starts_at = ClockField(label=gettext_lazy("From"), required=False)
    ends_at = ClockField(label=gettext_lazy("Until"), required=False)
    venue = forms.CharField(label=gettext_lazy("Venue"), max_length=300, required=False)
    quorum = forms.IntegerField(
        label=gettext_lazy("Quorum"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=gettext_lazy("How many must be present, where a rule asks for it."),
    )
    host = RowField(
        ORGANISATIONS,
        label=gettext_lazy("Host"),
        required=False,
        help_text=gettext_lazy("The organisation that provides the room."),
    )
    organisers = RowsField(
        ORGANISATIONS,
        label=gettext_lazy("Organisers"),
        required=False,
        help_text=gettext_lazy("The organisations that call the meeting."),
    )
    leader = RowField(
        OFFICES,
        label=gettext_lazy("Leader"),
        required=False,
        help_text=gettext_lazy("Leads the meeting and signs the invitation."),
    )
    moderator = RowField(OFFICES, label=gettext_lazy("Moderator"), required=False)
    note_taker = RowField(OFFICES, label=gettext_lazy("Note-taker"), required=False)
    follows = RowField(MEETINGS, label=gettext_lazy("Follows up the meeting"), required=False)
    pilots = RowsField(PILOTS, label=gettext_lazy("About kelurahan"), required=False)
    invitation_note = forms.CharField(
        label=gettext_lazy("Note on the invitation"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For example what to bring along."),
    )
    correction_days = forms.IntegerField(
        label=gettext_lazy("Days to respond to the minutes"),
        min_value=1,
        max_value=60,
        initial=USUAL_CORRECTION_DAYS,
        required=False,
        help_text=gettext_lazy("After closing, those who attended can agree, correct or object."),
    )

    def __init__(
        self,
        *args: Any,
        meetings: QuerySet[Meeting],
        **kwargs: Any,
    ):
        """Let one of the `meetings` be followed up."""
        super().__init__(*args, **kwargs)
        follows = self.fields["follows"]
        assert isinstance(follows, BaseRowField)  # noqa: S101
        follows.allow(meetings)

    @property
    def offered_kinds(self) -> "list[StrOrPromise]":
        """The usual kinds of meetings, and those that were written lately; one query."""
        return [describe_kind(kind) for kind in Meeting.objects.list_kinds()]

    def clean_kind(self) -> str:
        """Return the kind; one of the usual ones by the name that papers print."""
        return read_kind(self.cleaned_data["kind"])

    def clean_correction_days(self) -> int:
        """Return the days to respond to the minutes, the usual ones when left empty."""
        given: int | None = self.cleaned_data["correction_days"]
        return given or USUAL_CORRECTION_DAYS

    def clean_date(self) -> dt.date:
        """Return the date; refuses an implausible year: it would be in the permanent reference."""
        day: dt.date = self.cleaned_data["date"]
        last_year = timezone.localdate().year + YEARS_AHEAD
        if not FIRST_YEAR <= day.year <= last_year:
            raise forms.ValidationError(
                _("Give a day between the years %(first)s and %(last)s."),
                params={"first": FIRST_YEAR, "last": last_year},
            )
        return day


class PastDaySelect(forms.RadioSelect):
    """Radio buttons without `required`: with a corrected date no answer is needed."""

    def use_required_attribute(self, initial: object) -> bool:
        """Return False: only the server knows whether the date has passed."""
        return False


class MeetingCreationForm(MeetingForm):
    """A new meeting; for a past date it asks whether to work it through or only register it."""

    past = forms.ChoiceField(
        label=gettext_lazy("How is this meeting entered?"),
        required=False,
        widget=PastDaySelect,
        choices=[
            (
                TO_WORK_THROUGH,
                gettext_lazy(
                    "Work through it here: open it, mark the attendance, write the log, close it"
                ),
            ),
            (
                TO_REGISTER,
                gettext_lazy(
                    "Only register it: it is closed at once, and what is added is marked as"
                    " recorded later"
                ),
            ),
        ],
    )

    again = forms.BooleanField(
        label=gettext_lazy("Make another meeting all the same"), required=False
    )

    is_past = False
    # A meeting of the same theme on the same day, once it was found.
    same_day: Meeting | None = None

    def clean(self) -> dict[str, Any]:
        """Ask before a second meeting of one theme on one day, and for a past date how to enter it.

        Where nothing is asked, an answer is ignored.
        """
        cleaned = super().clean() or self.cleaned_data
        self._ask_again(cleaned)
        day = cleaned.get("date")
        self.is_past = day is not None and day < timezone.localdate()
        self.fields["past"].required = self.is_past
        if day and self.is_past and not cleaned.get("past") and "past" not in self.errors:
            self.add_error(
                "past",
                _("%(date)s has passed. Please choose.")
                % {"date": formats.date_format(day, "j F Y")},
            )
        return cleaned

    def _ask_again(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("date") or not cleaned.get("theme"):
            return
        same = Meeting.objects.filter(date=cleaned["date"], theme__iexact=cleaned["theme"])
        self.same_day = same.exclude(state=MeetingState.CANCELLED).order_by("reference").first()
        if self.same_day is not None and not cleaned.get("again"):
            self.add_error(
                "again",
                _("%(meeting)s has this theme on this day. Open it, or make another.")
                % {"meeting": self.same_day},
            )

    @property
    def is_registered_only(self) -> bool:
        """Whether the meeting is to be closed from the start."""
        return self.is_past and self.cleaned_data["past"] == TO_REGISTER


class RevisedMeetingForm(MeetingForm, RevisedForm):
    """The particulars of an existing meeting, with its revision for the optimistic lock."""


def build_initial_particulars(meeting: Meeting) -> dict[str, Any]:
    """Return the initial values of the form for a meeting; two queries."""
    particulars = model_to_dict(meeting, fields=list(MeetingForm.base_fields))
    return {**particulars, "kind": meeting.kind_label, "revision": meeting.revision}
