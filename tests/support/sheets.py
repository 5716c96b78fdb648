"""Workbooks read back by the library that an office would script with."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook


def sheet_of(answer) -> Any:
    """Returns the only sheet of a downloaded workbook."""
    (sheet,) = load_workbook(BytesIO(answer.content)).worksheets
    return sheet
