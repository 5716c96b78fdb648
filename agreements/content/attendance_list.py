"""The content of an attendance list, blank for signing or filled."""

from datetime import datetime
from typing import Any

from agreements.content import rows
from agreements.content.letters import formula_of, head, marked_as_example, page_of
from agreements.content.meeting import letter_moment, meeting_with_people, people_of
from agreements.content.shape import AttendanceRow, Head, MeetingFacts, SectorCount, Slot
from agreements.models import LetterTemplate
from meetings.models import Meeting

SCHEMA = "daftar-hadir/1"
SPARE_ROWS = 6


class AttendanceListContent(Head):
    """An attendance list; spare_rows are empty lines for those who come uninvited."""

    meeting: MeetingFacts
    attendance: list[AttendanceRow]
    attendance_note: str
    counts: list[SectorCount]
    spare_rows: int
    signatories: list[Slot]


def build_content(
    meeting: Meeting,
    letter: LetterTemplate,
    *,
    recorded_at: datetime | None = None,
    spare_rows: int = SPARE_ROWS,
) -> dict[str, Any]:
    """Return the attendance list of a meeting, signed by the one who leads it."""
    meeting = meeting_with_people(meeting)
    people = people_of(meeting)
    content: dict[str, Any] = {
        **head(
            letter,
            schema=SCHEMA,
            kind="attendance_list",
            reference=meeting.reference,
            number="",
            title=formula_of(letter, "attendance_list").title,
            subject=meeting.theme,
            place=letter.place,
            day=meeting.date,
            year=meeting.date.year,
            recorded_at=recorded_at or letter_moment(meeting),
            verification=page_of(meeting.get_absolute_url()),
        ),
        "example": meeting.is_example or letter.is_example,
        "meeting": rows.meeting_facts(meeting),
        "attendance": rows.attendance_rows(people),
        "attendance_note": rows.count_note(meeting, people),
        "counts": rows.sector_counts(people),
        "spare_rows": spare_rows,
        "signatories": [rows.letter_slot(1, meeting.leader, letter)] if meeting.leader else [],
    }
    return marked_as_example(content)
