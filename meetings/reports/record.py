"""What the page of a meeting shows: plain rows, already in the words of the reader."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.utils.safestring import SafeString

from stakeholders.models import Sector

# The five sectors that a pentahelix forum needs; partners and citizens come on top (K02).
PENTAHELIX = (
    Sector.GOVERNMENT,
    Sector.CIVIL_SOCIETY,
    Sector.COMPANY,
    Sector.ACADEMIA,
    Sector.MEDIA,
)


@dataclass(frozen=True, slots=True)
class Attendee:
    """A row of the attendance list; its title is the name, or the office when no name is known."""

    number: str
    title: str
    subtitle: str
    marks: SafeString
    organisation: str
    organisation_url: str
    sector: str
    sector_mark: SafeString
    attendance: SafeString
    notes: str
    speaker: str
    is_present: bool
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class SectorCount:
    """How many of a sector came, of how many on the list."""

    sector: str
    label: Any
    present: int
    listed: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """A pledge collected in the meeting, as far as the reader may see it."""

    reference: str
    url: str
    title: str
    brief: str
    marks: SafeString
    organisation_mark: SafeString
    state: SafeString


@dataclass(frozen=True, slots=True)
class Resolution:
    """A decision of the meeting."""

    reference: str
    url: str
    title: str
    brief: str
    text: str
    note: str
    marks: SafeString


@dataclass(frozen=True, slots=True)
class Errand:
    """A follow-up: who does what by when, and whether that day has passed."""

    reference: str
    url: str
    brief: str
    activity: str
    marks: SafeString
    output: str
    owner: str
    owner_url: str
    supporters: str
    deadline: SafeString
    decision: str
    decision_url: str
    state: SafeString
    reason: str
    is_overdue: bool


# `brief` is what each of them is called in the log.
type Outcome = Contribution | Resolution | Errand


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log: what somebody said, or a note; a statement needs no word for its kind."""

    speaker: str
    kind_label: Any
    said_at: time | None
    text: str
    original_words: str
    is_differing_view: bool
    is_recorded_late: bool
    marks: SafeString


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Decisions, pledges or follow-ups logged one after the other, told as one line."""

    kind: str
    kind_label: Any
    is_recorded_late: bool
    items: list[Outcome]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda with what was said under it; without a title, what lies outside it."""

    title: str
    marks: SafeString
    facts: str
    description: str
    lines: list[Line | Outcomes]


@dataclass(frozen=True, slots=True)
class Link:
    """Something that the meeting leads to: the address part, its name, and a detail."""

    key: str
    label: str
    detail: str


@dataclass(slots=True)
class Record:
    """Everything that a meeting's page shows beside the meeting's own fields."""

    attendees: list[Attendee]
    points: list[Point]
    contributions: list[Contribution]
    resolutions: list[Resolution]
    errands: list[Errand]
    organisers: list[Link] = field(default_factory=list)
    places: list[Link] = field(default_factory=list)
    followers: list[Link] = field(default_factory=list)
    documents: list[Link] = field(default_factory=list)
    # Before publication those invited see the plan of the meeting, not its record.
    is_log_open: bool = True

    @property
    def present_count(self) -> int:
        """How many came."""
        return sum(row.is_present for row in self.attendees)

    @property
    def inferred_count(self) -> int:
        """How many of those who came were concluded from the source."""
        return sum(row.is_present and row.is_inferred for row in self.attendees)

    @property
    def overdue_count(self) -> int:
        """How many follow-ups are open past their day."""
        return sum(errand.is_overdue for errand in self.errands)

    @property
    def sectors(self) -> list[SectorCount]:
        """The pentahelix in its order, then the other sectors that are on the list."""
        listed = Counter(row.sector for row in self.attendees)
        present = Counter(row.sector for row in self.attendees if row.is_present)
        return [
            SectorCount(sector.value, sector.label, present[sector], listed[sector])
            for sector in Sector
            if sector in PENTAHELIX or listed[sector]
        ]

    @property
    def missing_sectors(self) -> list[Any]:
        """The sectors of the pentahelix of which nobody came."""
        came = {row.sector for row in self.attendees if row.is_present}
        return [sector.label for sector in PENTAHELIX if sector not in came]
