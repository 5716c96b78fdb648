"""Rows of the log desk: every log entry, and whether it may be changed or removed."""

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
class RegisterEntry:
    """The decision, follow-up or pledge of a log entry: its reference, page and title."""

    reference: str
    url: str
    title: str = ""
    organisation: str = ""
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """A log entry with its speaker's name, and whether it may still be changed or removed."""

    entry: LogEntry
    speaker: str
    registered: RegisterEntry | None
    is_changeable: bool
    is_removable: bool
    is_withdrawable: bool = False
    is_restorable: bool = False
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class DeskItem:
    """An agenda item with its log entries; without an item, the entries outside the agenda."""

    key: int
    item: AgendaItem | None
    lines: list[DeskEntry]


def list_entries(meeting: Meeting) -> list[LogEntry]:
    """Return the log entries with their decision, follow-up or pledge, in one query."""
    return list(
        meeting.log.select_related(
            "pledge__lead", "decision__owner", "follow_up__owner", "recorded_by__person"
        )
    )


def build_desk_items(
    meeting: Meeting, agenda: Iterable[AgendaItem], participants: Iterable[Participant]
) -> list[DeskItem]:
    """Return the agenda with the log under each item, and at the end the entries outside it."""
    speakers = {participant.pk: participant for participant in participants}
    said: dict[int, list[DeskEntry]] = defaultdict(list)
    for entry in list_entries(meeting):
        speaker = speakers.get(entry.speaker_id) if entry.speaker_id else None
        said[entry.agenda_item_id or 0].append(build_desk_entry(entry, meeting, speaker))
    points = [DeskItem(item.pk, item, said[item.pk]) for item in agenda]
    return [*points, DeskItem(0, None, said[0])]


def build_desk_entry(
    entry: LogEntry, meeting: Meeting, speaker: Participant | None, *, is_new: bool = False
) -> DeskEntry:
    """Return one log entry as the desk shows it; `is_new` animates its arrival."""
    is_open = meeting.state != MeetingState.CLOSED or entry.is_recorded_late
    is_changeable = is_open and entry.withdrawn_at is None
    return DeskEntry(
        entry=entry,
        speaker=speaker.as_speaker if speaker else entry.speaker_note,
        registered=_build_register_entry(entry),
        is_changeable=is_changeable,
        is_removable=is_changeable and entry.kind not in REGISTERED,
        is_withdrawable=is_changeable and entry.kind in REGISTERED,
        is_restorable=is_open and entry.withdrawn_at is not None,
        is_new=is_new,
    )


def _build_register_entry(entry: LogEntry) -> RegisterEntry | None:
    if entry.kind == LogKind.DECISION and hasattr(entry, "decision"):
        row = entry.decision
        return RegisterEntry(
            row.reference,
            row.get_absolute_url(),
            title=row.title,
            organisation=str(row.owner or ""),
        )
    if entry.kind == LogKind.FOLLOW_UP and hasattr(entry, "follow_up"):
        task = entry.follow_up
        return RegisterEntry(
            task.reference,
            task.get_absolute_url(),
            organisation=str(task.owner or ""),
            deadline=task.deadline,
        )
    if entry.pledge is not None:
        pledge = entry.pledge
        url = pledge.get_absolute_url()
        return RegisterEntry(pledge.reference, url, organisation=str(pledge.lead))
    return None
