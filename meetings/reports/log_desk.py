"""The running log as its writers see it: every line with what can be done with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meetings.models import (
    REGISTERED,
    AgendaItem,
    LogEntry,
    LogKind,
    Meeting,
    MeetingState,
    Participant,
)


@dataclass(frozen=True, slots=True)
class Registered:
    """What a line stands for in a register: its reference, its page, its title."""

    reference: str
    url: str
    title: str = ""
    organisation: str = ""
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A line with its speaker in words, and whether it may still be changed or taken out."""

    entry: LogEntry
    speaker: str
    registered: Registered | None
    is_changeable: bool
    is_removable: bool
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class DeskPoint:
    """A point of the agenda with its lines; without an item, what lies outside the agenda."""

    key: int
    item: AgendaItem | None
    lines: list[DeskLine]


def entries_of(meeting: Meeting) -> list[LogEntry]:
    """Return the log with what each line stands for, in one query."""
    return list(
        meeting.log.select_related(
            "pledge__lead", "decision", "follow_up__owner", "recorded_by__person"
        )
    )


def desk_points(
    meeting: Meeting, agenda: Iterable[AgendaItem], participants: Iterable[Participant]
) -> list[DeskPoint]:
    """Return the agenda with the log under each point, and at the end what lies outside it."""
    speakers = {participant.pk: participant for participant in participants}
    said: dict[int, list[DeskLine]] = defaultdict(list)
    for entry in entries_of(meeting):
        speaker = speakers.get(entry.speaker_id) if entry.speaker_id else None
        said[entry.agenda_item_id or 0].append(desk_line(entry, meeting, speaker))
    points = [DeskPoint(item.pk, item, said[item.pk]) for item in agenda]
    return [*points, DeskPoint(0, None, said[0])]


def desk_line(
    entry: LogEntry, meeting: Meeting, speaker: Participant | None, *, is_new: bool = False
) -> DeskLine:
    """Return one line as the desk shows it; `is_new` lets it settle in."""
    is_changeable = meeting.state != MeetingState.CLOSED or entry.is_recorded_late
    return DeskLine(
        entry=entry,
        speaker=speaker.as_speaker if speaker else entry.speaker_note,
        registered=_registered(entry),
        is_changeable=is_changeable,
        is_removable=is_changeable and entry.kind not in REGISTERED,
        is_new=is_new,
    )


def _registered(entry: LogEntry) -> Registered | None:
    if entry.kind == LogKind.DECISION and hasattr(entry, "decision"):
        row = entry.decision
        return Registered(row.reference, row.get_absolute_url(), title=row.title)
    if entry.kind == LogKind.FOLLOW_UP and hasattr(entry, "follow_up"):
        task = entry.follow_up
        return Registered(
            task.reference,
            task.get_absolute_url(),
            organisation=str(task.owner or ""),
            deadline=task.deadline,
        )
    if entry.pledge is not None:
        pledge = entry.pledge
        url = pledge.get_absolute_url()
        return Registered(pledge.reference, url, organisation=str(pledge.lead))
    return None
