"""What the page of a meeting shows: plain rows, already in the words of the reader."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from meetings.models import PRESENT, AgendaItem
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
    """A row of the attendance list; an office without a known holder has no name."""

    name: str
    position: str
    organisation: str
    organisation_slug: str
    sector: str
    sector_label: Any
    attendance: str
    attendance_label: Any
    arrived_at: time | None
    represented_by: str
    remark: str
    is_walk_in: bool
    is_inferred: bool
    is_example: bool

    @property
    def is_present(self) -> bool:
        """Whether the organisation was in the room."""
        return self.attendance in PRESENT

    @property
    def speaker(self) -> str:
        """The row as the log names it: name or office, and organisation."""
        name = self.name or self.position
        return name if self.organisation in name else f"{name} ({self.organisation})"


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
    summary: str
    organisation: str
    organisation_slug: str
    sector: str
    sector_label: Any
    state: str
    state_label: Any
    is_example: bool


@dataclass(frozen=True, slots=True)
class Resolution:
    """A decision of the meeting."""

    reference: str
    title: str
    text: str
    note: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class Errand:
    """A follow-up: who does what by when, and whether that day has passed."""

    reference: str
    activity: str
    output: str
    owner: str
    owner_slug: str
    supporters: list[str]
    deadline: date | None
    decision: str
    state: str
    state_label: Any
    reason: str
    is_overdue: bool
    is_example: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log; `outcome` is the decision, pledge or follow-up that it made."""

    kind: str
    kind_label: Any
    speaker: str
    said_at: time | None
    text: str
    original_words: str
    is_differing_view: bool
    is_recorded_late: bool
    is_example: bool
    outcome: Contribution | Resolution | Errand | None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda with what was said under it; `item` is None for the rest."""

    item: AgendaItem | None
    lines: list[Line]


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
