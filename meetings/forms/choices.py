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
    """Rows by the value that the form sends, and the options as they are shown."""

    rows: dict[str, R]
    options: list[tuple[str, Any]]


class RowField(forms.ChoiceField):
    """One of the rows offered, or None; no query of its own."""

    offered: RowChoices[Any] = RowChoices({}, [])

    def offer(self, offered: RowChoices[Any]) -> None:
        """Say what can be chosen."""
        self.offered = offered
        self.choices = [NOTHING, *offered.options]

    def prepare_value(self, value: object) -> object:
        """Return what the form sends for a row."""
        return value.pk if isinstance(value, Model) else value

    def clean(self, value: object) -> Model | None:
        """Return the chosen row, or None."""
        return self.offered.rows.get(super().clean(value))


class RowsField(forms.MultipleChoiceField):
    """Any of the rows offered, as a list; no query of its own."""

    widget = forms.CheckboxSelectMultiple
    offered: RowChoices[Any] = RowChoices({}, [])

    def offer(self, offered: RowChoices[Any]) -> None:
        """Say what can be chosen."""
        self.offered = offered
        self.choices = offered.options

    def prepare_value(self, value: object) -> object:
        """Return what the form sends for rows."""
        if isinstance(value, (list, tuple)):
            return [each.pk if isinstance(each, Model) else each for each in value]
        return value

    def clean(self, value: object) -> list[Model]:
        """Return the chosen rows."""
        return [self.offered.rows[each] for each in super().clean(value)]


def offer_offices() -> RowChoices[Mandate]:
    """Return who holds which office today, then who held one earlier, by organisation."""
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
    """Return all organisations, those with a short name by both names."""
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
    """Return meetings, newest first, without `but`."""
    return _build_choices((each for each in meetings if each != but), _build_meeting_label)


def _build_meeting_label(meeting: Meeting) -> str:
    theme = meeting.theme
    if len(theme) > THEME_LENGTH:
        theme = f"{theme[:THEME_LENGTH].rstrip()}…"
    return f"{meeting.reference}, {formats.date_format(meeting.date, 'j M Y')}: {theme}"


def offer_pilots() -> RowChoices[Pilot]:
    """Return the kelurahan where the programme is tried first."""
    pilots = Pilot.objects.select_related("region").order_by("region__name", "pk")
    return _build_choices(pilots, lambda pilot: str(pilot.region))


def _build_choices[R: Model](rows: Iterable[R], label: Callable[[R], str]) -> RowChoices[R]:
    found = {str(row.pk): row for row in rows}
    return RowChoices(found, [(key, label(row)) for key, row in found.items()])
