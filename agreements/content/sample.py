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
from agreements.content.letters import fill, formula_of, head, marked_as_example
from agreements.content.shape import (
    AgendaRow,
    Amended,
    AmendingClause,
    AttendanceRow,
    Clause,
    DecisionRow,
    ItemRow,
    MeetingFacts,
    MinutesEntry,
    MinutesItem,
    Party,
    SectorCount,
    Slot,
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
    formula = formula_of(letter, kind)
    fields = sample_fields(day)
    content: dict[str, Any] = {
        **head(
            letter,
            schema=SCHEMAS[LetterKind(kind)],
            kind=kind,
            reference="CONTOH",
            number=sample_number(letter, formula, day),
            title=formula.title,
            subject=THEME,
            place=letter.place,
            day=day,
            year=day.year,
            recorded_at=datetime.combine(day, time(12), tzinfo=WESTERN_TIME),
            verification=None,
        ),
        "example": True,
        "meeting": _meeting(day),
        "opening": fill(formula.opening, fields),
        "closing": fill(formula.closing, fields),
        "attendance": _attendance(),
        "attendance_note": "",
        "counts": [SectorCount(sector=row[3], people=1) for row in PEOPLE],
        "contributions": [],
        "follow_ups": [],
        "objections": [],
        **_OWN_PARTS[LetterKind(kind)](letter, formula, fields),
    }
    return marked_as_example(content)


def sample_fields(day: date) -> dict[str, str]:
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


def sample_number(letter: LetterTemplate, formula: LetterFormula, day: date) -> str:
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


def _invitation(
    letter: LetterTemplate, formula: LetterFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "subject": "Undangan rapat koordinasi (contoh)",
        "nature": "Biasa",
        "attachment": "Satu berkas",
        "agenda": [
            AgendaRow(time=_clock("09.00"), title="Pembukaan", speaker="", example=True),
            AgendaRow(time=_clock("09.30"), title="Kontribusi", speaker="", example=True),
        ],
        "note": "",
        "invitees": [
            invitation.Invitee(organisation=place, name=name, position=position, example=False)
            for name, position, place, _sector in PEOPLE[1:]
        ],
        "signatories": [_author(letter, 1, "Kepala Badan")],
    }


def _attendance_list(
    letter: LetterTemplate, formula: LetterFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "spare_rows": attendance_list.SPARE_ROWS,
        "signatories": [_author(letter, 1, "Kepala Badan")],
    }


def _minutes(
    letter: LetterTemplate, formula: LetterFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    said = MinutesEntry(
        time=_clock("09.40"),
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
                time=_clock("09.30"),
                title="Kontribusi",
                speaker="",
                entries=[said],
                recorded="",
                example=False,
            )
        ],
        "decisions": [
            DecisionRow(reference="KEP-CONTOH", title="", text=CLAUSES[1], remark="", example=False)
        ],
        "signatories": [_author(letter, 1, "Notulis"), _author(letter, 2, "Pimpinan rapat")],
    }


def _agreement(
    letter: LetterTemplate, formula: LetterFormula, fields: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "parties": _parties(PEOPLE[:2]),
        "basis": [],
        "agreement": fill(formula.agreement, fields),
        "clauses": [
            Clause(heading=ordinal_heading(place), title="", text=text, example=False)
            for place, text in enumerate(CLAUSES, start=1)
        ],
        "contributions_note": "",
        "signatories": [
            _slot(letter, 1, "party", *PEOPLE[0]),
            _slot(letter, 2, "party", *PEOPLE[1]),
            _slot(letter, 3, "witness", *PEOPLE[2]),
            _slot(letter, 4, "acknowledging", "", "Wali Kota", "", "Pemerintah"),
        ],
    }


def _addendum(
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
    amended = Amended(reference="CONTOH", number="1", cited=CITED, content_sha256="")
    return {
        **_agreement(letter, formula, fields),
        "subject": f"Perubahan atas {CITED}",
        "amended": amended,
        "clauses": clauses,
    }


def _handover(
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
        **_agreement(letter, formula, fields),
        "subject": f"Serah terima dari {fields['penyerah']} kepada {fields['penerima']}",
        "rests_on": CITED,
        "giver": fields["penyerah"],
        "receiver": fields["penerima"],
        "items": items,
        "clauses": [],
        "parties": _parties((PEOPLE[1], PEOPLE[0])),
        "signatories": [
            _slot(letter, 1, "party", *PEOPLE[1]),
            _slot(letter, 2, "party", *PEOPLE[0]),
        ],
    }


_OWN_PARTS = {
    LetterKind.INVITATION: _invitation,
    LetterKind.ATTENDANCE_LIST: _attendance_list,
    LetterKind.MINUTES: _minutes,
    LetterKind.BERITA_ACARA: _agreement,
    LetterKind.NOTA_KESEPAKATAN: _agreement,
    LetterKind.ADDENDUM: _addendum,
    LetterKind.BAST: _handover,
}


def _meeting(day: date) -> MeetingFacts:
    return MeetingFacts(
        reference="CONTOH",
        kind="Rapat koordinasi",
        theme=THEME,
        purpose="",
        date=day.isoformat(),
        date_text=day_date(day),
        time_text=_clock("09.00"),
        venue=VENUE,
        host="",
        organisers=[],
        leader=LEADER,
        moderator=MODERATOR,
        note_taker=None,
        follows="",
        regions=[],
    )


def _attendance() -> list[AttendanceRow]:
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


def _parties(people: Sequence[tuple[str, str, str, str]]) -> list[Party]:
    return [
        Party(organisation=place, sector=sector, name=name, position=position)
        for name, position, place, sector in people
    ]


def _slot(
    letter: LetterTemplate,
    slot: int,
    capacity: str,
    name: str,
    position: str,
    organisation: str,
    sector: str,
) -> Slot:
    return Slot(
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


def _author(letter: LetterTemplate, slot: int, position: str) -> Slot:
    made = _slot(letter, slot, "party", LEADER["name"], position, "", "Pemerintah")
    return Slot(**made | {"capacity_text": ""})


def _clock(hour: str) -> str:
    return f"{hour}{NO_BREAK_SPACE}WIB"
