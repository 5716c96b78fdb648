"""How the database reads what a page asks for: the plans of its statements, and what is wrong.

PostgreSQL says how many rows it read. The stage is small enough to be built in seconds, so that
reading a table whole is often the cheaper way there: `enable_seqscan = off` makes the planner take
an index wherever there is one, and what is still read whole has none. SQLite always takes one, and
says SCAN for what it reads whole and TEMP B-TREE for what it sorts.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection

from bench.stage import roll_back

# Tables of some rows each, however large the country.
SMALL = {
    "pilots_focus": "three lines of an action plan",
    "pilots_problem": "a handful of priorities",
    "pilots_programme": "one programme",
    "pilots_survey": "some surveys",
    "pilots_pilot": "one for each kelurahan that tries the programme",
    "agreements_letterhead": "one for each office",
    "agreements_letterheadformula": "seven for each letterhead",
    "core_contentchange": "as many rows as writers at this moment",
    "core_tallychange": "folded into the tallies all the time",
    "django_content_type": "one for each model",
    "stakeholders_user": "accounts of the staff and of representatives",
}
# What a statement may read of the tables of the stage.
MOST_ROWS = 2_000
MOST_ROWS_OF_A_FILTER = 20_000

type Statement = tuple[str, Any]
# The table, and what is done to it.
type Finding = tuple[str, str]


@contextmanager
def captured_statements() -> Iterator[list[Statement]]:
    """What is selected in the block; each text once."""
    found: dict[str, Statement] = {}

    def keep(execute, sql, params, many, context):
        if sql.lstrip("(").startswith(("SELECT", "WITH")):
            found.setdefault(sql, (sql, params))
        return execute(sql, params, many, context)

    statements: list[Statement] = []
    with connection.execute_wrapper(keep):
        yield statements
    statements += found.values()


def find_whole_readings(
    statement: Statement, tables: set[str], most_rows: int = MOST_ROWS
) -> set[Finding]:
    """Which of the tables the statement reads or sorts whole."""
    read = _read_on_postgresql if connection.vendor == "postgresql" else _read_on_sqlite
    large = tables - SMALL.keys()
    return {
        (table, what) for table, what in read(statement, large, most_rows) if table not in SMALL
    }


def count_returned_rows(statement: Statement) -> int:
    """How many rows a statement hands to the page."""
    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS returned", params)
        return int(cursor.fetchone()[0])


def _read_on_postgresql(
    statement: Statement, tables: set[str], most_rows: int
) -> Iterator[Finding]:
    sql = connection.ops.compose_sql(*statement)  # type: ignore[attr-defined]
    try:
        with roll_back(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
            [[answer]] = cursor.fetchall()
    except OperationalError as error:
        yield "a statement", f"was given up: {error}".strip()
        return
    [plan] = json.loads(answer) if isinstance(answer, str) else answer
    for node in _walk(plan["Plan"]):
        table = node.get("Relation Name", "")
        loops = node["Actual Loops"]
        removed = node.get("Rows Removed by Filter", 0)
        rows = (node["Actual Rows"] + removed) * loops
        if node["Node Type"] == "Seq Scan" and table in tables and loops:
            yield table, "is read whole"
        elif table in tables and rows > most_rows:
            yield table, "is read in many rows"


def _walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _walk(below)


_SCAN = re.compile(r"^SCAN (\S+)( USING (COVERING )?INDEX)?")
_NAME = re.compile(r'"(\w+)" (?:AS )?"?(\w+)"?')


def _read_on_sqlite(statement: Statement, tables: set[str], _most_rows: int) -> Iterator[Finding]:
    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        lines = [row[3] for row in cursor.fetchall()]
    # An inner query calls a table U0 or the like.
    names = {alias: table for table, alias in _NAME.findall(sql) if table in tables}
    scanned = []
    for line in lines:
        if match := _SCAN.match(line):
            table = names.get(match[1], match[1])
            if table in tables:
                scanned.append(table)
                if not match[2]:
                    yield table, "is read whole"
    if scanned and any("TEMP B-TREE FOR ORDER BY" in line for line in lines):
        yield scanned[0], "is sorted whole"
