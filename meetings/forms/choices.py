"""Choice fields over rows that are read once and shared by several fields of a form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from meetings.models import Meeting
from pilots.models import Pilot
from stakeholders.models import Mandate, Organisation

NOTHING = ("", "–")
THEME_LENGTH = 70  # letters of a theme that an option shows


@dataclass(frozen=True, slots=True)
class RowChoices[R: Model]:
    """Rows by the value that the form submits, and the options as (value, label)."""

    rows: dict[str, R]
    options: list[tuple[str, Any]]


class RowField(forms.ChoiceField):
    """A choice of one of the offered rows, or None; makes no query."""

    offered: RowChoices[Any] = RowChoices({}, [])

    def offer(self, offered: RowChoices[Any]) -> None:
        """Say what can be chosen."""
        self.offered = offered
        self.choices = [NOTHING, *offered.options]

    def prepare_value(self, value: object) -> object:
        """Return the value that the form submits for a row."""
        return value.pk if isinstance(value, Model) else value

    def clean(self, value: object) -> Model | None:
        """Return the chosen row, or None."""
        return self.offered.rows.get(super().clean(value))


class RowsField(forms.MultipleChoiceField):
    """A choice of several of the offered rows, as a list; makes no query."""

    widget = forms.CheckboxSelectMultiple
    offered: RowChoices[Any] = RowChoices({}, [])

    def offer(self, offered: RowChoices[Any]) -> None:
        """Say what can be chosen."""
        self.offered = offered
        self.choices = offered.options

    def prepare_value(self, value: object) -> object:
        """Return the values that the form submits for rows."""
        if isinstance(value, (list, tuple)):
            return [each.pk if isinstance(each, Model) else each for each in value]
        return value

    def clean(self, value: object) -> list[Model]:
        """Return the chosen rows."""
        return [self.offered.rows[each] for each in super().clean(value)]


def offer_offices() -> RowChoices[Mandate]:
    """Return the mandates as choices by organisation: the current ones, then the ended ones."""
    today = timezone.localdate()
    held = Mandate.objects.select_related("person", "organisation").order_by(
        "organisation__name", "person__name", "pk"
    )
    rows = {str(mandate.pk): mandate for mandate in held}
    now, once = [], []
    for key, mandate in rows.items():
        label = build_office_label(mandate)
        if mandate.valid_until and mandate.valid_until < today:
            until = formats.date_format(mandate.valid_until, "j M Y")
            once.append((key, _("%(office)s (until %(date)s)") % {"office": label, "date": until}))
        else:
            now.append((key, label))
    if not once:
        return RowChoices(rows, now)
    return RowChoices(rows, [(_("In office today"), now), (_("No longer in office"), once)])


def build_office_label(mandate: Mandate) -> str:
    """Return "organisation – person, position"."""
    holder = ", ".join(str(part) for part in (mandate.person, mandate.position) if part)
    return f"{mandate.organisation} – {holder}"


def offer_organisations() -> RowChoices[Organisation]:
    """Return all organisations as choices, labelled with short and full name."""
    return _build_choices(Organisation.objects.order_by("name", "pk"), _build_organisation_label)


def sort_by_short_name(offered: RowChoices[Organisation]) -> RowChoices[Organisation]:
    """Return the same rows in the order of their short names, for a list of check boxes."""
    rows = sorted(offered.rows.items(), key=lambda pair: str(pair[1]).casefold())
    return RowChoices(offered.rows, [(key, str(row)) for key, row in rows])


def _build_organisation_label(organisation: Organisation) -> str:
    name, short = organisation.name, organisation.short_name
    return f"{short} – {name}" if short and short != name else name


def offer_meetings(
    meetings: Iterable[Meeting], *, but: Meeting | None = None
) -> RowChoices[Meeting]:
    """Return meetings as choices, newest first, without the meeting `but`."""
    return _build_choices((each for each in meetings if each != but), _build_meeting_label)


def _build_meeting_label(meeting: Meeting) -> str:
    theme = meeting.theme
    if len(theme) > THEME_LENGTH:
        theme = f"{theme[:THEME_LENGTH].rstrip()}…"
    return f"{meeting.reference}, {formats.date_format(meeting.date, 'j M Y')}: {theme}"


def offer_pilots() -> RowChoices[Pilot]:
    """Return the pilots (kelurahan where the programme is tried first) as choices."""
    pilots = Pilot.objects.select_related("region").order_by("region__name", "pk")
    return _build_choices(pilots, lambda pilot: str(pilot.region))


def _build_choices[R: Model](rows: Iterable[R], label: Callable[[R], str]) -> RowChoices[R]:
    found = {str(row.pk): row for row in rows}
    return RowChoices(found, [(key, label(row)) for key, row in found.items()])
