"""Building the large stage in an empty database, and finding the one of an earlier run."""

import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import IntegerField, Max, Model
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from agreements.actions.references import PREFIXES
from agreements.models import Document
from bench.large.documents import build_documents, build_jobs
from bench.large.happened import build_background, build_history
from bench.large.meetings import build_log, build_meetings
from bench.large.plan import Plan
from bench.large.pledges import build_pledges
from bench.large.stakeholders import build_links, build_organisations, build_people, build_regions
from bench.large.writing import (
    Rows,
    load_in_bulk,
    set_sequences,
    update_statistics,
    write_rows,
)
from bench.stage import prepare_database
from core.kept_counts import replace_counts
from core.models import Counter as SerialCounter
from core.search.index import rebuild_index
from meetings.models import Decision, FollowUp, Meeting
from pledges.models import Pledge
from portal.management.commands.compare_counts import recount_everything

# In this order: a table after those that it refers to.
_BUILDERS: tuple[Callable[[Plan], Iterator[Rows]], ...] = (
    build_regions,
    build_organisations,
    build_people,
    build_pledges,
    build_meetings,
    build_log,
    build_documents,
    build_jobs,
    build_links,
    build_history,
    build_background,
)
# What triggers keep up to date; here it is made once, from all rows.
_DERIVED: tuple[Callable[[], object], ...] = (
    rebuild_index,
    lambda: replace_counts(recount_everything()),
)


def add_rows(scale: float, *, keeps_indexes: bool = False) -> dict[str, int]:
    """Add the generated rows to the example's; return how many of each table.

    The database has the example of 2021 (bench.stage.prepare_database).
    """
    plan = Plan(scale, timezone.localdate())
    written: Counter[type[Model]] = Counter()
    with load_in_bulk(keeps_indexes=keeps_indexes):
        for build in _BUILDERS:
            for rows in build(plan):
                written[rows.model] += write_rows(rows)
        set_sequences(written)
        _set_counters()
    for make_anew in _DERIVED:
        make_anew()
    return {model._meta.db_table: number for model, number in written.items()}


def _set_counters() -> None:
    """Let the references of new rows follow the generated ones."""
    series: dict[str, type[Model]] = {
        "KOM": Pledge,
        "RPT": Meeting,
        "KEP": Decision,
        "RTL": FollowUp,
    }
    series |= dict.fromkeys(PREFIXES.values(), Document)
    for prefix, model in series.items():
        begin = len(f"{prefix}-2021-") + 1
        found = (
            model._default_manager.order_by()
            .filter(reference__startswith=f"{prefix}-")
            .values(of_year=Cast(Substr("reference", begin - 5, 4), IntegerField()))
            .annotate(last=Max(Cast(Substr("reference", begin), IntegerField())))
        )
        for row in found:
            SerialCounter.objects.update_or_create(
                series=prefix, year=row["of_year"], defaults={"last": row["last"]}
            )


def compute_key(scale: float) -> str:
    """Return a key that changes with tables, triggers, generators and example."""
    root: Path = settings.BASE_DIR
    patterns = (
        "*/migrations/*.py",
        "*/copies.py",
        "*/counts.py",
        "core/*.py",
        "core/search/*.py",
        "bench/large/*.py",
        "sample/madiun-2021/*",
    )
    digest = hashlib.sha256(f"{scale} {timezone.localdate().year}".encode())
    for path in sorted(path for pattern in patterns for path in root.glob(pattern)):
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def load_example() -> None:
    """Load the example in the empty database of the settings."""
    begin = time.monotonic()
    prepare_database()
    update_statistics()
    print_progress(begin, f"the example is loaded on {connection.vendor}")


def add_stage(scale: float) -> None:
    """Add the stage's rows to the example's, and read the planner's statistics."""
    begin = time.monotonic()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # A half-built stage is thrown away, so nothing needs to survive a power cut.
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA journal_mode = MEMORY")
            cursor.execute("PRAGMA cache_size = -400000")
            cursor.execute("PRAGMA temp_store = MEMORY")
    written = add_rows(scale)
    update_statistics()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")
        connection.close()
    print_progress(begin, f"{sum(written.values()):,} rows are added on {connection.vendor}")


def print_progress(begin: float, what: str) -> None:
    """Print a line about what has been done, and how long it took."""
    print(f"{time.monotonic() - begin:5.0f} s  {what}", file=sys.stderr, flush=True)
