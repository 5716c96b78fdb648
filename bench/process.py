"""Child processes of the benchmark: start, wait and stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

PATIENCE = 60  # seconds


def list_children(pid: int) -> list[int]:
    """Return the ids of the child processes of a process."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def run_process(*command: str, **variables: str) -> Iterator[subprocess.Popen]:
    """Run a Python program on the benchmark's database during the block.

    `variables` are added to its environment.
    """
    environment = {
        **os.environ,
        **variables,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        # As in production: only the workers handle outbox messages.
        "OUTBOX_IMMEDIATE": "0",
    }
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def wait_until(is_so: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Poll a condition; raises RuntimeError when it does not become true in time."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise RuntimeError(f"waited {seconds:.0f} s in vain for {is_so.__name__}")
        time.sleep(0.02)


def find_free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def is_listening(port: int) -> bool:
    """Tell whether a server of this machine listens on a port."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
