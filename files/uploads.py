"""A limit on what one request may bring, kept before a byte of it lies anywhere."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers


class TooLarge(UploadedFile):
    """Stands for a file of a request that was too large: its name, and the request's size.

    It is empty. Whoever takes files asks for their size first, and so refuses it in the sentence of
    its own field.
    """


class UploadLimit(FileUploadHandler):
    """Lets the files of a request that is too large run past; its other fields are read.

    The first of settings.FILE_UPLOAD_HANDLERS. The rest of the request is read and thrown away, for
    a browser shows the answer only to whoever let it finish sending.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Compare what the request says of itself with what is taken."""
        self.request_size = content_length
        self.is_too_large = content_length > settings.MOST_UPLOADED

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Keep a file of a request that is too large from those who would store it."""
        super().new_file(*args, **kwargs)
        if self.is_too_large:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on, or forget."""
        return None if self.is_too_large else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return what stands for a file that was let past; None for one that others have."""
        if not self.is_too_large:
            return None
        return TooLarge(
            file=BytesIO(),
            name=self.file_name,
            content_type=self.content_type,
            size=self.request_size,
        )
