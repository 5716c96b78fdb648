"""Exported cells are read as text by a spreadsheet, never as formulas."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from core.exports import csv_response, plain_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+62 812", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠a"]
)
def test_what_a_spreadsheet_would_compute_is_neutralised(text):
    assert plain_cell(text) == f"'{text}"


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
        assert plain_cell(value) == cell


def test_a_file_written_after_the_request_keeps_its_language():
    with translation.override("en"):
        answer = csv_response("x", ["Yes?"], [[True]])
    with translation.override("id"):
        assert b"".join(answer.streaming_content).decode() == "\ufeffYes?\r\nyes\r\n"
        assert translation.get_language() == "id"
