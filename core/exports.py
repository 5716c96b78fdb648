"""Exports of tables as files: CSV, and XLSX with typed cells."""

import csv
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import batched
from typing import IO, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.actors import Actor
from core.spreadsheet_cells import format_cell

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
WRITTEN_TOGETHER = 200  # lines of CSV
# Rows read by one statement, with their related rows. 64-bit primary keys, 8 bytes each.
CHUNK = 500
KEYS_CHUNK = 10_000


def write_csv(
    file: IO[bytes], title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write a table as CSV, row by row; CSV has no place for the title."""
    writer = csv.writer(_Line())
    file.write(
        (BYTE_ORDER_MARK + writer.writerow([format_cell(each) for each in headers])).encode()
    )
    for batch in batched(rows, WRITTEN_TOGETHER):
        lines = [writer.writerow([format_cell(cell) for cell in cells]) for cells in batch]
        file.write("".join(lines).encode())


def write_xlsx(
    file: IO[bytes], title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write a table as XLSX, row by row, with typed numbers and dates."""
    from core.workbooks import write_workbook  # noqa: PLC0415

    write_workbook(file, title, headers, rows)


class _Line:
    """A file-like object for csv.writer that returns each line instead of storing it."""

    def write(self, text: str) -> str:
        return text


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format of exported files: its name, its media type and its writer."""

    label: str
    content_type: str
    write: Callable[[IO[bytes], str, Sequence[str], Iterable[Sequence[object]]], None]


FORMATS: Mapping[str, FileFormat] = {
    "csv": FileFormat("CSV", "text/csv; charset=utf-8", write_csv),
    "xlsx": FileFormat(
        "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A list that one reader exports: its headers, and its rows in their order.

    The primary keys of `found` are read first, in their order, by one statement. The rows follow
    in chunks from `rows`, what the reader may see, each chunk by statements of its own: memory
    stays flat in any order, no transaction is open in between, and a row that was deleted or
    hidden meanwhile is left out.
    """

    file_name: str  # without day and ending
    headers: Sequence[str]
    found: QuerySet
    rows: QuerySet
    get_cells: Callable[[Any], list[object]]
    # Records in the history that it is exported, where that has to be known: (format, who).
    record: Callable[[str, Actor], None] | None = None

    def read_keys(self, most: int = 0) -> Sequence[int]:
        """Return the primary keys of all rows in their order, or of the first `most`."""
        keys = self.found.values_list("pk", flat=True)
        return array("q", keys[:most] if most else keys.iterator(chunk_size=KEYS_CHUNK))

    def read_cells(
        self, keys: Iterable[int], *, report: Callable[[int], None] = lambda done: None
    ) -> Iterator[list[object]]:
        """Yield the cells of these rows; `report` is told after each chunk how many were read."""
        done = 0
        for chunk in batched(keys, CHUNK):
            rows = self.rows.order_by().in_bulk(chunk)
            yield from (self.get_cells(rows[key]) for key in chunk if key in rows)
            done += len(chunk)
            report(done)


def answer_export(request: HttpRequest, export: Export, file_format: str) -> HttpResponse:
    """Answer with the file, and record that it was exported where that has to be known."""
    if export.record is not None:
        export.record(file_format, request.user)
    rows = export.read_cells(export.read_keys())
    return build_file_response(file_format, export.file_name, export.headers, rows)


def build_file_response(
    file_format: str, name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Return a table as a download, named after `name` and today's date."""
    chosen, file = FORMATS[file_format], BytesIO()
    chosen.write(file, name, headers, rows)
    response = HttpResponse(file.getvalue(), content_type=chosen.content_type)
    dated = f"{name}-{timezone.localdate().isoformat()}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{dated}"'
    return response
