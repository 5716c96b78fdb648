"""The content of an attendance list; whether it prints blank or filled is chosen by the print."""

from datetime import datetime
from typing import Any

from agreements.content import rows
from agreements.content.letterheads import build_head, build_page_link, get_formula, mark_as_example
from agreements.content.meeting import get_meeting_with_people, get_recorded_at, list_participants
from agreements.content.shape import (
    AttendanceRow,
    DocumentHead,
    MeetingFacts,
    SectorCount,
    SignatureBlock,
)
from agreements.models import Letterhead
from meetings.models import Meeting

SCHEMA = "daftar-hadir/1"
SPARE_ROWS = 6


class AttendanceListContent(DocumentHead):
    """The content of an attendance list; `spare_rows` are empty lines for unexpected guests."""

    meeting: MeetingFacts
    attendance: list[AttendanceRow]
    attendance_note: str
    counts: list[SectorCount]
    spare_rows: int
    signatories: list[SignatureBlock]


def build_content(
    meeting: Meeting,
    letterhead: Letterhead,
    *,
    recorded_at: datetime | None = None,
    spare_rows: int = SPARE_ROWS,
) -> dict[str, Any]:
    """Return the attendance list of a meeting, with a signature block for its leader."""
    meeting = get_meeting_with_people(meeting)
    people = list_participants(meeting)
    content: dict[str, Any] = {
        **build_head(
            letterhead,
            schema=SCHEMA,
            kind="attendance_list",
            reference=meeting.reference,
            number="",
            title=get_formula(letterhead, "attendance_list").title,
            subject=meeting.theme,
            place=letterhead.place,
            day=meeting.date,
            year=meeting.date.year,
            recorded_at=recorded_at or get_recorded_at(meeting),
            verification=build_page_link(meeting.get_absolute_url()),
        ),
        "example": meeting.is_example or letterhead.is_example,
        "meeting": rows.build_meeting_facts(meeting),
        "attendance": rows.build_attendance_rows(people),
        "attendance_note": rows.describe_attendance_count(meeting, people),
        "counts": rows.count_attendance_by_sector(people),
        "spare_rows": spare_rows,
        "signatories": [rows.build_author_block(1, meeting.leader, letterhead)]
        if meeting.leader
        else [],
    }
    return mark_as_example(content)
