"""What every document that is signed has in common: head, formulas, parties, clauses, places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agreements.content import rows, wording
from agreements.content.letters import fill, formula_of, head, verification_of
from agreements.content.meeting import formula_fields, meeting_with_people, people_of
from agreements.content.shape import Clause, Head, Party, Slot
from agreements.models import Capacity, Document, LetterTemplate, Signatory
from core.words import date_in_words, day_date, long_date, ordinal_heading
from meetings.models import Meeting, Participant


class Agreement(Head):
    """The parts of every document that is signed."""

    opening: str
    parties: list[Party]
    basis: list[str]
    agreement: str
    closing: str
    signatories: list[Slot]


@dataclass(frozen=True, slots=True)
class Occasion:
    """The meeting that a document was made from, with its people; there may be none."""

    meeting: Meeting | None
    people: list[Participant]


def occasion_of(document: Document) -> Occasion:
    """Return the meeting of a document with all that its papers tell of it."""
    meeting = meeting_with_people(document.meeting) if document.meeting else None
    return Occasion(meeting, people_of(meeting) if meeting else [])


def common_parts(
    document: Document,
    occasion: Occasion,
    *,
    schema: str,
    recorded_at: datetime | None,
    fields: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what a document says now that every kind says.

    recorded_at is the moment of freezing; a draft takes the moment when it was begun. `fields` are
    what the formulas of this kind may name besides those of all. The document needs a letter
    template.
    """
    letter = _letter_of(document)
    formula = formula_of(letter, document.kind)
    filled = _fields(document, occasion) | dict(fields or {})
    signatories = list(document.signatories.select_related("organisation", "person"))
    moment = (recorded_at or document.created_at).replace(microsecond=0)
    return {
        **head(
            letter,
            schema=schema,
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
        "opening": fill(formula.opening, filled),
        "parties": _parties(signatories),
        "basis": [line.strip() for line in document.basis.splitlines() if line.strip()],
        "agreement": fill(formula.agreement, filled),
        "closing": fill(formula.closing, filled),
        "signatories": rows.slots(signatories, shows_nip=letter.shows_nip),
    }


def clauses_of(document: Document) -> list[Clause]:
    """Return the clauses of a document in their order, KESATU first."""
    return [
        Clause(
            heading=ordinal_heading(place),
            title=clause.title,
            text=clause.text,
            example=clause.is_example,
        )
        for place, clause in enumerate(document.clauses.order_by("order"), start=1)
    ]


def cited(document: Document) -> str:
    """Return how another document names this one: "Berita Acara Nomor 050/1 tanggal 8 …"."""
    name = document.title if document.is_outside else wording.TITLES[document.kind].title()
    number = f" Nomor {document.number}" if document.number else ""
    return f"{name}{number} tanggal {long_date(document.date)}"


def _letter_of(document: Document) -> LetterTemplate:
    if document.letter is None:
        raise ValueError(f"{document} has no letter template")
    return document.letter


def _fields(document: Document, occasion: Occasion) -> dict[str, str]:
    meeting = occasion.meeting
    fields = formula_fields(meeting, occasion.people) if meeting else _without_meeting(document)
    return fields | {
        "tanggal": day_date(document.date),
        "tanggal_terbilang": date_in_words(document.date),
        "tempat": fields.get("tempat") or document.place,
    }


def _without_meeting(document: Document) -> dict[str, str]:
    unknown = ("pimpinan", "moderator", "jumlah_peserta")
    return {"tema": document.subject, **dict.fromkeys(unknown, "")}


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
