"""What a meeting room shows: the agenda with its timer, the newest lines, attendance, pledges.

It reads as many rows for a thousand lines and five hundred participants as for a few.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core.partial_indexes import inline_values
from meetings.models import (
    Attendance,
    LogEntry,
    LogKind,
    Meeting,
    Participant,
)
from meetings.reports.log_desk import DeskEntry, build_desk_entry
from meetings.reports.record import SectorAttendance, list_missing_sectors, list_sectors
from meetings.shorthand import SpeakerOption
from meetings.timetable import AgendaSlot, build_timetable

MOST_LINES = 50
MOST_NAMES = 8  # of those not yet marked
MOST_PLEDGES = 6
MOST_COUNTED = 99  # pledges; more are shown as "99+"
_UNMARKED = inline_values(Q(attendance=Attendance.UNMARKED.value))
_PLEDGE = inline_values(Q(kind=LogKind.PLEDGE.value))


@dataclass(frozen=True, slots=True)
class RoomItem:
    """An agenda item in the room: planned time, whether it is current or past, minutes left."""

    pk: int
    label: str
    slot: AgendaSlot
    minutes: int | None
    is_current: bool
    is_past: bool
    ends_at: datetime | None
    minutes_left: int | None

    @property
    def minutes_over(self) -> int:
        """By how many minutes it takes longer than planned; 0 within its time."""
        return max(0, -(self.minutes_left or 0))


@dataclass(frozen=True, slots=True)
class RoomAttendance:
    """Who is here: numbers by sector, the quorum, and the first of those not yet marked."""

    sectors: list[SectorAttendance]
    quorum: int | None
    unmarked: list[Participant]

    @property
    def present(self) -> int:
        """How many attend."""
        return sum(row.present for row in self.sectors)

    @property
    def listed(self) -> int:
        """How many are on the list."""
        return sum(row.listed for row in self.sectors)

    @property
    def missing_to_quorum(self) -> int:
        """How many more are needed; 0 when there are enough, or no quorum is set."""
        return max(0, (self.quorum or 0) - self.present)

    @property
    def missing_sectors(self) -> list[Any]:
        """The sectors of the pentahelix of which nobody is here."""
        return list_missing_sectors({row.sector for row in self.sectors if row.present})

    @property
    def shown_unmarked(self) -> list[Participant]:
        """The first of those not yet marked."""
        return self.unmarked[:MOST_NAMES]

    @property
    def has_more_unmarked(self) -> bool:
        """Whether more are not yet marked than are shown."""
        return len(self.unmarked) > MOST_NAMES


@dataclass(frozen=True, slots=True)
class RoomLines:
    """Lines of the log, the newest first; `older_than`: the number of the last, if more follow."""

    lines: list[DeskEntry]
    older_than: int | None


@dataclass(frozen=True, slots=True)
class RoomPledges:
    """The newest contributions, and how many there are."""

    newest: list[LogEntry]
    count: int

    @property
    def label(self) -> str:
        """The number, or "99+"."""
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


def read_agenda(meeting: Meeting, now: datetime) -> list[RoomItem]:
    """Return the items of the agenda in order; one query."""
    items = list(meeting.agenda.all())
    slots = build_timetable(meeting.starts_at, [(item.starts_at, item.minutes) for item in items])
    return [
        RoomItem(
            pk=item.pk,
            label=str(item),
            slot=slot,
            minutes=item.minutes,
            is_current=item.is_current,
            is_past=item.ended_at is not None,
            ends_at=item.ends_at,
            minutes_left=_count_minutes_left(item.ends_at, now) if item.is_current else None,
        )
        for item, slot in zip(items, slots, strict=True)
    ]


def find_current(agenda: Iterable[RoomItem]) -> RoomItem | None:
    """Return the item that the meeting is at."""
    return next((item for item in agenda if item.is_current), None)


def _count_minutes_left(ends_at: datetime | None, now: datetime) -> int | None:
    """Return the minutes until then, negative afterwards; a begun minute counts."""
    return None if ends_at is None else -int((now - ends_at).total_seconds() // 60)


def read_lines(meeting: Meeting, *, before: int | None = None) -> RoomLines:
    """Return the newest lines in one query, or those that stand before the line of this number."""
    entries: QuerySet[LogEntry] = meeting.log.select_related(
        *("pledge__lead", "decision__owner", "follow_up__owner", "recorded_by__person"),
        *("speaker__person", "speaker__organisation", "agenda_item"),
    )
    if before is not None:
        entries = _select_before(entries, meeting, before)
    found = list(entries.order_by("-stands_at", "-order")[: MOST_LINES + 1])
    shown = found[:MOST_LINES]
    return RoomLines(
        lines=[build_desk_entry(entry, meeting, entry.speaker) for entry in shown],
        older_than=shown[-1].order if len(found) > MOST_LINES else None,
    )


def _select_before(
    entries: QuerySet[LogEntry], meeting: Meeting, number: int
) -> QuerySet[LogEntry]:
    # The line itself may have been removed since: then the one that arrived before it.
    arrived = meeting.log.filter(order__lte=number).order_by("-order")
    place = arrived.values_list("stands_at", flat=True).first()
    if place is None:
        return entries.none()
    return entries.filter(Q(stands_at__lt=place) | Q(stands_at=place, order__lt=number))


def read_attendance(meeting: Meeting) -> RoomAttendance:
    """Return who is here, from the kept counts; two queries."""
    kept = {row.sector: row for row in meeting.sector_tallies.all()}
    listed = meeting.participants.listed()
    unmarked = listed.filter(_UNMARKED).select_related("person", "organisation")
    return RoomAttendance(
        sectors=list_sectors(
            present={sector: row.present for sector, row in kept.items()},
            listed={sector: row.listed for sector, row in kept.items()},
        ),
        quorum=meeting.quorum,
        unmarked=list(unmarked.order_by("order", "pk")[: MOST_NAMES + 1]),
    )


def read_pledges(meeting: Meeting) -> RoomPledges:
    """Return the newest contributions of the log; two queries."""
    entries = meeting.log.standing().filter(_PLEDGE)
    newest_first = entries.order_by("-stands_at", "-order")
    return RoomPledges(
        newest=list(newest_first.select_related("pledge__lead")[:MOST_PLEDGES]),
        count=newest_first[: MOST_COUNTED + 1].count(),
    )


def list_speakers(meeting: Meeting) -> list[SpeakerOption]:
    """Return those who attend, as the shorthand finds them; one query."""
    rows = meeting.participants.attending().values_list(
        "pk",
        "person__name",
        "position",
        "organisation__short_name",
        "organisation__name",
    )
    return [
        SpeakerOption(
            pk, name or "", position, short or full, f"{name or position} ({short or full})"
        )
        for pk, name, position, short, full in rows
    ]
