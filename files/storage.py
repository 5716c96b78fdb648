"""Atomic writes: a file is written completely or not at all, before its row is committed."""

import os
import uuid
from pathlib import Path

from django.core.files.storage import Storage


def write_atomically(storage: Storage, name: str, content: bytes) -> None:
    """Write a file atomically: after a crash it is there completely or not at all.

    It is on the disk (fsync) when this returns, and replaces a file of the same name. `storage` is
    a file system storage.
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
        unfinished.unlink(
            missing_ok=True
        )  # do not leave a partial file, least of all on a full disk
        raise
    _sync_folder(path.parent)


def delete_unnamed_files(storage: Storage, folder: str, *, named: set[str]) -> list[str]:
    """Delete the files of a folder that are not in `named`, and return their names.

    The caller holds the lock that every writer of this folder takes.
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
