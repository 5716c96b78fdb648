"""Letterheads and documents of a sample: drafted, frozen, signed with ink."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from agreements.actions.clauses import add_clause
from agreements.actions.drafting import draft_document
from agreements.actions.freezing import freeze_document
from agreements.actions.letterheads import create_letterhead
from agreements.actions.outside import register_outside_document
from agreements.actions.signatories import add_signatory
from agreements.content.formulas import FormulaFields
from agreements.models import (
    Capacity,
    Document,
    DocumentKind,
    FormulaKind,
    Paper,
    SignatoryState,
    SignatureLayout,
)
from portal.sample.reader import Folder, Row
from portal.sample.register import Register
from signing.actions.ink import Outcome, propose_ink_signatures, record_ink_signatures
from stakeholders.models import User

LETTER_KINDS = {
    "undangan": FormulaKind.INVITATION,
    "daftar_hadir": FormulaKind.ATTENDANCE_LIST,
    "notulen": FormulaKind.MINUTES,
    "berita_acara": FormulaKind.BERITA_ACARA,
    "nota_kesepakatan": FormulaKind.NOTA_KESEPAKATAN,
    "adendum": FormulaKind.ADDENDUM,
    "bast": FormulaKind.BAST,
}
DOCUMENT_KINDS = {
    "berita_acara": DocumentKind.BERITA_ACARA,
    "nota_kesepakatan": DocumentKind.NOTA_KESEPAKATAN,
}
ORIGINS = {"dari_sistem": "here", "dari_luar": "outside"}
LAYOUTS = {
    "dua_kolom": SignatureLayout.TWO_COLUMNS,
    "tabel": SignatureLayout.TABLE,
    "daftar_cap": SignatureLayout.STAMPS,
}
PAPERS = {paper: paper for paper in Paper.values}
CAPACITIES = {
    "pihak": Capacity.PARTY,
    "saksi": Capacity.WITNESS,
    "mengetahui": Capacity.ACKNOWLEDGING,
}
RESULTS = {
    "ditandatangani": SignatoryState.SIGNED,
    "menyusul": SignatoryState.TO_FOLLOW,
    "tidak_menandatangani": SignatoryState.DECLINED,
}
UNKNOWN = "tidak diketahui"


def load_letters(folder: Folder, register: Register, by: User) -> None:
    """Load letterheads with the formulas of each kind of paper."""
    formulas: dict[str, list[FormulaFields]] = defaultdict(list)
    for row in folder.table("surat_jenis"):
        formulas[row.needed("surat")].append(
            {
                "kind": row.choice("jenis", LETTER_KINDS),
                "title": row.needed("judul"),
                "classification": row.text("klasifikasi"),
                "number_pattern": row.text("pola_nomor"),
                "opening": row.text("pembuka"),
                "agreement": row.text("kesepakatan"),
                "closing": row.text("penutup"),
            }
        )
    for row in folder.table("surat", key="kunci"):
        with row.blamed():
            letterhead = create_letterhead(
                slug=row.needed("kunci"),
                issuer=register.find("organisasi", row.needed("organisasi"), row),
                name=row.needed("nama"),
                government=row.needed("kop_1"),
                agency=row.needed("kop_2"),
                unit=row.text("kop_3"),
                address=row.text("alamat"),
                unit_code=row.text("kode_unit"),
                place=row.needed("tempat_surat"),
                paper=row.choice("kertas", PAPERS),
                margin_top_mm=row.needed_integer("margin_atas_mm"),
                margin_right_mm=row.needed_integer("margin_kanan_mm"),
                margin_bottom_mm=row.needed_integer("margin_bawah_mm"),
                margin_left_mm=row.needed_integer("margin_kiri_mm"),
                font_pt=row.decimal("huruf_pt") or Decimal(11),
                signature_layout=row.choice("tata_letak", LAYOUTS),
                formulas=formulas[row.needed("kunci")],
                by=by,
                **row.facts(),
            )
        register.add("surat", letterhead.slug, letterhead)


def load_documents(folder: Folder, register: Register, *, by: User, second: User) -> None:
    """Register outside documents; draft, freeze and sign the others, as the files say.

    `second` confirms what `by` says of the signed papers.
    """
    clauses = _by_document(folder, "pasal")
    signatories = _by_document(folder, "penandatangan")
    signatures = _by_document(folder, "tanda_tangan")
    for row in folder.table("dokumen", key="kunci"):
        key = row.needed("kunci")
        if row.choice("asal", ORIGINS) == "outside":
            document = _outside(row, register, by)
        else:
            document = _draft(row, register, by)
            for clause in clauses.pop(key, []):
                _clause(clause, document, register, by)
            slots = {
                slot.needed("kunci"): _signatory(slot, document, register, by)
                for slot in signatories.pop(key, [])
            }
            with row.blamed():
                freeze_document(
                    document=document, review_skipped=row.text("tanpa_peninjauan"), by=by
                )
            _sign(signatures.pop(key, []), document, slots, by=by, second=second)
        register.add("dokumen", key, document)
    for left in (clauses, signatures, signatories):
        for key, rows in left.items():
            raise rows[0].error(
                _("“%(key)s” is not known as %(kind)s.") % {"key": key, "kind": "dokumen"}
            )


def _by_document(folder: Folder, name: str) -> dict[str, list[Row]]:
    grouped = defaultdict(list)
    for row in folder.table(name):
        grouped[row.needed("dokumen")].append(row)
    return dict(grouped)


def _common(row: Row, register: Register) -> dict[str, Any]:
    return {
        "kind": row.choice("jenis", DOCUMENT_KINDS),
        "meeting": register.maybe("rapat", row, "rapat"),
        "title": row.needed("judul"),
        "subject": row.text("subjek"),
        "date": row.needed_day("tanggal"),
        "summary": row.text("ringkasan"),
        **row.facts(),
    }


def _outside(row: Row, register: Register, by: User) -> Document:
    number = row.text("nomor")
    with row.blamed():
        return register_outside_document(
            number="" if number == UNKNOWN else number,
            place=row.text("tempat"),
            parties_note=row.text("pihak_catatan"),
            by=by,
            **_common(row, register),
        )


def _draft(row: Row, register: Register, by: User) -> Document:
    with row.blamed():
        return draft_document(
            letterhead=register.find("surat", row.needed("surat"), row),
            place=row.needed("tempat"),
            basis="\n".join(row.many("dasar")),
            fill=False,
            by=by,
            **_common(row, register),
        )


def _clause(row: Row, document: Document, register: Register, by: User) -> None:
    with row.blamed():
        add_clause(
            document=document,
            title=row.text("judul"),
            text=row.needed("teks"),
            decision=register.maybe("keputusan", row, "keputusan"),
            by=by,
            **row.facts(),
        )


def _signatory(row: Row, document: Document, register: Register, by: User) -> int:
    with row.blamed():
        slot = add_signatory(
            document=document,
            organisation=register.find("organisasi", row.needed("organisasi"), row),
            person=register.maybe("orang", row, "orang"),
            position=row.text("jabatan"),
            nip=row.text("nip"),
            rank=row.integer("peringkat") or 1,
            capacity=row.choice("kapasitas", CAPACITIES),
            by=by,
            **row.facts(),
        )
    return slot.pk


def _sign(
    rows: list[Row], document: Document, slots: dict[str, int], *, by: User, second: User
) -> None:
    """Record the ink, one act a day; the second person confirms each."""
    days = defaultdict(list)
    for row in rows:
        days[row.needed_day("tanggal")].append(row)
    for day, signed in sorted(days.items()):
        outcomes = {}
        for row in signed:
            key = row.needed("penandatangan")
            if key not in slots:
                raise row.error(
                    _("“%(key)s” is not known as %(kind)s.") % {"key": key, "kind": "penandatangan"}
                )
            outcomes[slots[key]] = Outcome(row.choice("hasil", RESULTS), row.text("alasan"))
        with signed[0].blamed():
            record = propose_ink_signatures(
                document=document,
                signed_date=day,
                outcomes=outcomes,
                note="Contoh" if all(row.yes("contoh") for row in signed) else "",
                by=by,
            )
            record_ink_signatures(record=record, by=second)
