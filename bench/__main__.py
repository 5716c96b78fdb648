"""python -m bench [part …]: run the benchmark, print a table, write var/bench/result.json.

The exit code is 1 when a figure is above its limit.
"""

import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

from bench.run import run  # noqa: E402
from bench.settings import delete_scratch_files  # noqa: E402

try:
    sys.exit(run(set(sys.argv[1:]), begun=time.monotonic()))
finally:
    delete_scratch_files()
