"""Kept files as answers: to one reader, and nothing they ask for."""

import logging

from django.core.files import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from agreements.scans import KINDS

logger = logging.getLogger(__name__)

# A PDF can carry scripts and links of its own; nothing it asks for is given.
PDF_CSP = "default-src 'none'; sandbox"
# A picture never changes under its address; a page drawn anew gets another.
PICTURE_CACHE = "private, max-age=86400, immutable"


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
            "Content-Security-Policy": PDF_CSP,
            # A PDF is compressed inside; packing it again would also weaken the ETag.
            "Content-Encoding": "identity",
            "Cache-Control": "private, no-cache",
        },
    )


def hand_out_picture(file: FieldFile) -> HttpResponseBase:
    """Return a drawn page, a WebP that never changes under its address; raises FileGone."""
    return FileResponse(
        _opened(file), content_type="image/webp", headers={"Cache-Control": PICTURE_CACHE}
    )


def hand_out_zip(file: FieldFile, *, name: str) -> HttpResponseBase:
    """Return a kept ZIP to be saved; raises FileGone."""
    return FileResponse(
        _opened(file),
        as_attachment=True,
        filename=name,
        content_type="application/zip",
        headers={"Content-Encoding": "identity", "Cache-Control": "private, no-store"},
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
            "Content-Security-Policy": PDF_CSP,
            "Content-Encoding": "identity",
            "Cache-Control": "private, no-store",
        },
    )


def _opened(file: FieldFile) -> File:
    try:
        return file.open("rb")
    except OSError:
        logger.exception("The file %s is recorded, but cannot be read", file.name)
        sentence = _("This file cannot be read now. Please tell the secretariat.")
        raise FileGone(sentence) from None
