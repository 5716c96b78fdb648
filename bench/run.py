"""The order of the measurements, and the verdict."""

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

from bench import desks, finals, outbox, pages, papers, prints, signing, walk, workers
from bench.figure import Figure, table, write
from bench.settings import RESULTS
from bench.stage import set_stage, visitors


def run(only: set[str], *, begun: float) -> int:
    """Measure everything, or only some parts; return 1 when a limit is exceeded."""
    logging.disable(logging.CRITICAL)
    set_stage()
    browsers = visitors()
    # What start-up left is not looked through again during a measurement.
    gc.collect()
    gc.freeze()
    parts: dict[str, Callable[[], Iterable[Figure]]] = {
        "page": lambda: pages.page_against_floor(browsers),
        "print": prints.record_against_renderer,
        "prints": prints.record_growth,
        "papers": papers.papers_of_a_crowd,
        "final": finals.final_against_renderer,
        "outbox": outbox.outbox,
        "growth": lambda: pages.growth(browsers),
        "walk": lambda: walk.every_page(browsers),
        "desks": lambda: desks.at_the_desks(browsers),
        "phone": lambda: desks.on_a_phone(browsers),
        "signing": lambda: signing.on_a_phone(browsers),
        "verification": lambda: signing.of_a_known_file(browsers),
        # Last, for these write what stays: other processes see nothing else.
        "web": lambda: workers.web_worker(browsers),
        "workers": workers.document_workers,
    }
    if unknown := only - parts.keys():
        print(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(parts)}.")
        return 2
    wanted = [name for name in parts if not only or name in only]
    figures: list[Figure] = []
    took: dict[str, dict[str, float]] = {}
    for name in wanted:
        begin, worked = time.monotonic(), _cpu_seconds()
        figures += parts[name]()
        took[name] = {
            "seconds": round(time.monotonic() - begin, 1),
            "cpu_seconds": round(_cpu_seconds() - worked, 1),
        }
        print(f"{name}: {took[name]['seconds']:.0f} s", file=sys.stderr, flush=True)
    seconds = time.monotonic() - begun
    print(table(figures))
    path = RESULTS / "result.json"
    write(
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


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of those it started that have ended."""
    return sum(os.times()[:4])
