"""Says whether a file is a scan that can be opened: prints "ok", or why not (see opening)."""

import sys
from pathlib import Path

from files.sandbox import limit_process
from files.scans.opening import Unreadable, opened

SECONDS = 10
DPI = 36  # enough to have met every byte of a photo; a PDF is not drawn


def main(path: Path) -> str:
    """Return "ok" or the key of a sentence."""
    try:
        with opened(path) as sheets:
            if len(sheets) == 1:
                sheets.draw(0, dpi=DPI)
    except Unreadable as reason:
        return str(reason)
    return "ok"


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    print(main(Path(sys.argv[1])))
