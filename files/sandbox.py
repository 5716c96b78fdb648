"""Sandbox: untrusted files are opened in a child process with limited memory and CPU time.

A parser that meets a malformed file may crash, loop or fill the memory; here that ends only the
child, which has no database, no settings and no secrets in its environment. The parent calls
`run_in_sandbox`, the child `limit_process`.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import IO, Any

HERE = Path(__file__).resolve().parent.parent
MEMORY = 1_000_000_000  # bytes of address space; a page of 600 dpi takes a tenth of it
LARGEST_FILE = 500_000_000  # bytes that a child may write into one file


class SandboxFailed(Exception):
    """The child process was killed, or ended without a result."""


def run_in_sandbox(module: str, *arguments: str, seconds: int, stdin: bytes = b"") -> bytes:
    """Run one of our modules in a child process with `stdin`, and return its stdout.

    The child is killed after `seconds`. Raises SandboxFailed when it was killed (by this timeout or
    by its resource limits), and when it failed.
    """
    try:
        done = subprocess.run(
            # -E and -s: without the parent's PYTHON variables and user packages.
            [sys.executable, "-E", "-s", "-m", module, *arguments],
            cwd=HERE,
            env={"LC_ALL": "C.UTF-8"},
            input=stdin,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise SandboxFailed(f"{module} was stopped after {seconds} seconds") from late
    if done.returncode:
        last_line = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise SandboxFailed(f"{module} ended with {done.returncode}: {last_line[:300]}")
    return done.stdout


@contextmanager
def provide_path(upload: IO[bytes]) -> Iterator[Path]:
    """Yield a path at which a child process can read a file.

    A large upload, or a file in a storage on disk, has one already; any other gets a temporary
    copy. Raises StoreUnavailable when an object store does not answer.
    """
    path = _get_path(upload)
    if path is not None:
        yield path
        return
    with NamedTemporaryFile() as copy:
        upload.seek(0)
        copyfileobj(upload, copy)
        copy.flush()
        if hasattr(upload, "storage"):
            upload.close()  # stored, so it can be opened again
        yield Path(copy.name)


def _get_path(upload: IO[bytes]) -> Path | None:
    # Duck typing: children import this module without Django.
    stored: Any = upload
    try:
        if hasattr(upload, "temporary_file_path"):
            return Path(stored.temporary_file_path())
        return Path(stored.path)
    except (AttributeError, NotImplementedError):  # in memory, or in an object store
        return None


def limit_process(*, seconds: int, memory: int = MEMORY) -> None:
    """Set resource limits on the calling process; the first thing that a child does.

    `seconds` is CPU time, `memory` bytes of address space.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
