"""python -m bench.outbox_alone: measure the outbox on the empty database of BENCH_DATABASE_URL.

Prints a figure a line, as JSON.
"""

import json
import os
from dataclasses import asdict

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from bench.outbox import measure_engine  # noqa: E402

call_command("migrate", verbosity=0)
for figure in measure_engine():
    print(json.dumps(asdict(figure)), flush=True)
