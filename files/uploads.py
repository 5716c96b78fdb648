"""Uploads: the size limit for a whole request, enforced before any file of it is stored; HEIC."""

from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

# HEIC, the format of an iPhone's photos: these bytes follow the first four.
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
HEIC_AT = 4


def is_heic(upload: IO[bytes]) -> bool:
    """Tell by its first bytes whether a photo is HEIC, HEIF or AVIF, which nothing here can open.

    Leaves the upload at its beginning.
    """
    upload.seek(0)
    start = upload.read(HEIC_AT + len(HEIC[0]))
    upload.seek(0)
    return start[HEIC_AT:] in HEIC


class OversizedUpload(UploadedFile):
    """Empty placeholder for a file of a request that was too large.

    Its size is the request's, so that a form field refuses it by its own size limit.
    """


class UploadLimit(FileUploadHandler):
    """Upload handler that discards the files of a request that is too large; other fields are kept.

    The first of settings.FILE_UPLOAD_HANDLERS. The request is read to its end, since a browser
    shows the answer only after it has finished sending.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Compare the request's Content-Length with the limit."""
        self.request_size = content_length
        self.is_too_large = content_length > settings.MOST_UPLOADED

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Stop the handlers that would store a file, when the request is too large."""
        super().new_file(*args, **kwargs)
        if self.is_too_large:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass a chunk on to the next handler, or discard it."""
        return None if self.is_too_large else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return the placeholder of a discarded file; None for one that another handler has."""
        if not self.is_too_large:
            return None
        return OversizedUpload(
            file=BytesIO(),
            name=self.file_name,
            content_type=self.content_type,
            size=self.request_size,
        )
