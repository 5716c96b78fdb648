"""Loading letterheads and documents of a sample: drafting, freezing, signing with ink."""

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
    Letterhead,
    Paper,
    SignatoryState,
    SignatureLayout,
)
from meetings.models import Decision, Meeting
from portal.sample.loaded import LoadedObjects
from portal.sample.reader import CsvRow, SampleFolder
from signing.actions.ink import Outcome, propose_ink_signatures, record_ink_signatures
from stakeholders.models import Organisation, Person, User

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


def load_letterheads(folder: SampleFolder, loaded: LoadedObjects, by: User) -> None:
    """Load letterheads with the formulas of each kind of paper."""
    formulas: dict[str, list[FormulaFields]] = defaultdict(list)
    for row in folder.read_table("surat_jenis"):
        formulas[row.require_text("surat")].append(
            {
                "kind": row.get_choice("jenis", LETTER_KINDS),
                "title": row.require_text("judul"),
                "classification": row.get_text("klasifikasi"),
                "number_pattern": row.get_text("pola_nomor"),
                "opening": row.get_text("pembuka"),
                "agreement": row.get_text("kesepakatan"),
                "closing": row.get_text("penutup"),
            }
        )
    for row in folder.read_table("surat", key="kunci"):
        with row.report_refusals():
            letterhead = create_letterhead(
                slug=row.require_text("kunci"),
                issuer=loaded.find(Organisation, row.require_text("organisasi"), row),
                name=row.require_text("nama"),
                government=row.require_text("kop_1"),
                agency=row.require_text("kop_2"),
                unit=row.get_text("kop_3"),
                address=row.get_text("alamat"),
                unit_code=row.get_text("kode_unit"),
                place=row.require_text("tempat_surat"),
                paper=row.get_choice("kertas", PAPERS),
                margin_top_mm=row.require_integer("margin_atas_mm"),
                margin_right_mm=row.require_integer("margin_kanan_mm"),
                margin_bottom_mm=row.require_integer("margin_bawah_mm"),
                margin_left_mm=row.require_integer("margin_kiri_mm"),
                font_pt=row.get_decimal("huruf_pt") or Decimal(11),
                signature_layout=row.get_choice("tata_letak", LAYOUTS),
                formulas=formulas[row.require_text("kunci")],
                by=by,
                **row.get_source_fields(),
            )
        loaded.add(letterhead.slug, letterhead)


def load_documents(folder: SampleFolder, loaded: LoadedObjects, *, by: User, second: User) -> None:
    """Register outside documents; draft, freeze and sign the others.

    `second` confirms the ink signatures that `by` records (four eyes).
    """
    clauses = _group_by_document(folder, "pasal")
    signatories = _group_by_document(folder, "penandatangan")
    signatures = _group_by_document(folder, "tanda_tangan")
    for row in folder.read_table("dokumen", key="kunci"):
        key = row.require_text("kunci")
        if row.get_choice("asal", ORIGINS) == "outside":
            document = _register_outside(row, loaded, by)
        else:
            document = _draft(row, loaded, by)
            for clause in clauses.pop(key, []):
                _add_clause(clause, document, loaded, by)
            signatory_ids = {
                signatory.require_text("kunci"): _add_signatory(signatory, document, loaded, by)
                for signatory in signatories.pop(key, [])
            }
            with row.report_refusals():
                freeze_document(
                    document=document, review_skipped=row.get_text("tanpa_peninjauan"), by=by
                )
            _sign(signatures.pop(key, []), document, signatory_ids, by=by, second=second)
        loaded.add(key, document)
    for left in (clauses, signatures, signatories):
        for key, rows in left.items():
            raise rows[0].build_error(
                _("There is no %(kind)s with the key “%(key)s”.") % {"key": key, "kind": "dokumen"}
            )


def _group_by_document(folder: SampleFolder, name: str) -> dict[str, list[CsvRow]]:
    grouped = defaultdict(list)
    for row in folder.read_table(name):
        grouped[row.require_text("dokumen")].append(row)
    return dict(grouped)


def _build_common_fields(row: CsvRow, loaded: LoadedObjects) -> dict[str, Any]:
    return {
        "kind": row.get_choice("jenis", DOCUMENT_KINDS),
        "meeting": loaded.find_optional(Meeting, row, "rapat"),
        "title": row.require_text("judul"),
        "subject": row.get_text("subjek"),
        "date": row.require_day("tanggal"),
        "summary": row.get_text("ringkasan"),
        **row.get_source_fields(),
    }


def _register_outside(row: CsvRow, loaded: LoadedObjects, by: User) -> Document:
    number = row.get_text("nomor")
    with row.report_refusals():
        return register_outside_document(
            number="" if number == UNKNOWN else number,
            place=row.get_text("tempat"),
            parties_note=row.get_text("pihak_catatan"),
            by=by,
            **_build_common_fields(row, loaded),
        )


def _draft(row: CsvRow, loaded: LoadedObjects, by: User) -> Document:
    with row.report_refusals():
        return draft_document(
            letterhead=loaded.find(Letterhead, row.require_text("surat"), row),
            place=row.require_text("tempat"),
            basis="\n".join(row.get_texts("dasar")),
            fill=False,
            by=by,
            **_build_common_fields(row, loaded),
        )


def _add_clause(row: CsvRow, document: Document, loaded: LoadedObjects, by: User) -> None:
    with row.report_refusals():
        add_clause(
            document=document,
            title=row.get_text("judul"),
            text=row.require_text("teks"),
            decision=loaded.find_optional(Decision, row, "keputusan"),
            by=by,
            **row.get_source_fields(),
        )


def _add_signatory(row: CsvRow, document: Document, loaded: LoadedObjects, by: User) -> int:
    with row.report_refusals():
        signatory = add_signatory(
            document=document,
            organisation=loaded.find(Organisation, row.require_text("organisasi"), row),
            person=loaded.find_optional(Person, row, "orang"),
            position=row.get_text("jabatan"),
            nip=row.get_text("nip"),
            rank=row.get_integer("peringkat") or 1,
            capacity=row.get_choice("kapasitas", CAPACITIES),
            by=by,
            **row.get_source_fields(),
        )
    return signatory.pk


def _sign(
    rows: list[CsvRow], document: Document, signatory_ids: dict[str, int], *, by: User, second: User
) -> None:
    """Record the ink signatures, one record per day, each confirmed by the second person."""
    days = defaultdict(list)
    for row in rows:
        days[row.require_day("tanggal")].append(row)
    for day, signed in sorted(days.items()):
        outcomes = {}
        for row in signed:
            key = row.require_text("penandatangan")
            if key not in signatory_ids:
                raise row.build_error(
                    _("There is no %(kind)s with the key “%(key)s”.")
                    % {"key": key, "kind": "penandatangan"}
                )
            outcomes[signatory_ids[key]] = Outcome(
                row.get_choice("hasil", RESULTS), row.get_text("alasan")
            )
        with signed[0].report_refusals():
            record = propose_ink_signatures(
                document=document,
                signed_date=day,
                outcomes=outcomes,
                note="Contoh" if all(row.get_bool("contoh") for row in signed) else "",
                by=by,
            )
            record_ink_signatures(record=record, by=second)
