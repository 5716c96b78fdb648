"""Forms of the meeting room: the next line, typed in one box."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.forms.logging import LONGEST_TEXT, EntryForm
from meetings.models import AgendaItem, LogKind, Meeting
from meetings.reports.room import list_speakers
from meetings.shorthand import LONGEST_NAME, SpeakerOption, match_speakers, parse_shorthand

MOST_OFFERED = 8  # speakers to choose from
# What a line may have besides its text and kind, by the names under which it is sent.
MORE = (
    *("title", "owner", "owner_text", "deadline", "lead", "lead_text", "speaker_letters"),
    *("said_at", "original_words", "speaker_note", "is_differing_view"),
)


class RoomForm(EntryForm):
    """The next line of the log: kind and speaker may be typed in the box, before the text.

    Without an agenda item it belongs to the current one.
    """

    agenda_item = forms.ModelChoiceField(
        label=gettext_lazy("Agenda item"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=gettext_lazy("The current item"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=LogKind.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(
            attrs={"rows": 2, "aria-describedby": "shorthand", "autocomplete": "off"}
        ),
        error_messages={"required": gettext_lazy("Please write what was said.")},
    )
    speaker_letters = forms.CharField(
        label=gettext_lazy("Speaker"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Two letters of a name are enough."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        """Keep the meeting, whose participants are read only for typed letters."""
        super().__init__(*args, meeting=meeting, **kwargs)
        self.meeting = meeting
        self.candidates: list[SpeakerOption] = []

    def offer_items(self, items: Iterable[tuple[int, str]]) -> None:
        """Use an agenda that the view has already read as choices."""
        item: Any = self.fields["agenda_item"]
        item.choices = [("", item.empty_label), *items]

    def clean(self) -> dict[str, Any]:
        """Read kind and speaker from the box; several people that match are an error to choose."""
        self._read_shorthand()
        if self.cleaned_data.get("agenda_item") is None and "agenda_item" not in self.errors:
            current = self.meeting.agenda.filter(began_at__isnull=False, ended_at=None)
            self.cleaned_data["agenda_item"] = current.first()
        return super().clean()

    def _read_shorthand(self) -> None:
        values = self.cleaned_data
        typed = parse_shorthand(values.get("text", ""))
        values["kind"] = typed.kind or values.get("kind") or LogKind.STATEMENT
        apart = values.get("speaker_letters", "")
        letters = typed.letters or apart
        if letters:
            self.candidates = match_speakers(letters, list_speakers(self.meeting))
        is_speaker = bool(typed.letters and self.candidates)
        if "text" in values:
            values["text"] = typed.text if is_speaker else typed.whole
        if values.get("speaker") is not None or "speaker" in self.errors:
            return
        if len(self.candidates) == 1:
            speaker: Any = self.fields["speaker"]
            values["speaker"] = speaker.rows.get(pk=self.candidates[0].pk)
        elif self.candidates:
            sentence = _("“%(letters)s” may be several people. Choose one, or write more letters.")
            self.add_error("speaker", sentence % {"letters": letters})
        elif apart and not typed.letters:
            self.add_error("speaker_letters", _("Nobody who is here is called so."))

    @property
    def read_as(self) -> dict[str, Any]:
        """How the line is read: `kind`, its label, and the speaker's name; {} without a text."""
        values = getattr(self, "cleaned_data", {})
        if not values.get("text"):
            return {}
        kind = LogKind(values["kind"])
        speaker = values.get("speaker")
        return {
            "kind": kind.value,
            "label": kind.label,
            "speaker": speaker.as_speaker if speaker else "",
        }

    @property
    def has_more(self) -> bool:
        """Whether more was sent than the box and its kind, so that it is shown anew."""
        return any(self.data.get(name) for name in MORE)

    @property
    def offered_speakers(self) -> list[SpeakerOption]:
        """Who may be meant, when several match."""
        return self.candidates[:MOST_OFFERED] if len(self.candidates) > 1 else []
