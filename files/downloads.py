"""Downloads: stored files as HTTP responses, with headers for caching and content security."""

import logging

from django.core.files import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from files.scans.scan import KINDS

logger = logging.getLogger(__name__)

# A PDF can contain scripts and links; the browser loads nothing that it refers to.
SANDBOX_CSP = "default-src 'none'; sandbox"
# For pictures that never change under their URL; a page that is rendered anew has another URL.
PICTURE_CACHE = "private, max-age=86400, immutable"
# For pictures that may be replaced or deleted under their URL.
PHOTO_CACHE = "private, max-age=3600"
NO_CACHE = "private, no-store"


class _StoredFile(FileResponse):
    """A response in blocks of 64 kB: 150 MB take a web worker 0.1 s of CPU, with 4 kB 0.3 s."""

    block_size = 64 * 1024


class MissingFile(Http404, OSError):
    """A stored file does not exist: answered with 404, unless the view handles it.

    A file store that does not answer raises StoreUnavailable, answered with 503.
    """


def serve_pdf(request: HttpRequest, file: FieldFile, *, name: str, sha256: str) -> HttpResponseBase:
    """Return a stored PDF inline, or 304 when the browser has it; raises MissingFile."""
    etag = f'"{sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    return _StoredFile(
        _open_file(file),
        content_type="application/pdf",
        filename=name,
        headers={
            "ETag": etag,
            "Content-Security-Policy": SANDBOX_CSP,
            # A PDF is compressed already; compressing the response would weaken the ETag.
            "Content-Encoding": "identity",
            "Cache-Control": "private, no-cache",
        },
    )


def serve_picture(
    file: FieldFile,
    *,
    content_type: str = "image/webp",
    cache: str = PICTURE_CACHE,
    name: str = "",
) -> HttpResponseBase:
    """Return a stored picture inline; `cache` is its Cache-Control. Raises MissingFile."""
    return _StoredFile(
        _open_file(file),
        content_type=content_type,
        filename=name,
        headers={
            "Content-Security-Policy": SANDBOX_CSP,
            # A picture is compressed already.
            "Content-Encoding": "identity",
            "Cache-Control": cache,
        },
    )


def serve_generated(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Return a file generated for this response, as an attachment that no cache stores."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": NO_CACHE,
        },
    )


def serve_zip(file: FieldFile, *, name: str) -> HttpResponseBase:
    """Return a stored ZIP as an attachment; raises MissingFile."""
    return _StoredFile(
        _open_file(file),
        as_attachment=True,
        filename=name,
        content_type="application/zip",
        headers={"Content-Encoding": "identity", "Cache-Control": NO_CACHE},
    )


def serve_export(file: FieldFile, *, name: str, content_type: str) -> HttpResponseBase:
    """Return an exported list as an attachment that no cache stores; raises MissingFile."""
    return _StoredFile(
        _open_file(file),
        as_attachment=True,
        filename=name,
        content_type=content_type,
        headers={"Content-Encoding": "identity", "Cache-Control": NO_CACHE},
    )


def serve_scan(file: FieldFile, *, name: str, extension: str) -> HttpResponseBase:
    """Return a scan as it was uploaded, as an attachment that the browser does not show.

    Raises MissingFile.
    """
    _start, _end, content_type = KINDS.get(extension, KINDS["pdf"])
    return _StoredFile(
        _open_file(file),
        as_attachment=True,
        filename=f"{name}.{extension}",
        content_type=content_type,
        headers={
            "Content-Security-Policy": SANDBOX_CSP,
            "Content-Encoding": "identity",
            "Cache-Control": NO_CACHE,
        },
    )


def _open_file(file: FieldFile) -> File:
    try:
        return file.open("rb")
    except OSError:
        logger.exception("The file %s is recorded, but cannot be read", file.name)
        sentence = _("This file cannot be read now. Please tell the portal's administrator.")
        raise MissingFile(sentence) from None
