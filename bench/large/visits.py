"""One visit of a page: CPU of this process and of the database, bytes, a limit for statements."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from bench.walk import read_response

# Longer than any limit, so that one page cannot stop the run.
STATEMENT_SECONDS = 2.0
_STEPS = 20_000  # of SQLite's virtual machine, between two looks at the clock


@dataclass(frozen=True, slots=True)
class Cost:
    """What a visit took: all CPU, that of the database, bytes on the wire; or that it failed."""

    cpu_ms: float
    database_ms: float
    transferred: int
    status: int

    @property
    def is_answered(self) -> bool:
        """Whether there was an answer, not an error or a statement that took too long."""
        return self.status < 500

    def take_lower(self, other: "Cost") -> "Cost":
        """Return the lower times of two visits of a page."""
        return Cost(
            min(self.cpu_ms, other.cpu_ms),
            min(self.database_ms, other.database_ms),
            self.transferred,
            max(self.status, other.status),
        )


class VisitMeter:
    """Measures visits in the present database of `connection`."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self._statement_ms = 0.0
        self._ends_at = 0.0
        self._is_postgresql = connection.vendor == "postgresql"
        if self._is_postgresql:
            with connection.cursor() as cursor:
                cursor.execute(f"SET statement_timeout = {STATEMENT_SECONDS * 1000:.0f}")
                cursor.execute("SELECT pg_backend_pid()")
                self._backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
        else:
            connection.connection.set_progress_handler(self._is_over, _STEPS)

    def _is_over(self) -> bool:
        return bool(self._ends_at) and time.monotonic() > self._ends_at

    def _read_backend_ms(self) -> float:
        """Return the CPU milliseconds of the database's process; on SQLite that of statements."""
        if not self._is_postgresql:
            return self._statement_ms
        return int(self._backend.read_text().split()[0]) / 1e6

    def _measure_statement(
        self, execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        self._ends_at = time.monotonic() + STATEMENT_SECONDS
        begin = time.process_time()
        try:
            return execute(sql, params, many, context)
        finally:
            self._ends_at = 0.0
            self._statement_ms += (time.process_time() - begin) * 1000

    def visit(self, client: Client, path: str) -> tuple[Cost, str]:
        """Open a page; return what it cost and its text."""
        with self._watch_statements():
            begin, backend = time.process_time(), self._read_backend_ms()
            response = client.get(path)
            transferred, text = read_response(response)
            database_ms = self._read_backend_ms() - backend
            cpu_ms = (time.process_time() - begin) * 1000
        if self._is_postgresql:
            cpu_ms += database_ms
        return Cost(cpu_ms, database_ms, transferred, response.status_code), text

    @contextmanager
    def _watch_statements(self) -> Iterator[None]:
        if self._is_postgresql:
            yield
            return
        with connection.execute_wrapper(self._measure_statement):
            yield
