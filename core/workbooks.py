"""A table as a workbook (XLSX), in which numbers, dates and text are what they are.

Importing this file costs ten megabytes, so `core.exports` does it when somebody asks for one.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.spreadsheet_cells import FORMULA_STARTS, format_cell, join_text

# What a cell holds, in characters and in digits that survive; and the first year it can count.
CELL_LENGTH, EXACT_DIGITS, FIRST_YEAR = 32_767, 15, 1900
# Characters that XML has no way to write.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MEASURED_ROWS = 200
NARROWEST, WIDEST = 10, 60


def write_workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return the table as a file of one sheet: the heads are bold, stay in sight and filter.

    The rows are read and written one by one, however many there are.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Rembug"
    sheet = book.create_sheet(title)
    typed = ([convert_cell(value) for value in row] for row in rows)
    # Widths stand before the rows in the file, so the first rows must do for all.
    first = list(islice(typed, MEASURED_ROWS))
    _set_widths(sheet, [heads, *first])
    sheet.freeze_panes = "A2"
    sheet.append([_build_header_cell(sheet, head) for head in heads])
    last = 1
    for cells in chain(first, typed):
        sheet.append([_build_cell(sheet, value) for value in cells])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{last}"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def convert_cell(value: Any) -> Any:
    """Return a value as what a cell keeps: text, a number, a day or a local moment, or None.

    Numbers with more digits than a spreadsheet keeps, and days before it begins to count, become
    text. What is longer than a cell is cut.
    """
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, date):
        return value if value.year >= FIRST_YEAR else value.isoformat()
    if isinstance(value, bool) or value is None:
        return format_cell(value) or None
    if isinstance(value, (int, float, Decimal)):
        return value if abs(value) < 10**EXACT_DIGITS else str(value)
    return UNWRITABLE.sub("", join_text(value))[:CELL_LENGTH] or None


def _set_widths(sheet: Any, table: Sequence[Sequence[Any]]) -> None:
    for number, column in enumerate(zip(*table, strict=True), start=1):
        longest = max(len(str(cell)) for cell in column if cell is not None)
        width = max(NARROWEST, min(longest + 2, WIDEST))
        sheet.column_dimensions[get_column_letter(number)].width = width


def _build_header_cell(sheet: Any, head: str) -> WriteOnlyCell:
    cell = _build_cell(sheet, convert_cell(head))
    cell.font = Font(bold=True)
    return cell


def _build_cell(sheet: Any, value: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # Never a formula, neither now nor when somebody edits the cell.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_STARTS)
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    return cell
