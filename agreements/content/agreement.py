"""The content that all signed documents share: head, formulas, parties and signature blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agreements.content import rows, wording
from agreements.content.letterheads import build_head, build_verification, fill_formula, get_formula
from agreements.content.meeting import (
    get_meeting_fields,
    get_meeting_with_people,
    list_participants,
)
from agreements.content.shape import DocumentHead, Party, PrintedClause, SignatureBlock
from agreements.models import Capacity, Document, Letterhead, Signatory
from core.indonesian_formats import (
    format_clause_heading,
    format_date,
    format_weekday_date,
    spell_date,
)
from meetings.models import Meeting, Participant


class Agreement(DocumentHead):
    """The content that every signed document has."""

    opening: str
    parties: list[Party]
    basis: list[str]
    agreement: str
    closing: str
    signatories: list[SignatureBlock]


@dataclass(frozen=True, slots=True)
class Occasion:
    """The meeting that a document was drafted from, with its participants; there may be none."""

    meeting: Meeting | None
    people: list[Participant]


def get_occasion(document: Document) -> Occasion:
    """Return the meeting of a document, with the related rows that its content needs."""
    meeting = get_meeting_with_people(document.meeting) if document.meeting else None
    return Occasion(meeting, list_participants(meeting) if meeting else [])


def build_common_content(
    document: Document,
    occasion: Occasion,
    *,
    schema: str,
    recorded_at: datetime | None,
    fields: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the content that every kind of signed document has.

    `recorded_at` is the moment of freezing; for a draft (None) its creation time is used. `fields`
    are formula fields that only this kind of document has. Raises ValueError without a letterhead.
    """
    letterhead = _get_letterhead(document)
    formula = get_formula(letterhead, document.kind)
    filled = _get_fields(document, occasion) | dict(fields or {})
    signatories = list(document.signatories.select_related("organisation", "person"))
    moment = (recorded_at or document.created_at).replace(microsecond=0)
    return {
        **build_head(
            letterhead,
            schema=schema,
            kind=document.kind,
            reference=document.reference,
            number=document.number,
            title=formula.title,
            subject=document.subject or document.title,
            place=document.place or letterhead.place,
            day=document.date,
            year=document.date.year,
            recorded_at=moment,
            verification=build_verification(document.verification_code),
        ),
        "example": document.is_example,
        "opening": fill_formula(formula.opening, filled),
        "parties": _build_parties(signatories),
        "basis": [line.strip() for line in document.basis.splitlines() if line.strip()],
        "agreement": fill_formula(formula.agreement, filled),
        "closing": fill_formula(formula.closing, filled),
        "signatories": rows.build_signature_blocks(signatories, shows_nip=letterhead.shows_nip),
    }


def build_clauses(document: Document) -> list[PrintedClause]:
    """Return the clauses of a document in their order, KESATU first."""
    return [
        PrintedClause(
            heading=format_clause_heading(number),
            title=clause.title,
            text=clause.text,
            example=clause.is_example,
        )
        for number, clause in enumerate(document.clauses.order_by("order"), start=1)
    ]


def cite_document(document: Document) -> str:
    """Return how another document cites this one: "Berita Acara Nomor 050/1 tanggal 8 …"."""
    name = document.title if document.is_outside else wording.TITLES[document.kind].title()
    number = f" Nomor {document.number}" if document.number else ""
    return f"{name}{number} tanggal {format_date(document.date)}"


def _get_letterhead(document: Document) -> Letterhead:
    if document.letterhead is None:
        raise ValueError(f"{document} has no letterhead")
    return document.letterhead


def _get_fields(document: Document, occasion: Occasion) -> dict[str, str]:
    meeting = occasion.meeting
    fields = (
        get_meeting_fields(meeting, occasion.people)
        if meeting
        else _get_fields_without_meeting(document)
    )
    return fields | {
        "tanggal": format_weekday_date(document.date),
        "tanggal_terbilang": spell_date(document.date),
        "tempat": fields.get("tempat") or document.place,
    }


def _get_fields_without_meeting(document: Document) -> dict[str, str]:
    unknown = ("pimpinan", "moderator", "jumlah_peserta")
    return {"tema": document.subject, **dict.fromkeys(unknown, "")}


def _build_parties(signatories: Sequence[Signatory]) -> list[Party]:
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
