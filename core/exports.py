"""Tables as files that a spreadsheet opens without surprises: CSV, and XLSX with types."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override

from core.spreadsheet_cells import format_cell

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
BATCH = 200
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a small table as the bytes of a CSV file, to lie beside other files."""
    text = io.StringIO()
    writer = csv.writer(text)
    for cells in (heads, *rows):
        writer.writerow([format_cell(cell) for cell in cells])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


class _Line:
    """What csv.writer writes to: hands the line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def build_csv_response(
    name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Return a download named after `name` and today, written while the rows are read."""
    response = StreamingHttpResponse(
        _write_lines(heads, rows, get_language() or "id"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = _build_disposition(name, "csv")
    return response


def build_xlsx_response(
    name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Return the same download as a workbook, in which numbers and dates are what they are."""
    from core.workbooks import write_workbook  # noqa: PLC0415

    response = HttpResponse(write_workbook(name, heads, rows), content_type=XLSX_TYPE)
    response["Content-Disposition"] = _build_disposition(name, "xlsx")
    return response


def _build_disposition(name: str, ending: str) -> str:
    return f'attachment; filename="{name}-{timezone.localdate().isoformat()}.{ending}"'


def _write_lines(
    heads: Sequence[str], rows: Iterable[Sequence[Any]], language: str
) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow([format_cell(head) for head in heads])
    for batch in batched(_translate_rows(rows, language), BATCH):
        yield "".join(writer.writerow(cells) for cells in batch)


def _translate_rows(rows: Iterable[Sequence[Any]], language: str) -> Iterator[list[Any]]:
    # The server may write the answer after the request's language is gone.
    iterator = iter(rows)
    while True:
        with override(language):
            row = next(iterator, None)
            if row is None:
                return
            cells = [format_cell(value) for value in row]
        yield cells
