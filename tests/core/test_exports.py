"""Exported cells are read as text by a spreadsheet, never as formulas; a workbook keeps types."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from core.exports import build_file_response
from core.spreadsheet_cells import format_cell
from tests.support.sheets import sheet_of


@pytest.mark.parametrize(
    "text", ["=1+1", "+62 812", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠a"]
)
def test_what_a_spreadsheet_would_compute_is_neutralised(text):
    assert format_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("", ""),
        ("5 = 5", "5 = 5"),
        (-7, -7),
        (Decimal("-7.62"), Decimal("-7.62")),
        (date(2021, 11, 8), "2021-11-08"),
        (datetime(2021, 11, 8, 2, 0, tzinfo=UTC), "2021-11-08T09:00+07:00"),
        (["Taman", "Demangan"], "Taman | Demangan"),
        (["=1", "2"], "'=1 | 2"),
        (True, "yes"),
        (False, "no"),
    ],
)
def test_a_value_becomes_a_cell(value, cell):
    with translation.override("en"):
        assert format_cell(value) == cell


def test_a_csv_file_marks_its_encoding_for_spreadsheets():
    with translation.override("en"):
        answer = build_file_response("csv", "x", ["Yes?"], [[True]])
    assert answer.content.decode() == "\ufeffYes?\r\nyes\r\n"


def workbook_cells(*values, heads=None):
    answer = build_file_response(
        "xlsx", "daftar", heads or [f"H{n}" for n in range(len(values))], [values]
    )
    return list(sheet_of(answer)[2])


@pytest.mark.parametrize(
    "text",
    ["=1+1", '=HYPERLINK("http://x")', "+62 812", "-2", "@SUM(A1)", "＝1", "#REF!", "{1}"],
)
def test_text_stays_text_in_a_workbook(text):
    (cell,) = workbook_cells(text)
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_looks_like_a_formula_is_marked_as_text_for_whoever_edits_it():
    formula, word = workbook_cells("=1+1", "Taman")
    assert formula.quotePrefix
    assert not word.quotePrefix


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        ("", None),
        (-7, -7),
        (0, 0),
        (Decimal("-7.62"), -7.62),
        (10**15, "1000000000000000"),
        (date(2021, 11, 8), datetime.fromisoformat("2021-11-08")),
        (date(1899, 12, 31), "1899-12-31"),
        (datetime(2021, 11, 8, 2, 0, tzinfo=UTC), datetime.fromisoformat("2021-11-08T09:00")),
        (["Taman", "Demangan"], "Taman | Demangan"),
        (True, "yes"),
        (False, "no"),
        ("a\x00\x1b\ud800b\uffff", "ab"),
        ("baris\nkedua", "baris\nkedua"),
        ("\u202eterbalik 🎋", "\u202eterbalik 🎋"),
        ("x" * 40_000, "x" * 32_767),
        ("  dua spasi  ", "  dua spasi  "),
    ],
)
def test_a_workbook_keeps_what_a_value_is(value, kept):
    with translation.override("en"):
        (cell,) = workbook_cells(value)
    assert cell.value == kept


def test_a_workbook_is_named_like_its_csv_and_its_heads_stand_out():
    answer = build_file_response("xlsx", "hadirin", ["Nama", "=Hadir"], [["Siti", 1], ["Agus", 2]])
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer["Content-Disposition"].startswith('attachment; filename="hadirin-20')
    sheet = sheet_of(answer)
    assert sheet.title == "hadirin"
    assert [(cell.value, cell.font.bold) for cell in sheet[1]] == [
        ("Nama", True),
        ("=Hadir", True),
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"


def test_an_empty_workbook_still_has_its_heads():
    sheet = sheet_of(build_file_response("xlsx", "x", ["Nama"], iter([])))
    assert [cell.value for cell in sheet[1]] == ["Nama"]
