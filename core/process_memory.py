"""The memory of a process that makes documents, and how it starts afresh."""

import gc
import os
import sys
from pathlib import Path

from django.db import connections


def read_resident_mb(pid: int | str = "self") -> float:
    """Return the memory that a process holds now, in megabytes of a million bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def has_outgrown(most_mb: float) -> bool:
    """Tell whether this process holds more than so many megabytes, what is unused given up."""
    # A laid out document is a web of boxes that name each other: only the collector frees it.
    gc.collect()
    return read_resident_mb() > most_mb


def restart_process(*arguments: str) -> None:
    """Become a new process of the same program and number; does not return.

    Pango and HarfBuzz keep a third of a megabyte of every document that was laid out, which no
    call gives back: a worker that prints all day would hold a gigabyte. Without `arguments` the
    program gets those that it was started with.
    """
    connections.close_all()
    given = [*arguments] or sys.orig_argv[1:]
    os.execv(sys.executable, [sys.executable, *given])  # noqa: S606 - our own program again
