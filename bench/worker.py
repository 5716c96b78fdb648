"""python -m bench.worker RENDERS: a document worker that makes finals, and what memory it holds.

It prints one line of JSON: the megabytes after the first render, after half and after all.
"""

import gc
import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

import agreements.tasks.printing  # noqa: E402, F401 - all that a worker carries along
from agreements.pdfs import final_pdf  # noqa: E402
from agreements.sealing.seal import seal_pdf  # noqa: E402
from bench.finals import frozen_content  # noqa: E402
from bench.process import resident_mb  # noqa: E402
from core.canonical import content_hash  # noqa: E402
from tests.agreements.closings import closing  # noqa: E402


def memory_of_finals(count: int) -> list[float]:
    """Make sealed finals one after the other, each of a text of its own."""
    content, held = frozen_content(), []
    for number in range(1, count + 1):
        said = {**content, "subject": f"{content['subject']} {number}"}
        seal_pdf(final_pdf(said, content_hash(said), closing(said)), leaves_room=False)
        if number in (1, count // 2, count):
            gc.collect()
            held.append(resident_mb())
    return held


if __name__ == "__main__":
    print(json.dumps(memory_of_finals(int(sys.argv[1]))))
