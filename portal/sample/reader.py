"""Reads the CSV files of a sample folder; every mistake is named with its file and line."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

SEPARATOR = "|"


class SampleError(Exception):
    """A mistake in the files: one sentence that names the file and the line."""


class Row:
    """One line of a file, its cells read by column name."""

    def __init__(self, file: str, line: int, cells: Mapping[str, str]):
        self.file = file
        self.line = line
        self.cells = cells

    def error(self, sentence: str) -> SampleError:
        """Return the mistake as an exception that names this line."""
        return SampleError(
            _("%(file)s, line %(line)s: %(sentence)s")
            % {"file": self.file, "line": self.line, "sentence": sentence}
        )

    def text(self, column: str) -> str:
        """Return a cell; a column that the file lacks is a mistake."""
        if column not in self.cells:
            raise self.error(_("the column “%(column)s” is missing.") % {"column": column})
        return self.cells[column]

    def needed(self, column: str) -> str:
        """Return a cell that must not be empty."""
        value = self.text(column)
        if not value:
            raise self.error(_("“%(column)s” is empty.") % {"column": column})
        return value

    def many(self, column: str) -> list[str]:
        """Return the values of a cell that holds several."""
        return [part.strip() for part in self.text(column).split(SEPARATOR) if part.strip()]

    def yes(self, column: str) -> bool:
        """Return whether a cell says ya; anything but ya and tidak is a mistake."""
        return bool(self.choice(column, {"ya": "1", "tidak": "", "": ""}))

    def choice(self, column: str, known: Mapping[str, str]) -> str:
        """Return what a closed vocabulary means in the code."""
        value = self.text(column)
        if value not in known:
            raise self.error(
                _("“%(value)s” is not one of the known values of “%(column)s”: %(known)s.")
                % {
                    "value": value,
                    "column": column,
                    "known": ", ".join(key for key in known if key),
                }
            )
        return known[value]

    def _parsed[T](self, column: str, parse: Any, like: str) -> T | None:
        value = self.text(column)
        if not value:
            return None
        try:
            return parse(value)  # type: ignore[no-any-return]
        except (ValueError, InvalidOperation):
            raise self.error(
                _("“%(value)s” in “%(column)s” is not written like %(like)s.")
                % {"value": value, "column": column, "like": like}
            ) from None

    def day(self, column: str) -> date | None:
        """Return a day, or None for an empty cell."""
        return self._parsed(column, date.fromisoformat, "2021-11-08")

    def needed_day(self, column: str) -> date:
        """Return a day that must be given."""
        self.needed(column)
        day = self.day(column)
        assert day is not None  # noqa: S101 - the cell is not empty
        return day

    def clock(self, column: str) -> time | None:
        """Return a time of day, or None for an empty cell."""
        return self._parsed(column, time.fromisoformat, "09:00")

    def integer(self, column: str) -> int | None:
        """Return a whole number, or None for an empty cell."""
        return self._parsed(column, int, "18")

    def needed_integer(self, column: str) -> int:
        """Return a whole number that must be given."""
        self.needed(column)
        number = self.integer(column)
        assert number is not None  # noqa: S101 - the cell is not empty
        return number

    def decimal(self, column: str) -> Decimal | None:
        """Return a number, or None for an empty cell."""
        return self._parsed(column, Decimal, "12.5")

    def facts(self, names: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return source and contoh; `names` (column to field) tells which columns may be marked."""
        facts: dict[str, Any] = {"source": self.text("sumber"), "is_example": self.yes("contoh")}
        if names is not None:
            for column, field in (
                ("kolom_contoh", "example_fields"),
                ("kolom_disimpulkan", "inferred_fields"),
            ):
                marked = self.many(column) if column in self.cells else []
                facts[field] = [self._field(name, names) for name in marked]
        return facts

    def _field(self, column: str, names: Mapping[str, str]) -> str:
        if column not in names:
            raise self.error(_("there is no column “%(column)s” to mark.") % {"column": column})
        return names[column]

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Name this line for whatever an action refuses."""
        try:
            yield
        except ValidationError as refusal:
            raise self.error(" ".join(refusal.messages)) from refusal
        except PermissionDenied as refusal:
            raise self.error(str(refusal)) from refusal
        except IntegrityError as refusal:
            raise self.error(_("this contradicts another line (%s).") % refusal) from refusal


class Folder:
    """A sample folder; its tables are read when asked for."""

    def __init__(self, path: Path):
        if not path.is_dir():
            raise SampleError(_("There is no folder %(path)s.") % {"path": path})
        self.path = path

    def table(self, name: str, *, key: str | None = None) -> list[Row]:
        """Return the rows of `name`.csv; with `key`, no two rows may have the same value there."""
        file = f"{name}.csv"
        try:
            with (self.path / file).open(encoding="utf-8-sig", newline="") as handle:
                rows = self._rows(file, csv.DictReader(handle, strict=True))
        except FileNotFoundError:
            raise SampleError(
                _("The file %(file)s is missing in %(path)s.") % {"file": file, "path": self.path}
            ) from None
        except (UnicodeDecodeError, csv.Error) as error:
            raise SampleError(
                _("%(file)s cannot be read as CSV in UTF-8 (%(error)s).")
                % {"file": file, "error": error}
            ) from None
        if key is not None:
            _check_unique(rows, key)
        return rows

    def _rows(self, file: str, reader: "csv.DictReader[str]") -> list[Row]:
        rows = []
        for cells in reader:
            row = Row(file, reader.line_num, {k: (v or "").strip() for k, v in cells.items() if k})
            if None in cells or None in cells.values():
                raise row.error(_("the number of cells is not that of the header."))
            rows.append(row)
        return rows


def _check_unique(rows: list[Row], key: str) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        value = row.needed(key)
        if value in seen:
            raise row.error(
                _("“%(value)s” stands already in line %(line)s.")
                % {"value": value, "line": seen[value]}
            )
        seen[value] = row.line
