"""The order of the measurements, and the verdict."""

import gc
import logging
import platform
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
        "growth": lambda: pages.growth(browsers),
        "walk": lambda: walk.every_page(browsers),
        "print": prints.record_against_renderer,
        "desks": lambda: desks.at_the_desks(browsers),
        "phone": lambda: desks.on_a_phone(browsers),
        "prints": prints.record_growth,
        "papers": papers.papers_of_a_crowd,
        "final": finals.final_against_renderer,
        "signing": lambda: signing.on_a_phone(browsers),
        "verification": lambda: signing.of_a_known_file(browsers),
        "outbox": outbox.outbox,
        # Last, for these write what stays: other processes see nothing else.
        "memory": lambda: workers.memory(browsers),
        "workers": workers.two_workers,
    }
    if unknown := only - parts.keys():
        print(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(parts)}.")
        return 2
    figures = [
        figure for name, part in parts.items() if not only or name in only for figure in part()
    ]
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
    )
    over = [figure.name for figure in figures if figure.is_over]
    print(f"\n{seconds:.0f} s; figures in {path.relative_to(settings.BASE_DIR)}")
    if over:
        print(f"Over the limit: {', '.join(over)}")
    return 1 if over else 0
