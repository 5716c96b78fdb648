"""Settings of the benchmark: the demo's, with a database and files of its own."""

import os
import shutil
import tempfile
from pathlib import Path

# It changes the environment for every child process: nothing but a benchmark may import it.
if os.environ.get("DJANGO_SETTINGS_MODULE") != "bench.settings":
    raise ImportError("bench.settings belongs to the benchmark's own processes")

_ROOT = Path(__file__).resolve().parent.parent
RESULTS = _ROOT / "var" / "bench"
RESULTS.mkdir(parents=True, exist_ok=True)
# Measured child processes use the database of their parent.
SCRATCH = Path(os.environ.get("BENCH_SCRATCH") or tempfile.mkdtemp(prefix="run-", dir=RESULTS))

# Overrides the environment of the shell.
os.environ.update(
    DEBUG="0",
    DEMO="1",
    SECRET_KEY="only-for-the-benchmark",
    BENCH_SCRATCH=str(SCRATCH),
    DATABASE_URL=os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{SCRATCH / 'bench.sqlite3'}",
    MEDIA_ROOT=str(SCRATCH / "media"),
    SEAL_DIR=str(SCRATCH / "seal"),
    EMAIL_URL=f"filemail:///{SCRATCH / 'mail'}",
    PUBLIC_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="testserver",
    LOG_LEVEL="CRITICAL",
)

from portal.settings import *  # noqa: E402, F403
from portal.settings import CACHES, TEMPLATES  # noqa: E402
from portal.settings import OUTBOX_HANDLERS as PORTAL_HANDLERS  # noqa: E402

ROOT_URLCONF = "bench.urls"
# The process cache never expires, or the number of queries would depend on the minute.
CACHES["process"]["TIMEOUT"] = None  # type: ignore[index]
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], _ROOT / "bench" / "templates"]  # type: ignore[misc]
OUTBOX_HANDLERS = {**PORTAL_HANDLERS, "bench": "bench.outbox.HANDLERS"}


def delete_scratch_files() -> None:
    """Delete the benchmark's database and files."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
