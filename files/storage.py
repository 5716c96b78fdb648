"""Storage backend for files on disk, with atomic writes; settings.STORAGES names it.

The other backend is files.object_store. Code reads and writes files through django.core.files, and
asks for a local path only by files.sandbox.provide_path, since not every backend has one.
"""

import errno
import logging
import os
import uuid
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage

from files.refusals import StoreUnavailable

logger = logging.getLogger(__name__)

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class DiskStorage(FileSystemStorage):
    """Private files on disk; a write is atomic: after a crash the file is whole or not there.

    Names contain a hash or a key of a row, so that a file of the same name is replaced.
    """

    def _save(self, name: str, content: File) -> str:
        """Write a file and sync it to the disk; raises StoreUnavailable when that fails."""
        path = Path(self.path(name))
        unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_synced(unfinished, content)
            unfinished.chmod(self.file_permissions_mode or 0o640)
            unfinished.replace(path)
        except OSError as error:
            # Leave no partial file, least of all on a full disk.
            unfinished.unlink(missing_ok=True)
            logger.error("The file %s cannot be written: %s", name, error)
            raise StoreUnavailable from error
        _sync_folder(path.parent)
        return name


def is_disk_full(error: BaseException | None) -> bool:
    """Tell whether an error, or the cause of a StoreUnavailable, is a full disk or quota."""
    if isinstance(error, StoreUnavailable):
        error = error.__cause__
    return isinstance(error, OSError) and error.errno in DISK_FULL


def delete_unnamed_files(storage: Storage, folder: str, *, named: set[str]) -> list[str]:
    """Delete the files of a folder that are not in `named`, and return their names.

    The caller holds the lock that every writer of this folder takes.
    """
    try:
        _folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was stored in it yet
        return []
    left = [name for name in sorted(files) if f"{folder}/{name}" not in named]
    for name in left:
        storage.delete(f"{folder}/{name}")
    return left


def _write_synced(path: Path, content: File) -> None:
    with path.open("xb") as file:
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut (fsync of the folder, as POSIX asks)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
