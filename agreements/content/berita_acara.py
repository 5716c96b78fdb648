"""The content of a berita acara: what was agreed, by whom, with its annexes."""

from datetime import datetime
from typing import Any

from agreements.content import rows
from agreements.content.agreement import Agreement, clauses_of, common_parts, occasion_of
from agreements.content.letters import marked_as_example
from agreements.content.shape import (
    AttendanceRow,
    Clause,
    ContributionRow,
    FollowUpRow,
    MeetingFacts,
    Objection,
)
from agreements.models import Document
from meetings.models import Meeting

SCHEMA = "berita-acara/1"


class BeritaAcaraContent(Agreement):
    """A berita acara; objections are annexed only when there are any."""

    meeting: MeetingFacts | None
    clauses: list[Clause]
    attendance: list[AttendanceRow]
    attendance_note: str
    contributions: list[ContributionRow]
    contributions_note: str
    follow_ups: list[FollowUpRow]
    objections: list[Objection]


def build_content(document: Document, *, recorded_at: datetime | None = None) -> dict[str, Any]:
    """Return what a berita acara says now, as plain JSON; see agreement.common_parts."""
    occasion = occasion_of(document)
    meeting, people = occasion.meeting, occasion.people
    contributions = rows.contribution_rows(document.pledges.with_people().order_by("reference"))
    content: dict[str, Any] = {
        **common_parts(document, occasion, schema=SCHEMA, recorded_at=recorded_at),
        "meeting": rows.meeting_facts(meeting) if meeting else None,
        "clauses": clauses_of(document),
        "attendance": rows.attendance_rows(people),
        "attendance_note": rows.count_note(meeting, people) if meeting else "",
        "contributions": contributions,
        "contributions_note": rows.contributions_note(contributions),
        "follow_ups": _follow_ups(meeting),
        "objections": [],
    }
    return marked_as_example(content)


def _follow_ups(meeting: Meeting | None) -> list[FollowUpRow]:
    if meeting is None:
        return []
    return rows.follow_up_rows(
        meeting.follow_ups.select_related("owner", "decision")
        .prefetch_related("supporters")
        .order_by("order", "pk")
    )
