"""The record of a meeting as its page shows it: rows with texts and marks ready to print."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
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
class ParticipantRow:
    """A row of the attendance list; `title` is the name, or the position of an unnamed person."""

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
    as_speaker: str
    is_present: bool
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class SectorAttendance:
    """How many participants of a sector attended, and how many are on the list."""

    sector: str
    label: Any
    present: int
    listed: int


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """A pledge collected in the meeting, as far as the reader may see it."""

    reference: str
    url: str
    title: str
    brief: str
    marks: SafeString
    organisation_mark: SafeString
    state: SafeString


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision of the meeting."""

    reference: str
    url: str
    title: str
    brief: str
    text: str
    note: str
    owner: str
    owner_url: str
    marks: SafeString


@dataclass(frozen=True, slots=True)
class FollowUpRow:
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


# `brief` is the short text of each of them in the log.
type Outcome = PledgeRow | DecisionRow | FollowUpRow


@dataclass(frozen=True, slots=True)
class LogRow:
    """A log entry that is a statement or a note; `kind_label` is empty for a statement."""

    speaker: str
    kind_label: Any
    said_at: time | None
    text: str
    original_words: str
    is_differing_view: bool
    is_recorded_late: bool
    marks: SafeString


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    """Consecutive log entries of one kind (decisions, pledges or follow-ups), shown as one line."""

    kind: str
    kind_label: Any
    is_recorded_late: bool
    outcomes: list[Outcome]


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """An agenda item with its log; without a title, the log entries outside the agenda."""

    title: str
    marks: SafeString
    facts: str
    description: str
    log: list[LogRow | OutcomeGroup]


@dataclass(slots=True)
class Record:
    """Everything that a meeting's page shows beside the meeting's own fields."""

    participants: list[ParticipantRow]
    agenda: list[AgendaRow]
    pledges: list[PledgeRow]
    decisions: list[DecisionRow]
    follow_ups: list[FollowUpRow]
    # Rows of plain values, as meetings.reports.queries selects them.
    organisers: list[dict[str, Any]]
    regions: list[dict[str, Any]]
    followers: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    # False for the invited before publication: they see the agenda without the log.
    is_log_open: bool = True

    @property
    def present_count(self) -> int:
        """How many participants attended."""
        return sum(row.is_present for row in self.participants)

    @property
    def inferred_count(self) -> int:
        """How many of those who attended are inferred from the source."""
        return sum(row.is_present and row.is_inferred for row in self.participants)

    @property
    def overdue_count(self) -> int:
        """How many follow-ups are open past their deadline."""
        return sum(follow_up.is_overdue for follow_up in self.follow_ups)

    @property
    def sectors(self) -> list[SectorAttendance]:
        """The pentahelix in its order, then the other sectors that are on the list."""
        return list_sectors(
            present=Counter(row.sector for row in self.participants if row.is_present),
            listed=Counter(row.sector for row in self.participants),
        )

    @property
    def missing_sectors(self) -> list[Any]:
        """The sectors of the pentahelix of which nobody attended."""
        return list_missing_sectors({row.sector for row in self.participants if row.is_present})


def list_sectors(
    *, present: Mapping[str, int], listed: Mapping[str, int]
) -> list[SectorAttendance]:
    """Return the pentahelix in its order, then the other sectors that are on the list."""
    return [
        SectorAttendance(
            sector.value, sector.label, present.get(sector.value, 0), listed.get(sector.value, 0)
        )
        for sector in Sector
        if sector in PENTAHELIX or listed.get(sector.value)
    ]


def list_missing_sectors(attended: Collection[str]) -> list[Any]:
    """Return the labels of the pentahelix's sectors that did not attend."""
    return [sector.label for sector in PENTAHELIX if sector not in attended]
