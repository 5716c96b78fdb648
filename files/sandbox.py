"""What strangers send is opened in a process of its own, with little memory and little time.

A parser that meets a spoilt file may crash, loop or fill the memory; here that ends one child,
which has no database, no settings, no secrets in its environment. `run_in_sandbox` is the parent's
side, `limit_process` the child's.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Any

HERE = Path(__file__).resolve().parent.parent
MEMORY = 1_000_000_000  # bytes of address space; a page of 600 dpi takes a tenth of it
LARGEST_FILE = 500_000_000  # bytes that a child may write into one file


class NotFinished(Exception):
    """The child was stopped, or ended without an answer."""


def run_in_sandbox(module: str, *arguments: str, seconds: int, given: bytes = b"") -> bytes:
    """Run a module of ours as a program, `given` its input, and return what it printed.

    It is killed after `seconds`. Raises NotFinished when it was killed, by us or by its own limits,
    and when it failed.
    """
    try:
        done = subprocess.run(
            # Without the paths and variables of the one who started the portal.
            [sys.executable, "-E", "-s", "-m", module, *arguments],
            cwd=HERE,
            env={"LC_ALL": "C.UTF-8"},
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise NotFinished(f"{module} was stopped after {seconds} seconds") from late
    if done.returncode:
        last_line = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise NotFinished(f"{module} ended with {done.returncode}: {last_line[:300]}")
    return done.stdout


@contextmanager
def on_disk(upload: Any) -> Iterator[Path]:
    """Give a file a path for as long as another process needs it.

    A large upload, or a kept file, lies somewhere already; a small one is copied.
    """
    path = _path_of(upload)
    if path is not None:
        yield path
        return
    with NamedTemporaryFile() as copy:
        upload.seek(0)
        copyfileobj(upload, copy)
        copy.flush()
        yield Path(copy.name)


def _path_of(upload: Any) -> Path | None:
    # By what they can do: the children import this module, and know no Django.
    if hasattr(upload, "temporary_file_path"):
        return Path(upload.temporary_file_path())
    return Path(upload.path) if hasattr(upload, "path") else None


def limit_process(*, seconds: int, memory: int = MEMORY) -> None:
    """Limit the process that calls it, for good; a child's first act.

    `seconds` are those of the processor, `memory` bytes of address space.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
