"""A sample of each kind of paper, to see a letterhead and its formulas before anything is printed.

Nobody in it exists: the sample says so on top, as every illustrative paper does.
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
from agreements.content.letters import build_head, fill_formula, get_formula, mark_as_example
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
    SectorAttendance,
    SignatureBlock,
    Speaker,
)
from agreements.content.wording import CAPACITIES, CHANGES, CONDITIONS
from agreements.models import LetterFormula, LetterKind, LetterTemplate
from core.numbering import format_number
from core.words import NO_BREAK_SPACE, WESTERN_TIME, date_in_words, day_date, ordinal_heading

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
    LetterKind.INVITATION: invitation.SCHEMA,
    LetterKind.ATTENDANCE_LIST: attendance_list.SCHEMA,
    LetterKind.MINUTES: minutes.SCHEMA,
    LetterKind.BERITA_ACARA: berita_acara.SCHEMA,
    LetterKind.NOTA_KESEPAKATAN: nota_kesepakatan.SCHEMA,
    LetterKind.ADDENDUM: addendum.SCHEMA,
    LetterKind.BAST: bast.SCHEMA,
}


def build_sample(letter: LetterTemplate, kind: str, *, day: date) -> dict[str, Any]:
    """Return a sample of a kind of paper on a letterhead, dated `day`, as plain JSON."""
    formula = get_formula(letter, kind)
    fields = get_sample_fields(day)
    content: dict[str, Any] = {
        **build_head(
            letter,
            schema=SCHEMAS[LetterKind(kind)],
            kind=kind,
            reference="CONTOH",
            number=format_sample_number(letter, formula, day),
            title=formula.title,
            subject=THEME,
            place=letter.place,
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
        "counts": [SectorAttendance(sector=row[3], people=1) for row in PEOPLE],
        "contributions": [],
        "follow_ups": [],
        "objections": [],
        **_OWN_PARTS[LetterKind(kind)](letter, formula, fields),
    }
    return mark_as_example(content)


def get_sample_fields(day: date) -> dict[str, str]:
    """Return what stands in a sample for each field of a formula."""
    return {
        "tema": THEME,
        "tanggal": day_date(day),
        "tanggal_terbilang": date_in_words(day),
        "tempat": VENUE,
        "pimpinan": f"{LEADER['name']} ({LEADER['organisation']})",
        "moderator": f"{MODERATOR['name']} ({MODERATOR['organisation']})",
        "jumlah_peserta": str(len(PEOPLE)),
        "naskah": CITED,
        "penyerah": PEOPLE[1][2],
        "penerima": PEOPLE[0][2],
    }


def format_sample_number(letter: LetterTemplate, formula: LetterFormula, day: date) -> str:
    """Return the first number of the year by a formula; empty where it has no pattern."""
    if not formula.number_pattern:
        return ""
    return format_number(
        formula.number_pattern,
        serial=1,
        day=day,
        classification=formula.classification,
        unit=letter.unit_code,
    )


def _build_invitation(
    letter: LetterTemplate, formula: LetterFormula, fields: Mapping[str, str]
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
            invitation.Invitee(organisation=place, name=name, position=position, example=False)
            for name, position, place, _sector in PEOPLE[1:]
        ],
        "signatories": [_build_author_block(letter, 1, "Kepala Badan")],
    }


def _build_attendance_list(
    letter: LetterTemplate, formula: LetterFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "spare_rows": attendance_list.SPARE_ROWS,
        "signatories": [_build_author_block(letter, 1, "Kepala Badan")],
    }


def _build_minutes(
    letter: LetterTemplate, formula: LetterFormula, fields: Mapping[str, str]
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
                reference="KEP-CONTOH", title="", text=CLAUSES[1], remark="", example=False
            )
        ],
        "signatories": [
            _build_author_block(letter, 1, "Notulis"),
            _build_author_block(letter, 2, "Pimpinan rapat"),
        ],
    }


def _build_agreement(
    letter: LetterTemplate, formula: LetterFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "parties": _build_parties(PEOPLE[:2]),
        "basis": [],
        "agreement": fill_formula(formula.agreement, fields),
        "clauses": [
            PrintedClause(heading=ordinal_heading(place), title="", text=text, example=False)
            for place, text in enumerate(CLAUSES, start=1)
        ],
        "contributions_note": "",
        "signatories": [
            _build_block(letter, 1, "party", *PEOPLE[0]),
            _build_block(letter, 2, "party", *PEOPLE[1]),
            _build_block(letter, 3, "witness", *PEOPLE[2]),
            _build_block(letter, 4, "acknowledging", "", "Wali Kota", "", "Pemerintah"),
        ],
    }


def _build_addendum(
    letter: LetterTemplate, formula: LetterFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    old, new = CLAUSES[1], "Pelaksanaannya dilaporkan setiap tiga bulan."
    changes = [
        ("replaces", "KEDUA", old, new),
        ("adds", "KETIGA", "", "Para pihak menunjuk narahubung masing-masing."),
    ]
    clauses = [
        AmendingClause(
            heading=ordinal_heading(place),
            title="",
            text=text,
            example=False,
            change=kind,
            change_text=CHANGES[kind].format(concerns),
            concerns=concerns,
            old_title="",
            old_text=before,
        )
        for place, (kind, concerns, before, text) in enumerate(changes, start=1)
    ]
    amended = AmendedDocument(reference="CONTOH", number="1", cited=CITED, content_sha256="")
    return {
        **_build_agreement(letter, formula, fields),
        "subject": f"Perubahan atas {CITED}",
        "amended": amended,
        "clauses": clauses,
    }


def _build_handover(
    letter: LetterTemplate, formula: LetterFormula, fields: Mapping[str, str]
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
        **_build_agreement(letter, formula, fields),
        "subject": f"Serah terima dari {fields['penyerah']} kepada {fields['penerima']}",
        "rests_on": CITED,
        "giver": fields["penyerah"],
        "receiver": fields["penerima"],
        "items": items,
        "clauses": [],
        "parties": _build_parties((PEOPLE[1], PEOPLE[0])),
        "signatories": [
            _build_block(letter, 1, "party", *PEOPLE[1]),
            _build_block(letter, 2, "party", *PEOPLE[0]),
        ],
    }


_OWN_PARTS = {
    LetterKind.INVITATION: _build_invitation,
    LetterKind.ATTENDANCE_LIST: _build_attendance_list,
    LetterKind.MINUTES: _build_minutes,
    LetterKind.BERITA_ACARA: _build_agreement,
    LetterKind.NOTA_KESEPAKATAN: _build_agreement,
    LetterKind.ADDENDUM: _build_addendum,
    LetterKind.BAST: _build_handover,
}


def _build_meeting(day: date) -> MeetingFacts:
    return MeetingFacts(
        reference="CONTOH",
        kind="Rapat koordinasi",
        theme=THEME,
        purpose="",
        date=day.isoformat(),
        date_text=day_date(day),
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
            organisation=place,
            sector=sector,
            sex="",
            attendance="Hadir",
            inferred=False,
            example=False,
        )
        for name, position, place, sector in PEOPLE
    ]


def _build_parties(people: Sequence[tuple[str, str, str, str]]) -> list[Party]:
    return [
        Party(organisation=place, sector=sector, name=name, position=position)
        for name, position, place, sector in people
    ]


def _build_block(
    letter: LetterTemplate,
    slot: int,
    capacity: str,
    name: str,
    position: str,
    organisation: str,
    sector: str,
) -> SignatureBlock:
    return SignatureBlock(
        slot=slot,
        capacity=capacity,
        capacity_text=CAPACITIES[capacity],
        rank=1,
        name=name,
        position=position,
        organisation=organisation,
        nip="",
        wants_nip=letter.shows_nip and sector == "Pemerintah",
    )


def _build_author_block(letter: LetterTemplate, slot: int, position: str) -> SignatureBlock:
    made = _build_block(letter, slot, "party", LEADER["name"], position, "", "Pemerintah")
    return SignatureBlock(**made | {"capacity_text": ""})


def _format_clock(hour: str) -> str:
    return f"{hour}{NO_BREAK_SPACE}WIB"
