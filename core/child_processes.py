"""Child processes of the worker: one for each lane, started again when it ends.

They are forked from a process that has loaded the portal and done no work: they share its memory,
and a new one is there at once when another has grown too large. Pango and HarfBuzz leak a third of
a megabyte for each document, and no call frees it; a worker that prints all day would grow to a
gigabyte.
"""

import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from django.db import connections

logger = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
PAUSE_AFTER_CRASH = 1  # seconds


class ChildProcesses:
    """Runs a function in a child process for each of some names, until a stop signal."""

    def __init__(self, names: Iterable[str], work: Callable[[str], None]) -> None:
        self._waiting = list(names)
        self._work = work
        self._running: dict[int, str] = {}
        self._is_stopping = False

    def run(self) -> None:
        """Start the children, and again those that end; return when all have stopped."""
        for number in STOP_SIGNALS:
            signal.signal(number, lambda *_received: self._stop())
        connections.close_all()  # a child must not use its parent's connection
        gc.freeze()  # what the parent has loaded stays shared: no child's collector writes to it
        while True:
            # A signal waits meanwhile: it reaches every child, or finds that none is started.
            signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
            while self._waiting and not self._is_stopping:
                self._start(self._waiting.pop())
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            if not self._running:
                return
            self._wait_for_one()

    def _start(self, name: str) -> None:
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            self._running[pid] = name
            return
        code = 1
        try:
            self._work(name)
            code = 0
        except BaseException:
            logger.exception("The worker for %s failed", name)
        finally:
            sys.stdout.flush()
            os._exit(code)

    def _wait_for_one(self) -> None:
        """Wait until a child has ended, and note that it is to be started again."""
        pid, status = os.waitpid(-1, 0)
        name = self._running.pop(pid, None)
        if name is None:
            return
        self._waiting.append(name)
        code = os.waitstatus_to_exitcode(status)
        if code and not self._is_stopping:
            logger.error("The worker for %s ended with %s and is started again", name, code)
            time.sleep(PAUSE_AFTER_CRASH)

    def _stop(self) -> None:
        self._is_stopping = True
        for pid in self._running:
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(pid, signal.SIGTERM)
