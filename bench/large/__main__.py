"""python -m bench.large SCALE: build a stage in the empty database of BENCH_DATABASE_URL."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

from bench.large.build import build_stage  # noqa: E402

build_stage(float(sys.argv[1]))
