"""Sandbox program that prints the number of pages of a PDF, else the key of the reason.

The keys are those of files.scans.slides.REASONS.
"""

import sys
from pathlib import Path

from files.sandbox import limit_process
from files.scans.opening import UnreadableScan, open_scan

SECONDS = 10
MOST_PAGES = 300


def main(path: Path) -> str:
    """Return the number of pages as text, or the key of the reason."""
    try:
        with open_scan(path, most_pages=MOST_PAGES) as pages:
            return str(len(pages))
    except UnreadableScan as reason:
        return str(reason)


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    print(main(Path(sys.argv[1])))
