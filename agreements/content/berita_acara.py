"""The content of a berita acara: what was agreed, by whom, with its annexes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from agreements.content import rows, wording
from agreements.content.letters import fill, formula_of, head, marked_as_example, verification_of
from agreements.content.meeting import formula_fields, meeting_with_people, people_of
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
from agreements.models import Capacity, Document, Signatory
from core.words import date_in_words, day_date, ordinal_heading
from meetings.models import Meeting, Participant

SCHEMA = "berita-acara/1"


class BeritaAcaraContent(Head):
    """A berita acara; objections are annexed only when there are any."""

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


def build_content(document: Document, *, recorded_at: datetime | None = None) -> dict[str, Any]:
    """Return what a document says now, as plain JSON.

    recorded_at is the moment of freezing; a draft takes the moment when it was begun. The
    document needs a letter template.
    """
    letter = document.letter
    if letter is None:
        raise ValueError(f"{document} has no letter template")
    meeting = meeting_with_people(document.meeting) if document.meeting else None
    people = people_of(meeting) if meeting else []
    formula = formula_of(letter, document.kind)
    fields = _fields(document, meeting, people)
    signatories = list(document.signatories.select_related("organisation", "person"))
    contributions = rows.contribution_rows(document.pledges.with_people().order_by("reference"))
    moment = (recorded_at or document.created_at).replace(microsecond=0)
    content: dict[str, Any] = {
        **head(
            letter,
            schema=SCHEMA,
            kind=document.kind,
            reference=document.reference,
            number=document.number,
            title=formula.title,
            subject=document.subject or document.title,
            place=document.place or letter.place,
            day=document.date,
            year=document.date.year,
            recorded_at=moment,
            verification=verification_of(document.verification_code),
        ),
        "example": document.is_example,
        "meeting": rows.meeting_facts(meeting) if meeting else None,
        "opening": fill(formula.opening, fields),
        "parties": _parties(signatories),
        "basis": [line.strip() for line in document.basis.splitlines() if line.strip()],
        "agreement": fill(formula.agreement, fields),
        "clauses": _clauses(document),
        "closing": fill(formula.closing, fields),
        "signatories": rows.slots(signatories, shows_nip=letter.shows_nip),
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


def _fields(
    document: Document, meeting: Meeting | None, people: Sequence[Participant]
) -> dict[str, str]:
    fields = formula_fields(meeting, people) if meeting else {"tema": document.subject}
    return fields | {
        "tanggal": day_date(document.date),
        "tanggal_terbilang": date_in_words(document.date),
        "tempat": fields.get("tempat") or document.place,
    }


def _parties(signatories: Sequence[Signatory]) -> list[Party]:
    return [
        Party(
            organisation=party.organisation.name,
            sector=wording.SECTORS[party.organisation.sector],
            name=party.printed_name,
            position=party.position,
        )
        for party in signatories
        if party.capacity == Capacity.PARTY
    ]


def _clauses(document: Document) -> list[Clause]:
    return [
        Clause(
            heading=ordinal_heading(place),
            title=clause.title,
            text=clause.text,
            example=clause.is_example,
        )
        for place, clause in enumerate(document.clauses.order_by("order"), start=1)
    ]
