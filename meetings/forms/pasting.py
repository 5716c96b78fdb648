"""Forms of a pasted list of names: each line is parsed, matched, corrected and then confirmed.

Nothing is stored between the pages: every submission matches all rows anew, so a corrected row is
matched in the same way as a pasted one.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import IdempotentForm
from meetings.actions.inviting import Guest, NewOrganisation
from meetings.models import Meeting
from stakeholders.matching import NameMatcher, OrganisationCandidate, PersonCandidate
from stakeholders.models import Organisation, Person, Sector, Sex
from stakeholders.naming import normalise, split_name, tidy
from stakeholders.pasted import MOST_LINES, PastedLine, parse_pasted_list

MOST_LETTERS = 60_000
NEW = "new"
# The status of a row: everything known, something to choose, a new person, an error; or ignored,
# because the person is invited already or occurs in an earlier row.
KNOWN, CHOOSE, FRESH, WRONG, LISTED, TWICE = "known", "choose", "new", "wrong", "listed", "twice"


class PasteForm(forms.Form):
    """The text as it was pasted."""

    names = forms.CharField(
        label=gettext_lazy("Names and offices, one person a line"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "For example: Dr. Ir. Siti, M.Si.; Kepala Bidang; Dinas Sosial. Separate the columns by"
            " semicolons, tabs, dashes or commas; numbers before the names are ignored."
        ),
    )

    def clean_names(self) -> list[PastedLine]:
        """Return the parsed lines; raises ValidationError for more than fit on one page."""
        lines = parse_pasted_list(self.cleaned_data["names"])
        if not lines:
            raise ValidationError(_("No name was found in this text."))
        if len(lines) > MOST_LINES:
            raise ValidationError(
                _("%(count)s lines are too many at once. Paste at most %(most)s."),
                params={"count": len(lines), "most": MOST_LINES},
            )
        return lines


class RowForm(forms.Form):
    """A row of the preview: the parsed text, the matching rows of the register, and choices."""

    keep = forms.BooleanField(required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=200, required=False)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"), max_length=200, required=False
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("L/P"), choices=[("", "–"), *Sex.choices], required=False
    )
    person = forms.CharField(label=gettext_lazy("Who is it?"), max_length=20, required=False)
    organisation_choice = forms.CharField(
        label=gettext_lazy("Which one is it?"), max_length=40, required=False
    )

    def __init__(
        self,
        number: int,
        matcher: NameMatcher,
        data: QueryDict | None = None,
        initial: dict[str, Any] | None = None,
    ):
        """Match the row with the register; a pasted row has `initial`, a submitted one `data`."""
        super().__init__(data, prefix=f"row{number}", initial=initial)
        self.number = number
        self.matcher = matcher
        self.rest = ""
        self.status = ""

    # ── What the texts mean ──────────────────────────────────────────────────────────────────

    def get_text(self, name: str) -> str:
        """Return the present text of a field, without superfluous white space."""
        return tidy(str(self[name].value() or ""))

    @cached_property
    def known_organisation(self) -> OrganisationCandidate | None:
        """The registered organisation with exactly the name in the row."""
        return self.matcher.find_organisation(self.get_text("organisation"))

    @cached_property
    def similar_organisations(self) -> list[OrganisationCandidate]:
        """Organisations with a similar name, to choose from if none has exactly this name."""
        text = self.get_text("organisation")
        if not text or self.known_organisation:
            return []
        return self.matcher.list_similar_organisations(text)

    @property
    def asks_organisation(self) -> bool:
        """Whether the user has to choose which organisation is meant."""
        return bool(self.get_text("organisation")) and self.known_organisation is None

    @cached_property
    def chosen_organisation(self) -> OrganisationCandidate | None:
        """The registered organisation that is matched or chosen; None for a new one."""
        if self.known_organisation is not None:
            return self.known_organisation
        return next(
            (
                one
                for one in self.similar_organisations
                if str(one.pk) == self.get_text("organisation_choice")
            ),
            None,
        )

    @property
    def new_sector(self) -> str:
        """The sector in which an organisation is to be registered, or nothing."""
        word, _colon, sector = self.get_text("organisation_choice").partition(":")
        return sector if self.asks_organisation and word == NEW and sector in Sector.values else ""

    @property
    def sectors(self) -> list[tuple[str, Any]]:
        """The choices of sectors for a new organisation."""
        return [(f"{NEW}:{value}", label) for value, label in Sector.choices]

    @cached_property
    def candidates(self) -> list[PersonCandidate]:
        """The registered people with this name or, without any, with a similar name."""
        name = self.get_text("name")
        if not name:
            return []
        organisation = self.chosen_organisation.pk if self.chosen_organisation else None
        namesakes = self.matcher.list_namesakes(name)
        return namesakes or self.matcher.list_similar_people(name, organisation)

    @property
    def people(self) -> list[tuple[int, str]]:
        """The candidates, each with the offices held today."""
        return [(one.pk, self._build_label(one)) for one in self.candidates]

    def _build_label(self, one: PersonCandidate) -> str:
        offices = [
            ", ".join(filter(None, (position, str(self.matcher.get_organisation(organisation)))))
            for organisation, position in one.offices.items()
        ]
        return f"{one.full_name} – {'; '.join(offices)}" if offices else one.full_name

    @cached_property
    def sure_person(self) -> PersonCandidate | None:
        """The only person of this name, if they are known to belong to the organisation."""
        namesakes = (
            self.matcher.list_namesakes(self.get_text("name")) if self.get_text("name") else []
        )
        organisation = self.chosen_organisation
        colleagues = [one for one in namesakes if organisation and organisation.pk in one.offices]
        return colleagues[0] if len(colleagues) == 1 else None

    @cached_property
    def chosen_person(self) -> PersonCandidate | None:
        """The registered person who is matched or chosen; None for a new one."""
        choice = self.get_text("person")
        if not choice:
            return self.sure_person
        return next((one for one in self.candidates if str(one.pk) == choice), None)

    @property
    def is_new_person(self) -> bool:
        """Whether the name is to be registered."""
        return bool(self.get_text("name")) and (
            self.get_text("person") == NEW or not self.candidates
        )

    @property
    def shown_position(self) -> str:
        """The office as typed or, without it, as registered."""
        held = ""
        if self.chosen_person and self.chosen_organisation:
            held = self.chosen_person.offices.get(self.chosen_organisation.pk, "")
        return self.get_text("position") or held

    @property
    def identity(self) -> tuple[Any, ...]:
        """A key that is equal for two rows about the same person or office."""
        organisation: Any = normalise(self.get_text("organisation"))
        if self.chosen_organisation:
            organisation = self.chosen_organisation.pk
        if self.chosen_person:
            return ("person", self.chosen_person.pk)
        if self.get_text("name"):
            return ("name", normalise(split_name(self.get_text("name")).name), organisation)
        return ("office", organisation, normalise(self.get_text("position")))

    # ── What is missing ──────────────────────────────────────────────────────────────────────

    def clean(self) -> dict[str, Any]:
        """Add an error to a ticked row that is not unambiguous or complete."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("keep"):
            for name, sentence in self._list_problems():
                self.add_error(name, sentence)
        return cleaned

    def _list_problems(self) -> Iterable[tuple[str, str]]:
        """Return field and message for everything that is ambiguous or missing."""
        if not self.get_text("name") and not self.get_text("position"):
            yield "name", _("Give a name, or the office if it is not known.")
        if not self.get_text("organisation"):
            yield "organisation", _("Say which organisation.")
        elif self.chosen_organisation is None and not self.new_sector:
            yield (
                "organisation_choice",
                _("Choose the organisation, or the sector to register it in."),
            )
        if self.get_text("name") and self.chosen_person is None and not self.is_new_person:
            yield "person", _("Choose the person, or register a new one.")

    def set_status(self, listed: set[tuple[Any, ...]], before: dict[tuple[Any, ...], int]) -> None:
        """Set the row's status; `listed` are the participants, `before` the earlier rows."""
        lacking = {name for name, _sentence in self._list_problems()}
        if lacking & {"name", "organisation"}:
            self.status = WRONG
        elif self.identity in listed:
            self.status = LISTED
        elif self.identity in before:
            self.status = TWICE
        elif lacking:
            self.status = CHOOSE
        elif self.is_new_person or self.new_sector:
            self.status = FRESH
        else:
            self.status = KNOWN

    def build_guest(
        self, organisations: dict[int, Organisation], people: dict[int, Person]
    ) -> Guest:
        """Return the guest of a valid row."""
        organisation: Organisation | NewOrganisation
        if self.chosen_organisation:
            organisation = organisations[self.chosen_organisation.pk]
        else:
            organisation = NewOrganisation(self.get_text("organisation"), self.new_sector)
        person: Any = None
        sex = self.cleaned_data["sex"]
        if self.chosen_person:
            person = people[self.chosen_person.pk]
        elif self.get_text("name"):
            person = replace(split_name(self.get_text("name")), sex=sex)
        return Guest(organisation, person, self.shown_position, sex)


class RowsForm(IdempotentForm):
    """The preview: all rows, confirmed together and once."""

    rows = forms.IntegerField(min_value=1, max_value=MOST_LINES, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, meeting: Meeting, lines: list[PastedLine]):
        """Build the rows from submitted data or, without it, from pasted lines."""
        matcher = NameMatcher()
        super().__init__(data, initial={"rows": len(lines)})
        if data is None:
            self.all = [
                _build_row(number, matcher, line) for number, line in enumerate(lines, start=1)
            ]
        else:
            self.all = [
                RowForm(number, matcher, data) for number in range(1, self._count_rows(data) + 1)
            ]
        self.matcher = matcher
        self._set_statuses(meeting)

    def _count_rows(self, data: QueryDict) -> int:
        text = data.get("rows", "")
        return min(int(text), MOST_LINES) if text.isdecimal() and len(text) < 9 else 0

    def _set_statuses(self, meeting: Meeting) -> None:
        listed = _list_identities(meeting)
        before: dict[tuple[Any, ...], int] = {}
        for row in self.all:
            row.set_status(listed, before)
            before.setdefault(row.identity, row.number)
            if not row.is_bound:
                row.initial["keep"] = row.status not in (LISTED, TWICE)

    @property
    def kept(self) -> list[RowForm]:
        """The ticked rows, whose guests are to be invited."""
        return [row for row in self.all if row["keep"].value()]

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError if a ticked row has errors, or two rows have the same guest."""
        cleaned = super().clean() or self.cleaned_data
        unclear = [row for row in self.kept if not row.is_valid()]
        first: dict[tuple[Any, ...], int] = {}
        for row in self.kept:
            if row.status == LISTED:
                row.add_error("name", _("On the list of the meeting already."))
                unclear.append(row)
            elif row.identity in first:
                row.add_error(
                    "name", _("The same as row %(number)s.") % {"number": first[row.identity]}
                )
                unclear.append(row)
            first.setdefault(row.identity, row.number)
        if unclear:
            numbers = sorted({row.number for row in unclear})
            raise ValidationError(
                _("Correct these rows, or leave them out: %(rows)s."),
                params={"rows": ", ".join(map(str, numbers))},
            )
        if not self.kept:
            raise ValidationError(_("Choose somebody to invite."))
        return cleaned

    @property
    def guests(self) -> list[Guest]:
        """Return the guests to invite, once the form is valid; two queries."""
        organisation_ids = {
            row.chosen_organisation.pk for row in self.kept if row.chosen_organisation
        }
        person_ids = {row.chosen_person.pk for row in self.kept if row.chosen_person}
        organisations = Organisation.objects.in_bulk(organisation_ids)
        people = Person.objects.in_bulk(person_ids)
        return [row.build_guest(organisations, people) for row in self.kept]


def _build_row(number: int, matcher: NameMatcher, line: PastedLine) -> RowForm:
    line = _move_to_known_columns(matcher, line)
    initial = {
        "name": line.name,
        "position": line.position,
        "organisation": line.organisation,
        "sex": line.sex,
    }
    row = RowForm(number, matcher, initial=initial)
    row.rest = line.rest
    return row


def _move_to_known_columns(matcher: NameMatcher, line: PastedLine) -> PastedLine:
    """Reorder the columns of a line where the register shows that they are in another order."""
    if not line.name and matcher.list_namesakes(line.position):
        # The name of a registered person was parsed as a position.
        line = replace(line, name=line.position, position="")
    position, organisation = line.position, line.organisation
    if matcher.find_organisation(organisation):
        return line
    # The organisation's name contains a comma.
    if position and organisation and matcher.find_organisation(f"{position}, {organisation}"):
        return replace(line, position="", organisation=f"{position}, {organisation}")
    if matcher.find_organisation(position):
        return replace(line, position=organisation, organisation=position)
    if not organisation:
        office, known = matcher.split_position_and_organisation(position)
        if known is not None:
            return replace(line, position=office, organisation=str(known))
    return line


def _list_identities(meeting: Meeting) -> set[tuple[Any, ...]]:
    listed = meeting.participants.values_list("person_id", "organisation_id", "position")
    return {
        ("person", person) if person else ("office", organisation, normalise(position))
        for person, organisation, position in listed
    }
