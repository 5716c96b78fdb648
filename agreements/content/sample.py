"""Sample content of each kind of paper, to preview a letterhead and its formulas.

The people in it are invented, so it is marked as an example (contoh).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from agreements.content import (
    addendum,
    attendance_list,
    bast,
    berita_acara,
    invitation,
    minutes,
    nota_kesepakatan,
)
from agreements.content.letterheads import build_head, fill_formula, get_formula, mark_as_example
from agreements.content.shape import (
    AmendedDocument,
    AmendingClause,
    AttendanceRow,
    ItemRow,
    MeetingFacts,
    MinutesEntry,
    MinutesItem,
    Party,
    PrintedAgendaItem,
    PrintedClause,
    PrintedDecision,
    SectorCount,
    SignatureBlock,
    Speaker,
)
from agreements.content.wording import CAPACITIES, CHANGES, CONDITIONS
from agreements.models import FormulaKind, Letterhead, LetterheadFormula
from core.indonesian_formats import (
    NO_BREAK_SPACE,
    WESTERN_TIME,
    format_clause_heading,
    format_weekday_date,
    spell_date,
)
from core.numbering import format_number

THEME = "Kontribusi para pihak bagi kelurahan (contoh)"
VENUE = "Ruang rapat (contoh)"
LEADER = Speaker(name="Nama Pimpinan (contoh)", position="Kepala Badan", organisation="Badan")
MODERATOR = Speaker(name="Nama Moderator (contoh)", position="Ketua", organisation="Forum")
PEOPLE = (
    ("Nama Pimpinan (contoh)", "Kepala Badan", "Badan", "Pemerintah"),
    ("Nama Wakil (contoh)", "Manajer", "Perusahaan (contoh)", "Perusahaan"),
    ("Nama Ketua (contoh)", "Ketua", "Forum (contoh)", "OMS"),
)
CLAUSES = (
    "Para pihak memberikan kontribusi sesuai kemampuan dan bidang masing-masing.",
    "Pelaksanaannya dilaporkan pada pertemuan berikutnya.",
)
CITED = "Berita Acara Nomor 1 (contoh)"
SCHEMAS = {
    FormulaKind.INVITATION: invitation.SCHEMA,
    FormulaKind.ATTENDANCE_LIST: attendance_list.SCHEMA,
    FormulaKind.MINUTES: minutes.SCHEMA,
    FormulaKind.BERITA_ACARA: berita_acara.SCHEMA,
    FormulaKind.NOTA_KESEPAKATAN: nota_kesepakatan.SCHEMA,
    FormulaKind.ADDENDUM: addendum.SCHEMA,
    FormulaKind.BAST: bast.SCHEMA,
}


def build_sample(letterhead: Letterhead, kind: str, *, day: date) -> dict[str, Any]:
    """Return sample content of a kind of paper on a letterhead, dated `day`, as plain JSON."""
    formula = get_formula(letterhead, kind)
    fields = get_sample_fields(day)
    content: dict[str, Any] = {
        **build_head(
            letterhead,
            schema=SCHEMAS[FormulaKind(kind)],
            kind=kind,
            reference="CONTOH",
            number=format_sample_number(letterhead, formula, day),
            title=formula.title,
            subject=THEME,
            place=letterhead.place,
            day=day,
            year=day.year,
            recorded_at=datetime.combine(day, time(12), tzinfo=WESTERN_TIME),
            verification=None,
        ),
        "example": True,
        "meeting": _build_meeting(day),
        "opening": fill_formula(formula.opening, fields),
        "closing": fill_formula(formula.closing, fields),
        "attendance": _build_attendance(),
        "attendance_note": "",
        "counts": [SectorCount(sector=row[3], people=1) for row in PEOPLE],
        "contributions": [],
        "follow_ups": [],
        "objections": [],
        **_OWN_PARTS[FormulaKind(kind)](letterhead, formula, fields),
    }
    return mark_as_example(content)


def get_sample_fields(day: date) -> dict[str, str]:
    """Return the sample value of each formula field."""
    return {
        "tema": THEME,
        "tanggal": format_weekday_date(day),
        "tanggal_terbilang": spell_date(day),
        "tempat": VENUE,
        "pimpinan": f"{LEADER['name']} ({LEADER['organisation']})",
        "moderator": f"{MODERATOR['name']} ({MODERATOR['organisation']})",
        "jumlah_peserta": str(len(PEOPLE)),
        "naskah": CITED,
        "penyerah": PEOPLE[1][2],
        "penerima": PEOPLE[0][2],
    }


def format_sample_number(letterhead: Letterhead, formula: LetterheadFormula, day: date) -> str:
    """Return the first number of the year by a formula; empty where it has no pattern."""
    if not formula.number_pattern:
        return ""
    return format_number(
        formula.number_pattern,
        serial=1,
        day=day,
        classification=formula.classification,
        unit=letterhead.unit_code,
    )


def _build_invitation(
    letterhead: Letterhead, formula: LetterheadFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "subject": "Undangan rapat koordinasi (contoh)",
        "nature": "Biasa",
        "attachment": "Satu berkas",
        "agenda": [
            PrintedAgendaItem(
                time=_format_clock("09.00"), title="Pembukaan", speaker="", example=True
            ),
            PrintedAgendaItem(
                time=_format_clock("09.30"), title="Kontribusi", speaker="", example=True
            ),
        ],
        "note": "",
        "invitees": [
            invitation.Invitee(
                organisation=organisation, name=name, position=position, example=False
            )
            for name, position, organisation, _sector in PEOPLE[1:]
        ],
        "signatories": [_build_author_block(letterhead, 1, "Kepala Badan")],
    }


def _build_attendance_list(
    letterhead: Letterhead, formula: LetterheadFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "spare_rows": attendance_list.SPARE_ROWS,
        "signatories": [_build_author_block(letterhead, 1, "Kepala Badan")],
    }


def _build_minutes(
    letterhead: Letterhead, formula: LetterheadFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    said = MinutesEntry(
        time=_format_clock("09.40"),
        kind="Pernyataan",
        speaker="Nama Wakil (contoh), Perusahaan (contoh)",
        text="Kami siap membantu pelatihan bagi pelaku usaha.",
        original="",
        differs=False,
        recorded_later="",
        example=False,
    )
    return {
        "counts_note": "",
        "late_note": "",
        "course": [
            MinutesItem(
                time=_format_clock("09.30"),
                title="Kontribusi",
                speaker="",
                entries=[said],
                recorded="",
                example=False,
            )
        ],
        "decisions": [
            PrintedDecision(
                reference="KEP-CONTOH",
                title="",
                text=CLAUSES[1],
                remark="",
                owner="",
                example=False,
            )
        ],
        "signatories": [
            _build_author_block(letterhead, 1, "Notulis"),
            _build_author_block(letterhead, 2, "Pimpinan rapat"),
        ],
    }


def _build_agreement(
    letterhead: Letterhead, formula: LetterheadFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "parties": _build_parties(PEOPLE[:2]),
        "basis": [],
        "agreement": fill_formula(formula.agreement, fields),
        "clauses": [
            PrintedClause(heading=format_clause_heading(number), title="", text=text, example=False)
            for number, text in enumerate(CLAUSES, start=1)
        ],
        "contributions_note": "",
        "signatories": [
            _build_block(letterhead, 1, "party", *PEOPLE[0]),
            _build_block(letterhead, 2, "party", *PEOPLE[1]),
            _build_block(letterhead, 3, "witness", *PEOPLE[2]),
            _build_block(letterhead, 4, "acknowledging", "", "Wali Kota", "", "Pemerintah"),
        ],
    }


def _build_addendum(
    letterhead: Letterhead, formula: LetterheadFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    old, new = CLAUSES[1], "Pelaksanaannya dilaporkan setiap tiga bulan."
    changes = [
        ("replaces", "KEDUA", old, new),
        ("adds", "KETIGA", "", "Para pihak menunjuk narahubung masing-masing."),
    ]
    clauses = [
        AmendingClause(
            heading=format_clause_heading(number),
            title="",
            text=text,
            example=False,
            change=kind,
            change_text=CHANGES[kind].format(concerns),
            concerns=concerns,
            old_title="",
            old_text=before,
        )
        for number, (kind, concerns, before, text) in enumerate(changes, start=1)
    ]
    amended = AmendedDocument(reference="CONTOH", number="1", cited=CITED, content_sha256="")
    return {
        **_build_agreement(letterhead, formula, fields),
        "subject": f"Perubahan atas {CITED}",
        "amended": amended,
        "clauses": clauses,
    }


def _build_handover(
    letterhead: Letterhead, formula: LetterheadFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    items = [
        ItemRow(
            description="Mesin jahit (contoh)",
            volume=f"5{NO_BREAK_SPACE}unit",
            condition=CONDITIONS["new"],
            contribution="",
            note="",
        )
    ]
    return {
        **_build_agreement(letterhead, formula, fields),
        "subject": f"Serah terima dari {fields['penyerah']} kepada {fields['penerima']}",
        "rests_on": CITED,
        "giver": fields["penyerah"],
        "receiver": fields["penerima"],
        "items": items,
        "clauses": [],
        "parties": _build_parties((PEOPLE[1], PEOPLE[0])),
        "signatories": [
            _build_block(letterhead, 1, "party", *PEOPLE[1]),
            _build_block(letterhead, 2, "party", *PEOPLE[0]),
        ],
    }


_OWN_PARTS = {
    FormulaKind.INVITATION: _build_invitation,
    FormulaKind.ATTENDANCE_LIST: _build_attendance_list,
    FormulaKind.MINUTES: _build_minutes,
    FormulaKind.BERITA_ACARA: _build_agreement,
    FormulaKind.NOTA_KESEPAKATAN: _build_agreement,
    FormulaKind.ADDENDUM: _build_addendum,
    FormulaKind.BAST: _build_handover,
}


def _build_meeting(day: date) -> MeetingFacts:
    return MeetingFacts(
        reference="CONTOH",
        kind="Rapat koordinasi",
        theme=THEME,
        purpose="",
        date=day.isoformat(),
        date_text=format_weekday_date(day),
        time_text=_format_clock("09.00"),
        venue=VENUE,
        host="",
        organisers=[],
        leader=LEADER,
        moderator=MODERATOR,
        note_taker=None,
        follows="",
        regions=[],
    )


def _build_attendance() -> list[AttendanceRow]:
    return [
        AttendanceRow(
            name=name,
            position=position,
            organisation=organisation,
            sector=sector,
            sex="",
            attendance="Hadir",
            inferred=False,
            example=False,
        )
        for name, position, organisation, sector in PEOPLE
    ]


def _build_parties(people: Sequence[tuple[str, str, str, str]]) -> list[Party]:
    return [
        Party(organisation=organisation, sector=sector, name=name, position=position)
        for name, position, organisation, sector in people
    ]


def _build_block(
    letterhead: Letterhead,
    order: int,
    capacity: str,
    name: str,
    position: str,
    organisation: str,
    sector: str,
) -> SignatureBlock:
    return SignatureBlock(
        order=order,
        capacity=capacity,
        capacity_text=CAPACITIES[capacity],
        rank=1,
        name=name,
        position=position,
        organisation=organisation,
        nip="",
        wants_nip=letterhead.shows_nip and sector == "Pemerintah",
    )


def _build_author_block(letterhead: Letterhead, order: int, position: str) -> SignatureBlock:
    made = _build_block(letterhead, order, "party", LEADER["name"], position, "", "Pemerintah")
    return SignatureBlock(**made | {"capacity_text": ""})


def _format_clock(hour: str) -> str:
    return f"{hour}{NO_BREAK_SPACE}WIB"
