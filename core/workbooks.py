"""XLSX workbooks with typed cells: numbers, dates and text.

Importing openpyxl takes ten megabytes of memory, so `core.exports` imports this module lazily.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.spreadsheet_cells import FORMULA_STARTS, format_cell, join_text

# Limits of a cell: characters, exact digits, and the first year of its dates.
CELL_LENGTH, EXACT_DIGITS, FIRST_YEAR = 32_767, 15, 1900
# Characters that XML cannot represent.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MEASURED_ROWS = 200
NARROWEST, WIDEST = 10, 60


def write_workbook(
    file: IO[bytes], title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write a workbook with one sheet; its header row is bold, frozen and filterable.

    The rows are streamed, so their number hardly changes the memory needed.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Rembug"
    sheet = book.create_sheet(title)
    typed = ([convert_cell(value) for value in row] for row in rows)
    # The file format has the widths before the rows, so they are computed from the first rows.
    first = list(islice(typed, MEASURED_ROWS))
    _set_widths(sheet, [headers, *first])
    sheet.freeze_panes = "A2"
    sheet.append([_build_header_cell(sheet, header) for header in headers])
    last = 1
    for cells in chain(first, typed):
        sheet.append([value if _is_plain(value) else _build_cell(sheet, value) for value in cells])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{last}"
    book.save(file)


def convert_cell(value: object) -> str | float | Decimal | date | None:
    """Return a value as a typed cell: text, number, date, local date and time, or None.

    Numbers with more digits than a spreadsheet stores, and dates before its first year, become
    text. Longer text than a cell can hold is cut.
    """
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, date):
        return value if value.year >= FIRST_YEAR else value.isoformat()
    if value is None:
        return None
    if isinstance(value, bool):
        return str(format_cell(value))
    if isinstance(value, (int, float, Decimal)):
        return value if abs(value) < 10**EXACT_DIGITS else str(value)
    return UNWRITABLE.sub("", join_text(value))[:CELL_LENGTH] or None


def _set_widths(sheet: Worksheet, table: Sequence[Sequence[object]]) -> None:
    for number, column in enumerate(zip(*table, strict=True), start=1):
        longest = max(len(str(cell)) for cell in column if cell is not None)
        width = max(NARROWEST, min(longest + 2, WIDEST))
        sheet.column_dimensions[get_column_letter(number)].width = width


def _build_header_cell(sheet: Worksheet, header: str) -> WriteOnlyCell:
    cell = _build_cell(sheet, convert_cell(header))
    cell.font = Font(bold=True)
    return cell


def _is_plain(value: object) -> bool:
    """Tell whether openpyxl itself finds the type and style of a value, which takes a third less.

    Not for a time, nor for text that it would take for a formula or an error ("#REF!").
    """
    if isinstance(value, str):
        return not value.startswith((*FORMULA_STARTS, "#"))
    return not isinstance(value, datetime)


def _build_cell(sheet: Worksheet, value: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # Never a formula (formula injection), not even after somebody edits the cell.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_STARTS)
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    return cell
