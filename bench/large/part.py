"""The part of the benchmark about the large stage: a process for each database, and one table."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.conf import settings

from bench.figure import Figure
from bench.large.comparison import PageRow, build_record, format_rows
from bench.settings import RESULTS

# -t: in a folder of its own, beside a cluster that somebody runs or an interrupted run left behind.
_CLUSTER = ("pg_virtualenv", "-t", *(
    part
    for option in ("fsync=off", "synchronous_commit=off", "full_page_writes=off",
                   "log_min_messages=panic", "max_wal_size=4GB", "shared_buffers=256MB")
    for part in ("-o", option)
))  # fmt: skip
# Inside the cluster, its URL is put together from what pg_virtualenv sets.
_IN_CLUSTER = (
    'BENCH_DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE" exec "$@"'
)
# Pages that may be over a limit, by database: on a tenth, for the noise of its machine, and on the
# whole.
TENTH_OVER = {"sqlite": 3, "postgresql": 3}
LARGE_OVER = {"sqlite": 0, "postgresql": 0}


def measure_stage(scale: float, name: str, limits: Mapping[str, int]) -> Iterator[Figure]:
    """Measure on both databases, print the table, write it; yield the pages over a limit.

    The databases are built at once and measured one after the other (`bench.large.__main__`).
    """
    begin = time.monotonic()
    files = {vendor: RESULTS / f"{name}-{vendor}.json" for vendor in ("sqlite", "postgresql")}
    running = [_start_measuring(vendor, scale, path) for vendor, path in files.items()]
    codes = [process.wait() for process in running]
    if any(codes):
        raise RuntimeError("the pages could not be measured on every database")
    rows = [_read_row(each) for path in files.values() for each in json.loads(path.read_text())]
    for path in files.values():
        path.unlink()
    print(format_rows(rows))
    _write(RESULTS / f"{name}.json", rows, scale, time.monotonic() - begin)
    for vendor in files:
        these = [row for row in rows if row.database == vendor]
        over = sorted((row for row in these if not row.is_green), key=lambda row: -row.excess)
        yield Figure(
            name=f"pages over a limit on {vendor}, {scale:g} of the large stage",
            value=len(over),
            limit=limits[vendor],
            note=f"of {len(these)}; "
            + (max(over, key=lambda row: row.excess).path if over else ""),
        )


def _start_measuring(vendor: str, scale: float, path: Path) -> subprocess.Popen[bytes]:
    command: Sequence[str] = (sys.executable, "-m", "bench.large", f"{scale:g}", str(path))
    # Files of its own, beside those of the database in the other process.
    environment = {key: value for key, value in os.environ.items() if key != "BENCH_SCRATCH"}
    environment.pop("DATABASE_URL", None)
    if vendor == "postgresql" and not environment.get("BENCH_POSTGRESQL_URL"):
        command = (*_CLUSTER, "sh", "-c", _IN_CLUSTER, "sh", *command)
    elif vendor == "postgresql":
        environment["BENCH_DATABASE_URL"] = environment["BENCH_POSTGRESQL_URL"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)


def _read_row(record: dict) -> PageRow:
    return PageRow(**{**record, "findings": tuple(record["findings"])})


def _write(path: Path, rows: Sequence[PageRow], scale: float, seconds: float) -> None:
    facts = {"version": settings.VERSION, "scale": scale, "seconds": round(seconds)}
    pages = [{**build_record(row), "is_green": row.is_green} for row in rows]
    path.write_text(json.dumps({**facts, "pages": pages}, indent=1, ensure_ascii=False) + "\n")
