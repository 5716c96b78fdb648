"""The content of the minutes (notulen) of a meeting."""

from agreements.content.shape import (
    ContributionRow,
    DecisionRow,
    FollowUpRow,
    Head,
    MeetingFacts,
    MinutesItem,
    Objection,
    SectorCount,
    Slot,
)

SCHEMA = "notulen/1"


class MinutesContent(Head):
    """Minutes by agenda point; opening entries without a point come as an item without a title."""

    meeting: MeetingFacts
    counts: list[SectorCount]
    counts_note: str
    course: list[MinutesItem]
    decisions: list[DecisionRow]
    follow_ups: list[FollowUpRow]
    contributions: list[ContributionRow]
    objections: list[Objection]
    signatories: list[Slot]
