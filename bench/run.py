"""Runs the parts of the benchmark in order, and reports the verdict."""

import gc
import logging
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable

import django
import weasyprint
from django.conf import settings

from bench import (
    desks,
    downloads,
    finals,
    outbox,
    pages,
    papers,
    polling,
    prints,
    room,
    signing,
    walk,
    workers,
)
from bench.figure import Figure, format_table, write_json
from bench.large import part
from bench.settings import RESULTS
from bench.stage import make_clients, prepare_database

# Only when named, since they take minutes: in processes of their own, or on databases of their own.
ON_REQUEST = {"downloads", "polling", "tenth", "large"}
NEEDS_NO_EXAMPLE = {"tenth", "large"}


def run(only: set[str], *, begun: float) -> int:
    """Run all parts, or only some; return 1 when a limit is exceeded."""
    logging.disable(logging.CRITICAL)
    browsers = {}
    if not only or only - NEEDS_NO_EXAMPLE:
        prepare_database()
        browsers = make_clients()
    # Objects of the start-up are excluded from garbage collection during measurements.
    gc.collect()
    gc.freeze()
    parts: dict[str, Callable[[], Iterable[Figure]]] = {
        "page": lambda: pages.measure_page(browsers),
        "print": prints.measure_record,
        "prints": prints.measure_record_growth,
        "papers": papers.measure_meeting_prints,
        "final": finals.measure_final,
        "outbox": outbox.measure_outbox,
        "growth": lambda: pages.measure_growth(browsers),
        "walk": lambda: walk.measure_all_pages(browsers),
        "desks": lambda: desks.measure_meeting_desk(browsers),
        "room": lambda: room.measure_room(browsers),
        "phone": lambda: desks.measure_contribution_page(browsers),
        "signing": lambda: signing.measure_signing_page(browsers),
        "verification": lambda: signing.measure_verification(browsers),
        # Last, because these commit their rows: other processes see only committed ones.
        "web": lambda: workers.measure_web_worker(browsers),
        "workers": workers.measure_document_workers,
        "downloads": lambda: downloads.measure_downloads(browsers),
        "polling": polling.measure_polling,
        "tenth": lambda: part.measure_stage(0.1, "tenth", part.TENTH_OVER),
        "large": lambda: part.measure_stage(1, "large", part.LARGE_OVER),
    }
    if unknown := only - parts.keys():
        print(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(parts)}.")
        return 2
    wanted = [name for name in parts if (name in only if only else name not in ON_REQUEST)]
    figures: list[Figure] = []
    took: dict[str, dict[str, float]] = {}
    for name in wanted:
        begin, worked = time.monotonic(), _read_cpu_seconds()
        figures += parts[name]()
        took[name] = {
            "seconds": round(time.monotonic() - begin, 1),
            "cpu_seconds": round(_read_cpu_seconds() - worked, 1),
        }
        print(f"{name}: {took[name]['seconds']:.0f} s", file=sys.stderr, flush=True)
    seconds = time.monotonic() - begun
    print(format_table(figures))
    path = RESULTS / "result.json"
    write_json(
        path,
        figures,
        version=settings.VERSION,
        python=platform.python_version(),
        django=django.get_version(),
        weasyprint=weasyprint.__version__,
        seconds=round(seconds, 1),
        parts=took,
    )
    over = [figure.name for figure in figures if figure.is_over]
    print(f"\n{seconds:.0f} s; figures in {path.relative_to(settings.BASE_DIR)}")
    if over:
        print(f"Over the limit: {', '.join(over)}")
    return 1 if over else 0


def _read_cpu_seconds() -> float:
    """Return the CPU seconds of this process and its finished children."""
    return sum(os.times()[:4])
