"""Downloads: kept files as answers, each with the headers that keep it harmless and private."""

import logging

from django.core.files import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from files.scans.scan import KINDS

logger = logging.getLogger(__name__)

# A PDF can carry scripts and links of its own; nothing that a file asks for is given.
SANDBOX_CSP = "default-src 'none'; sandbox"
# A picture never changes under its address; a page drawn anew gets another.
PICTURE_CACHE = "private, max-age=86400, immutable"
# What may be replaced or taken away under its address.
PHOTO_CACHE = "private, max-age=3600"
NO_CACHE = "private, no-store"


class FileGone(Http404, OSError):
    """A kept file is not on the disk: a page that is not there, unless the view knows better."""


def hand_out_pdf(
    request: HttpRequest, file: FieldFile, *, name: str, sha256: str
) -> HttpResponseBase:
    """Return a kept PDF to be shown, or 304 to a browser that has it; raises FileGone."""
    etag = f'"{sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    return FileResponse(
        _opened(file),
        content_type="application/pdf",
        filename=name,
        headers={
            "ETag": etag,
            "Content-Security-Policy": SANDBOX_CSP,
            # A PDF is compressed inside; packing it again would also weaken the ETag.
            "Content-Encoding": "identity",
            "Cache-Control": "private, no-cache",
        },
    )


def hand_out_picture(
    file: FieldFile,
    *,
    content_type: str = "image/webp",
    cache: str = PICTURE_CACHE,
    name: str = "",
) -> HttpResponseBase:
    """Return a kept picture to be shown; `cache` is its Cache-Control. Raises FileGone."""
    return FileResponse(
        _opened(file),
        content_type=content_type,
        filename=name,
        headers={
            "Content-Security-Policy": SANDBOX_CSP,
            # A picture is compressed inside.
            "Content-Encoding": "identity",
            "Cache-Control": cache,
        },
    )


def hand_out_made(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Return what was made for this answer alone, to be saved and kept by nobody on the way."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": NO_CACHE,
        },
    )


def hand_out_zip(file: FieldFile, *, name: str) -> HttpResponseBase:
    """Return a kept ZIP to be saved; raises FileGone."""
    return FileResponse(
        _opened(file),
        as_attachment=True,
        filename=name,
        content_type="application/zip",
        headers={"Content-Encoding": "identity", "Cache-Control": NO_CACHE},
    )


def hand_out_scan(file: FieldFile, *, name: str, extension: str) -> HttpResponseBase:
    """Return a scan as it came, to be saved and never shown by the browser itself.

    Raises FileGone.
    """
    _start, _end, content_type = KINDS.get(extension, KINDS["pdf"])
    return FileResponse(
        _opened(file),
        as_attachment=True,
        filename=f"{name}.{extension}",
        content_type=content_type,
        headers={
            "Content-Security-Policy": SANDBOX_CSP,
            "Content-Encoding": "identity",
            "Cache-Control": NO_CACHE,
        },
    )


def _opened(file: FieldFile) -> File:
    try:
        return file.open("rb")
    except OSError:
        logger.exception("The file %s is recorded, but cannot be read", file.name)
        sentence = _("This file cannot be read now. Please tell whoever runs this portal.")
        raise FileGone(sentence) from None
