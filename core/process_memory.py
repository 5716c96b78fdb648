"""Memory of the worker process: its resident size, and its restart when it grows too large."""

import gc
import os
import sys
from pathlib import Path

from django.db import connections


def read_resident_mb(pid: int | str = "self") -> float:
    """Return the resident memory of a process in megabytes (10^6 bytes)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def exceeds_memory(most_mb: float) -> bool:
    """Tell whether this process uses more than `most_mb` megabytes after garbage collection."""
    # The layout boxes of a PDF refer to each other: only the garbage collector frees them.
    gc.collect()
    return read_resident_mb() > most_mb


def restart_process(*arguments: str) -> None:
    """Replace this process by a new one of the same program, with the same pid; does not return.

    Pango and HarfBuzz leak a third of a megabyte per rendered document, and no call frees it: a
    worker that prints all day would grow to a gigabyte. Without `arguments` the program gets those
    that it was started with.
    """
    connections.close_all()
    command = [*arguments] or sys.orig_argv[1:]
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 - our own program
