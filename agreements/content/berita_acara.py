"""The content of a berita acara: what was agreed, by whom, with its annexes."""

from agreements.content.shape import (
    AttendanceRow,
    Clause,
    ContributionRow,
    FollowUpRow,
    Head,
    MeetingFacts,
    Objection,
    Party,
    Slot,
)

SCHEMA = "berita-acara/1"


class BeritaAcaraContent(Head):
    """A berita acara; annexes are printed in this order and left out when they have no row."""

    meeting: MeetingFacts | None
    opening: str
    parties: list[Party]
    basis: list[str]
    agreement: str
    clauses: list[Clause]
    closing: str
    signatories: list[Slot]
    attendance: list[AttendanceRow]
    attendance_note: str
    contributions: list[ContributionRow]
    contributions_note: str
    follow_ups: list[FollowUpRow]
    objections: list[Objection]
