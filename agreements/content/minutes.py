"""The content of the minutes (notulen) of a meeting."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from agreements.content import rows, wording
from agreements.content.letterheads import (
    build_head,
    build_page_link,
    fill_formula,
    get_formula,
    mark_as_example,
)
from agreements.content.meeting import (
    get_meeting_fields,
    get_meeting_with_people,
    get_recorded_at,
    list_meeting_pledges,
    list_participants,
)
from agreements.content.shape import (
    ContributionRow,
    DocumentHead,
    MeetingFacts,
    MinutesEntry,
    MinutesItem,
    Objection,
    PrintedDecision,
    PrintedFollowUp,
    SectorCount,
    SignatureBlock,
)
from agreements.models import Letterhead
from core.indonesian_formats import NO_BREAK_SPACE, format_date, join_names
from meetings.models import AgendaItem, LogEntry, LogKind, Meeting, Participant
from meetings.reports.responses import list_open_objections
from meetings.timetable import build_timetable
from pledges.models import Pledge

SCHEMA = "notulen/1"
# Log entries that are printed in a section of their own; their agenda item only counts them.
LISTED = (LogKind.PLEDGE, LogKind.DECISION, LogKind.FOLLOW_UP)


class MinutesContent(DocumentHead):
    """The content of minutes; entries without an agenda item come last, under an untitled item."""

    meeting: MeetingFacts
    opening: str
    counts: list[SectorCount]
    counts_note: str
    late_note: str
    course: list[MinutesItem]
    decisions: list[PrintedDecision]
    follow_ups: list[PrintedFollowUp]
    contributions: list[ContributionRow]
    objections: list[Objection]
    closing: str
    signatories: list[SignatureBlock]


def build_content(
    meeting: Meeting, letterhead: Letterhead, *, recorded_at: datetime | None = None
) -> dict[str, Any]:
    """Return the minutes of a meeting from its log, to be signed by note-taker and leader."""
    meeting = get_meeting_with_people(meeting)
    people = list_participants(meeting)
    formula = get_formula(letterhead, "minutes")
    fields = get_meeting_fields(meeting, people)
    entries = list(
        meeting.log.standing()
        .select_related("speaker__person", "speaker__organisation", "recorded_by__person")
        .order_by("stands_at", "order")
    )
    all_late = bool(entries) and all(entry.is_recorded_late for entry in entries)
    pledges = Pledge.objects.with_related().filter(
        pk__in=[pledge.pk for pledge in list_meeting_pledges(meeting)]
    )
    content: dict[str, Any] = {
        **build_head(
            letterhead,
            schema=SCHEMA,
            kind="minutes",
            reference=meeting.reference,
            number="",
            title=formula.title,
            subject=meeting.theme,
            place=letterhead.place,
            day=meeting.date,
            year=meeting.date.year,
            recorded_at=recorded_at or get_recorded_at(meeting),
            verification=build_page_link(meeting.get_absolute_url()),
        ),
        "example": meeting.is_example or letterhead.is_example,
        "meeting": rows.build_meeting_facts(meeting),
        "opening": fill_formula(formula.opening, fields),
        "counts": rows.count_attendance_by_sector(people),
        "counts_note": rows.describe_attendance_count(meeting, people),
        "late_note": _describe_late_recording(entries) if all_late else "",
        "course": _build_course(meeting, entries, says_late=not all_late),
        "decisions": rows.build_decision_rows(
            meeting.decisions.standing().select_related("owner").order_by("order")
        ),
        "follow_ups": rows.build_follow_up_rows(
            meeting.follow_ups.standing()
            .select_related("owner", "decision__entry")
            .prefetch_related("supporters")
            .order_by("order", "pk")
        ),
        "contributions": rows.build_contribution_rows(pledges.order_by("reference")),
        "objections": _list_objections(meeting),
        "closing": fill_formula(formula.closing, fields),
        "signatories": _build_signature_blocks(meeting, letterhead),
    }
    return mark_as_example(content)


def _list_objections(meeting: Meeting) -> list[Objection]:
    """Return the objections to the minutes that the facilitator has not settled."""
    return [
        Objection(who=_format_speaker(each.participant), text=each.text)
        for each in list_open_objections(meeting)
    ]


def _describe_late_recording(entries: Sequence[LogEntry]) -> str:
    last = max(timezone.localdate(entry.recorded_at) for entry in entries)
    return f"Seluruh catatan dicatat kemudian, {format_date(last)}."


def _build_course(
    meeting: Meeting, entries: Sequence[LogEntry], *, says_late: bool
) -> list[MinutesItem]:
    agenda = meeting.agenda.select_related("speaker__person", "speaker__organisation")
    items = list(agenda.order_by("order"))
    timetable_rows = build_timetable(
        meeting.starts_at, [(item.starts_at, item.minutes) for item in items]
    )
    course = [
        _build_item(
            item,
            [entry for entry in entries if entry.agenda_item_id == item.pk],
            says_late,
            times.begins,
        )
        for item, times in zip(items, timetable_rows, strict=True)
    ]
    loose = [entry for entry in entries if entry.agenda_item_id is None]
    return [*course, _build_item(None, loose, says_late)] if loose else course


def _build_item(
    item: AgendaItem | None,
    entries: Sequence[LogEntry],
    says_late: bool,
    begins: time | None = None,
) -> MinutesItem:
    lines = [_build_entry(entry, says_late) for entry in entries if entry.kind not in LISTED]
    recorded = _describe_recorded(entries)
    if item is None:
        return MinutesItem(
            time="", title="", speaker="", entries=lines, recorded=recorded, example=False
        )
    return MinutesItem(
        time=f"{begins:%H.%M}{NO_BREAK_SPACE}WIB" if begins else "",
        title=item.title,
        speaker=rows.format_holder(item.speaker),
        entries=lines,
        recorded=recorded,
        example=item.is_example or "starts_at" in item.example_fields,
    )


def _describe_recorded(entries: Sequence[LogEntry]) -> str:
    kinds = [entry.kind for entry in entries]
    counts = [
        f"{kinds.count(kind)} {wording.LOG[kind].lower()}" for kind in LISTED if kind in kinds
    ]
    return f"Dicatat {join_names(counts)}, dimuat pada bagian berikut." if counts else ""


def _build_entry(entry: LogEntry, says_late: bool) -> MinutesEntry:
    late = ""
    if entry.is_recorded_late and says_late:
        who = entry.recorded_by.person if entry.recorded_by else None
        by = f" oleh {who}" if who else ""
        late = f"dicatat kemudian{by}, {format_date(timezone.localdate(entry.recorded_at))}"
    return MinutesEntry(
        time=f"{entry.said_at:%H.%M}{NO_BREAK_SPACE}WIB" if entry.said_at else "",
        kind=wording.LOG[entry.kind],
        speaker=entry.speaker_note or (_format_speaker(entry.speaker) if entry.speaker else ""),
        text=entry.text,
        original=entry.words_apart,
        differs=entry.is_differing_view,
        recorded_later=late,
        example=entry.is_example,
    )


def _format_speaker(participant: Participant) -> str:
    who = str(participant.person or participant.position)
    organisation = participant.organisation
    if organisation.name in who or str(organisation) in who:
        return who
    return f"{who} ({organisation})"


def _build_signature_blocks(meeting: Meeting, letterhead: Letterhead) -> list[SignatureBlock]:
    blocks = []
    if meeting.note_taker:
        blocks.append(rows.build_author_block(1, meeting.note_taker, letterhead, office="Notulis"))
    if meeting.leader:
        blocks.append(
            rows.build_author_block(
                len(blocks) + 1, meeting.leader, letterhead, office="Pimpinan rapat"
            )
        )
    return blocks
