"""The content of a berita acara: what was agreed, by whom, with its annexes."""

from datetime import datetime
from typing import Any

from agreements.content import rows
from agreements.content.agreement import (
    Agreement,
    build_clauses,
    build_common_content,
    get_occasion,
)
from agreements.content.letterheads import mark_as_example
from agreements.content.shape import (
    AttendanceRow,
    ContributionRow,
    MeetingFacts,
    Objection,
    PrintedClause,
    PrintedFollowUp,
)
from agreements.models import Document
from meetings.models import Meeting

SCHEMA = "berita-acara/1"


class BeritaAcaraContent(Agreement):
    """A berita acara; objections are annexed only when there are any."""

    meeting: MeetingFacts | None
    clauses: list[PrintedClause]
    attendance: list[AttendanceRow]
    attendance_note: str
    contributions: list[ContributionRow]
    contributions_note: str
    follow_ups: list[PrintedFollowUp]
    objections: list[Objection]


def build_content(document: Document, *, recorded_at: datetime | None = None) -> dict[str, Any]:
    """Return the content of a berita acara as plain JSON; see agreement.build_common_content."""
    occasion = get_occasion(document)
    meeting, people = occasion.meeting, occasion.people
    contributions = rows.build_contribution_rows(
        document.pledges.with_related().order_by("reference")
    )
    content: dict[str, Any] = {
        **build_common_content(document, occasion, schema=SCHEMA, recorded_at=recorded_at),
        "meeting": rows.build_meeting_facts(meeting) if meeting else None,
        "clauses": build_clauses(document),
        "attendance": rows.build_attendance_rows(people),
        "attendance_note": rows.describe_attendance_count(meeting, people) if meeting else "",
        "contributions": contributions,
        "contributions_note": rows.describe_contributions(contributions),
        "follow_ups": _build_follow_ups(meeting),
        "objections": [],
    }
    return mark_as_example(content)


def _build_follow_ups(meeting: Meeting | None) -> list[PrintedFollowUp]:
    if meeting is None:
        return []
    return rows.build_follow_up_rows(
        meeting.follow_ups.standing()
        .select_related("owner", "decision__entry")
        .prefetch_related("supporters")
        .order_by("order", "pk")
    )
