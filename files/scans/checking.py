"""Sandbox program that prints "ok" for a scan that can be opened, else the key of the reason."""

import sys
from pathlib import Path

from files.sandbox import limit_process
from files.scans.opening import UnreadableScan, open_scan

SECONDS = 10
DPI = 36  # enough to decode every byte of a photo; a PDF is not rendered


def main(path: Path) -> str:
    """Return "ok" or a key of scan.REASONS."""
    try:
        with open_scan(path) as sheets:
            if len(sheets) == 1:
                sheets.draw(0, dpi=DPI)
    except UnreadableScan as reason:
        return str(reason)
    return "ok"


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    print(main(Path(sys.argv[1])))
