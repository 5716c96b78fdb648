"""Exports of tables as files: CSV, and XLSX with typed cells.

A web worker itself writes only what takes it at most 0.2 s of CPU; a larger file is offered as
an export job of the background worker (docs/adr/0022-export-jobs.md).
"""

import csv
import gc
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import batched
from typing import IO, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.actors import Actor
from core.refusals import Refused
from core.spreadsheet_cells import format_cell

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
WRITTEN_TOGETHER = 200  # lines of CSV
CHUNK = 100  # rows read by one statement, with their related rows: 2 MB of pledges
KEYS_CHUNK = 10_000
TOO_LARGE = 422  # the answer that offers a job instead of the file


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
    """A format of exported files: its name, its media type, its writer and two numbers of rows.

    `direct_rows` rows of pledges, the costliest ones, take 0.2 s of CPU (docs/benchmarks.md);
    `most_rows` is what the format can hold, 0 for any number.
    """

    label: str
    content_type: str
    write: Callable[[IO[bytes], str, Sequence[str], Iterable[Sequence[object]]], None]
    direct_rows: int
    most_rows: int = 0

    def require_room(self, rows: int) -> None:
        """Raise Refused for more rows than a file of this format can hold."""
        if self.most_rows and rows > self.most_rows:
            raise Refused(
                _(
                    "A sheet of %(format)s holds at most %(most)s rows, and this list has %(rows)s."
                    " Take CSV, or choose fewer rows by the filters."
                )
                % {
                    "format": self.label,
                    "most": number_format(self.most_rows),
                    "rows": number_format(rows),
                }
            )


FORMATS: Mapping[str, FileFormat] = {
    "xlsx": FileFormat(
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write_xlsx,
        direct_rows=300,
        most_rows=2**20 - 1,  # and the header row
    ),
    "csv": FileFormat("CSV", "text/csv; charset=utf-8", write_csv, direct_rows=350),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A list that one reader exports: its page, its headers, and its rows in their order.

    The primary keys of `found` are read first, in their order, by one statement. The rows follow
    in chunks from `rows`, what the reader may see, each chunk by statements of its own: memory
    stays flat in any order, no transaction is open in between, and a row that was deleted or
    hidden meanwhile is left out.
    """

    name: str  # in addresses, and in portal.pages.export_lists
    file_name: str  # without day and ending
    title: str
    page_url: str  # with its filters
    query: str  # which rows, as in a URL: "?cari=a"
    headers: Sequence[str]
    found: QuerySet
    rows: QuerySet
    get_cells: Callable[[Any], list[object]]
    chunk: int = CHUNK
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
        for chunk in batched(keys, self.chunk):
            rows = self.rows.order_by().in_bulk(chunk)
            yield from (self.get_cells(rows[key]) for key in chunk if key in rows)
            done += len(chunk)
            report(done)
            # Rows refer to their prefetched rows and back: without this, megabytes of them wait for
            # the next full collection. It is cheap where what was loaded before is frozen.
            del rows
            gc.collect()


def answer_export(request: HttpRequest, export: Export, file_format: str) -> HttpResponse:
    """Answer with the file, recording it where that has to be; for a larger one offer a job."""
    direct_rows = FORMATS[file_format].direct_rows
    keys = export.read_keys(most=direct_rows + 1)
    if len(keys) > direct_rows:
        return offer_export(request, export, file_format)
    if export.record is not None:
        export.record(file_format, request.user)
    rows = export.read_cells(keys)
    return build_file_response(file_format, export.file_name, export.headers, rows)


def offer_export(
    request: HttpRequest,
    export: Export,
    file_format: str,
    *,
    refusal: object = "",
    status: int = TOO_LARGE,
) -> HttpResponse:
    """Say that a file of this size is prepared in the background, with a button to ask for it."""
    chosen = FORMATS[file_format]
    context = {
        "export": export,
        "file_format": file_format,
        "format_label": chosen.label,
        "direct_rows": chosen.direct_rows,
        "refusal": refusal,
    }
    return render(request, "layout/export_offer.html", context, status=status)


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
