"""Keeping a file whole or not at all, before the row that names it is committed."""

import os
import uuid
from pathlib import Path

from django.core.files.storage import Storage


def keep_whole(storage: Storage, name: str, content: bytes) -> None:
    """Write a file under `name` so that a crash leaves all of it or nothing.

    It is on the disk when this returns, and may replace a file of the same name. `storage` keeps
    its files in folders of this machine.
    """
    path = Path(storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(0o640)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)  # a half would keep a full disk full
        raise
    _sync_folder(path.parent)


def sweep_folder(storage: Storage, folder: str, *, named: set[str]) -> list[str]:
    """Delete the files of a folder that no row names, and return their names.

    For a folder whose writers exclude each other, while none of them writes.
    """
    path = Path(storage.path(folder))
    left = [found for found in sorted(path.glob("*")) if f"{folder}/{found.name}" not in named]
    for found in left:
        found.unlink(missing_ok=True)
    return [found.name for found in left]


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut (fsync of the folder, as POSIX asks)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
