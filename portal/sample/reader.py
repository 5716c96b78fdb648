"""Reader of the CSV files of a sample folder; every error names its file and line."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils.translation import gettext as _

from core.models import SourcedFields

SEPARATOR = "|"


class SampleError(Exception):
    """An error in the files: sentences, one a line, that name the file and the line."""


def validate_address(address: str) -> None:
    """Raise ValidationError unless this is an e-mail address whose domain has a dot."""
    refusal = ValidationError(
        _("“%(value)s” is not an e-mail address like nama@kota.example.") % {"value": address}
    )
    try:
        validate_email(address)
    except ValidationError:
        raise refusal from None
    if "." not in address.rpartition("@")[2]:
        raise refusal


class CsvRow:
    """A row of a CSV file, with typed access to its cells by column name."""

    def __init__(self, file: str, line: int, cells: Mapping[str, str]):
        self.file = file
        self.line = line
        self.cells = cells

    def build_error(self, sentence: str) -> SampleError:
        """Return an exception that names this line."""
        return SampleError(
            _("%(file)s, line %(line)s: %(sentence)s")
            % {"file": self.file, "line": self.line, "sentence": sentence}
        )

    def get_text(self, column: str) -> str:
        """Return the text of a cell; raises SampleError if the file has no such column."""
        if column not in self.cells:
            raise self.build_error(_("the column “%(column)s” is missing.") % {"column": column})
        return self.cells[column]

    def require_text(self, column: str) -> str:
        """Return the text of a cell; raises SampleError if it is empty."""
        value = self.get_text(column)
        if not value:
            raise self.build_error(_("“%(column)s” is empty.") % {"column": column})
        return value

    def get_texts(self, column: str) -> list[str]:
        """Return the values of a cell, separated by SEPARATOR."""
        return [part.strip() for part in self.get_text(column).split(SEPARATOR) if part.strip()]

    def get_bool(self, column: str) -> bool:
        """Return whether a cell says ya; raises SampleError for anything but ya or tidak."""
        return bool(self.get_choice(column, {"ya": "1", "tidak": "", "": ""}))

    def get_choice(self, column: str, known: Mapping[str, str]) -> str:
        """Translate the word in a cell by `known`; raises SampleError for any other word."""
        value = self.get_text(column)
        if value not in known:
            raise self.build_error(
                _("“%(value)s” is not one of the known values of “%(column)s”: %(known)s.")
                % {
                    "value": value,
                    "column": column,
                    "known": ", ".join(key for key in known if key),
                }
            )
        return known[value]

    def _parse[T](self, column: str, parse: Callable[[str], T], like: str) -> T | None:
        value = self.get_text(column)
        if not value:
            return None
        try:
            return parse(value)
        except (ValueError, InvalidOperation):
            raise self.build_error(
                _("“%(value)s” in “%(column)s” is not written like %(like)s.")
                % {"value": value, "column": column, "like": like}
            ) from None

    def get_day(self, column: str) -> date | None:
        """Return a date, or None for an empty cell."""
        return self._parse(column, date.fromisoformat, "2021-11-08")

    def require_day(self, column: str) -> date:
        """Return a date; raises SampleError for an empty cell."""
        self.require_text(column)
        day = self.get_day(column)
        assert day is not None  # noqa: S101 - the cell is not empty
        return day

    def get_time(self, column: str) -> time | None:
        """Return a time of day, or None for an empty cell."""
        return self._parse(column, time.fromisoformat, "09:00")

    def get_integer(self, column: str) -> int | None:
        """Return a whole number, or None for an empty cell."""
        return self._parse(column, int, "18")

    def require_integer(self, column: str) -> int:
        """Return a whole number; raises SampleError for an empty cell."""
        self.require_text(column)
        number = self.get_integer(column)
        assert number is not None  # noqa: S101 - the cell is not empty
        return number

    def get_decimal(self, column: str) -> Decimal | None:
        """Return a decimal number, or None for an empty cell."""
        return self._parse(column, Decimal, "12.5")

    def get_email(self, column: str) -> str:
        """Return an e-mail address with a domain, or an empty text."""
        value = self.get_text(column)
        if value:
            with self.report_refusals():
                validate_address(value)
        return value

    def get_source_fields(self, names: Mapping[str, str] | None = None) -> SourcedFields:
        """Return the source and whether the row is illustrative (contoh).

        With `names` (fields by column) also which fields are illustrative or inferred.
        """
        fields: SourcedFields = {
            "source": self.get_text("sumber"),
            "is_example": self.get_bool("contoh"),
        }
        if names is not None:
            fields["example_fields"] = self._get_marked_fields("kolom_contoh", names)
            fields["inferred_fields"] = self._get_marked_fields("kolom_disimpulkan", names)
        return fields

    def _get_marked_fields(self, column: str, names: Mapping[str, str]) -> list[str]:
        marked = self.get_texts(column) if column in self.cells else []
        return [self._get_field(name, names) for name in marked]

    def _get_field(self, column: str, names: Mapping[str, str]) -> str:
        if column not in names:
            raise self.build_error(
                _("there is no column “%(column)s” to mark.") % {"column": column}
            )
        return names[column]

    @contextmanager
    def report_refusals(self) -> Iterator[None]:
        """Turn whatever an action refuses within the block into a SampleError of this line."""
        try:
            yield
        except ValidationError as refusal:
            raise self.build_error(" ".join(refusal.messages)) from refusal
        except PermissionDenied as refusal:
            raise self.build_error(str(refusal)) from refusal
        except IntegrityError as refusal:
            raise self.build_error(_("this contradicts another line (%s).") % refusal) from refusal


class SampleFolder:
    """A folder of CSV files, each a table that is read on demand.

    A file may be UTF-8 (with or without a byte order mark) or Windows-1252, which contains the
    letters of Latin-1, and separate its cells by comma, semicolon or tab, as spreadsheets do. With
    `is_partial` a missing file is an empty table.
    """

    def __init__(self, path: Path, *, is_partial: bool = False):
        if not path.is_dir():
            raise SampleError(_("There is no folder %(path)s.") % {"path": path})
        self.path = path
        self.is_partial = is_partial

    def read_table(
        self, name: str, *, key: str | None = None, mistakes: list[SampleError] | None = None
    ) -> list[CsvRow]:
        """Return the rows of `name`.csv; the column `key` must be unique, if given.

        With `mistakes`, rows that cannot be used are added to it instead of raising.
        """
        found: list[SampleError] = [] if mistakes is None else mistakes
        rows = self._read_rows(f"{name}.csv", found)
        if key is not None:
            found += _list_repeats(rows, key)
        if mistakes is None and found:
            raise found[0]
        return rows

    def _read_rows(self, file: str, mistakes: list[SampleError]) -> list[CsvRow]:
        rows = []
        try:
            text = _read_text((self.path / file).read_bytes())
            reader = csv.DictReader(
                io.StringIO(text, newline=""), strict=True, delimiter=_find_delimiter(text)
            )
            for cells in reader:
                row = CsvRow(
                    file,
                    reader.line_num,
                    {k.strip(): (v or "").strip() for k, v in cells.items() if k},
                )
                if None in cells or None in cells.values():
                    mistakes.append(
                        row.build_error(_("the number of cells is not that of the header."))
                    )
                else:
                    rows.append(row)
        except FileNotFoundError:
            if not self.is_partial:
                mistakes.append(
                    SampleError(
                        _("The file %(file)s is missing in %(path)s.")
                        % {"file": file, "path": self.path}
                    )
                )
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            mistakes.append(
                SampleError(
                    _("%(file)s cannot be read as CSV (%(error)s).")
                    % {"file": file, "error": error}
                )
            )
        return rows


def _read_text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    if "\0" in text:
        raise csv.Error("NUL")
    return text


def _find_delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _list_repeats(rows: list[CsvRow], key: str) -> list[SampleError]:
    seen: dict[str, int] = {}
    mistakes = []
    for row in rows:
        try:
            value = row.require_text(key)
        except SampleError as mistake:
            mistakes.append(mistake)
            continue
        if value in seen:
            mistakes.append(
                row.build_error(
                    _("“%(value)s” is already in line %(line)s.")
                    % {"value": value, "line": seen[value]}
                )
            )
        seen.setdefault(value, row.line)
    return mistakes
