"""Storage backend for files in an S3-compatible object store; settings.STORAGES names it.

Imported only where MEDIA_STORE is set, since boto3 takes some 30 MB of memory. An upload is atomic:
an object exists completely or not at all. See docs/adr/0024-file-store.md.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import IO, Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3File, S3Storage

from files.refusals import StoreUnavailable

logger = logging.getLogger(__name__)

FAILURES = (BotoCoreError, Boto3Error, ClientError, RetriesExceededError)
# A visitor waits for at most two attempts.
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 3, 10, 2
# Bytes of a file in memory; a larger one is copied to a temporary file.
MAX_IN_MEMORY = 1_000_000


@contextmanager
def _report_failures(name: str) -> Iterator[None]:
    """Raise StoreUnavailable instead of an error of the store or of the network."""
    try:
        yield
    except FAILURES as error:
        logger.error("The object store cannot be used (%s): %s", name, error)
        raise StoreUnavailable from error


class StoredObject(S3File):
    """An object that was opened for reading: downloaded completely before the first byte is used.

    So a store that goes away during a download never breaks an answer off in the middle.
    """

    def _get_file(self) -> IO[bytes]:
        with _report_failures(self.name):
            try:
                downloaded: IO[bytes] = super()._get_file()
            except BaseException:
                self.close()  # the half that came
                raise
        return downloaded

    file = property(_get_file, S3File.file.fset)


class ObjectStorage(S3Storage):
    """Private files as objects of one bucket, under the same names as on disk.

    Raises FileNotFoundError for an object that does not exist, and StoreUnavailable for every
    failure of the store.
    """

    def get_default_settings(self) -> dict[str, Any]:
        """Return the options that do not depend on the installation."""
        return {
            **super().get_default_settings(),
            # The bucket's own policy: private.
            "default_acl": None,
            # A name contains a hash or a key of a row: the same name is the same content.
            "file_overwrite": True,
            "max_memory_size": MAX_IN_MEMORY,
            # Threads for parts of one file would cost each web worker more than they gain.
            "transfer_config": TransferConfig(use_threads=False),
        }

    def __init__(self, *, addressing_style: str = "auto", **options: Any) -> None:
        super().__init__(
            client_config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
                signature_version="s3v4",
                # The store checks the SHA-256 of what it receives. Other checksums are newer than
                # many stores that speak S3.
                s3={"addressing_style": addressing_style, "payload_signing_enabled": True},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            **options,
        )
        # One for all threads, of which a web worker has many: each would take 13 MB. The client
        # below it may be shared.
        self._connections = SimpleNamespace()

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        """Raise ValueError: files are private, and views send them after a permission check."""
        raise ValueError("This file is not accessible via a URL.")

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("A stored file is written by save() only.")
        with _report_failures(name):
            try:
                opened = StoredObject(self._normalize_name(name), mode, self)
                opened.open()
            except ClientError as error:
                if _is_missing(error):
                    raise FileNotFoundError(name) from None
                raise
        return opened

    def _save(self, name: str, content: File) -> str:
        with _report_failures(name):
            saved: str = super()._save(name, content)
        return saved

    def delete(self, name: str) -> None:
        """Delete an object; one that does not exist is no error."""
        with _report_failures(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Tell whether the object exists."""
        with _report_failures(name):
            found: bool = super().exists(name)
        return found

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the folders and the objects directly below a path."""
        with _report_failures(path):
            folders, objects = super().listdir(path)
        return folders, objects

    def size(self, name: str) -> int:
        """Return the number of bytes of an object."""
        with _report_failures(name):
            counted: int = super().size(name)
        return counted


def _is_missing(error: ClientError) -> bool:
    status: int = error.response["ResponseMetadata"]["HTTPStatusCode"]
    # A missing bucket is also answered 404 to a HEAD request, but is no missing file.
    return status == 404 and error.response["Error"]["Code"] != "NoSuchBucket"
