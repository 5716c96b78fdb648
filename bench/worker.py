"""python -m bench.worker RENDERS: a document worker that makes finals, and what memory it holds.

Like `manage.py run_outbox` it starts afresh when it has outgrown OUTBOX_MOST_MB. It prints one line
of JSON: the most megabytes that it ever held in the first half of its work, and in the second.
"""

import json
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402

import agreements.tasks  # noqa: E402, F401 - all that a worker carries along
from agreements.pdfs import final_pdf  # noqa: E402
from agreements.sealing.seal import seal_pdf  # noqa: E402
from bench.finals import frozen_content  # noqa: E402
from core.canonical import content_hash  # noqa: E402
from core.memory import has_outgrown, start_afresh  # noqa: E402
from tests.agreements.closings import closing  # noqa: E402


def make_finals(count: int, made: int, most: list[float]) -> list[float]:
    """Make the sealed finals that are still missing, each of a text of its own."""
    content = frozen_content()
    for number in range(made + 1, count + 1):
        said = {**content, "subject": f"{content['subject']} {number}"}
        seal_pdf(final_pdf(said, content_hash(said), closing(said)), leaves_room=False)
        half = (number - 1) * 2 // count
        most[half] = max(most[half], _most_mb_ever())
        if has_outgrown(settings.OUTBOX_MOST_MB) and number < count:
            start_afresh("-m", "bench.worker", str(count), str(number), *map(str, most))
    return most


def _most_mb_ever() -> float:
    """Return the most that this process has held, also in the middle of a document."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


if __name__ == "__main__":
    count, *state = sys.argv[1:]
    made, *most = state or ("0", "0", "0")
    print(json.dumps(make_finals(int(count), int(made), [float(each) for each in most])))
