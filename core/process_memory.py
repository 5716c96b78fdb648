"""Memory of a worker process: its resident size, and whether it has grown too large."""

import gc
import os
from pathlib import Path


def read_resident_mb(pid: int | str = "self") -> float:
    """Return the resident memory of a process in megabytes (10^6 bytes)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def exceeds_memory(most_mb: float) -> bool:
    """Tell whether this process uses more than `most_mb` megabytes after garbage collection."""
    if read_resident_mb() < most_mb / 2:
        return False  # e-mails alone: collecting garbage would take longer than sending
    # The layout boxes of a PDF refer to each other: only the garbage collector frees them.
    gc.collect()
    return read_resident_mb() > most_mb
