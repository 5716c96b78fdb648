"""Exports of tables as downloads: CSV, and XLSX with typed cells."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override

from core.spreadsheet_cells import format_cell

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
BATCH = 200
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a small table as the bytes of a CSV file, for an archive of several files."""
    text = io.StringIO()
    writer = csv.writer(text)
    for cells in (headers, *rows):
        writer.writerow([format_cell(cell) for cell in cells])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


class _Line:
    """A file-like object for csv.writer that returns each line instead of storing it."""

    def write(self, text: str) -> str:
        return text


def build_csv_response(
    name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Return a streamed CSV download, named after `name` and today's date."""
    response = StreamingHttpResponse(
        _write_lines(headers, rows, get_language() or "id"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = _build_disposition(name, "csv")
    return response


def build_xlsx_response(
    name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Return the same download as XLSX, with typed numbers and dates."""
    from core.workbooks import write_workbook  # noqa: PLC0415

    response = HttpResponse(write_workbook(name, headers, rows), content_type=XLSX_TYPE)
    response["Content-Disposition"] = _build_disposition(name, "xlsx")
    return response


def _build_disposition(name: str, ending: str) -> str:
    return f'attachment; filename="{name}-{timezone.localdate().isoformat()}.{ending}"'


def _write_lines(
    headers: Sequence[str], rows: Iterable[Sequence[object]], language: str
) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow([format_cell(header) for header in headers])
    for batch in batched(_translate_rows(rows, language), BATCH):
        yield "".join(writer.writerow(cells) for cells in batch)


def _translate_rows(rows: Iterable[Sequence[object]], language: str) -> Iterator[list[object]]:
    # The server streams the response after the request's language was deactivated.
    iterator = iter(rows)
    while True:
        with override(language):
            row = next(iterator, None)
            if row is None:
                return
            cells = [format_cell(value) for value in row]
        yield cells
