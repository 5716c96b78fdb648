"""python -m bench.large SCALE FILE: measure the pages of a stage, and write them as JSON.

The database is that of BENCH_DATABASE_URL; bench.large.part runs one such process for each. A
readers-writer lock lets both build their databases at once and measure alone: two processes that
share a core's caches make each other's CPU time half as long again.
"""

import fcntl
import gc
import json
import logging
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

from bench.large.comparison import build_record, compare_pages  # noqa: E402
from bench.large.databases import prepare_databases  # noqa: E402
from bench.settings import RESULTS, delete_scratch_files  # noqa: E402

logging.disable(logging.CRITICAL)
try:
    scale = float(sys.argv[1])
    # All of them where the whole country is measured; a few of each kind in every run of CI.
    most_alike = 1000 if scale == 1 else 3
    with (RESULTS / "large.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        databases = prepare_databases(scale)
        fcntl.flock(lock, fcntl.LOCK_EX)
        # As in the other parts: what the start-up made is no garbage to look through.
        gc.collect()
        gc.freeze()
        rows = compare_pages(*databases, most_alike=most_alike)
    Path(sys.argv[2]).write_text(json.dumps([build_record(row) for row in rows]))
finally:
    delete_scratch_files()
