"""Kept files as answers: to one reader, and nothing they ask for."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response

from agreements.scans import KINDS

# A PDF can carry scripts and links of its own; nothing it asks for is given.
PDF_CSP = "default-src 'none'; sandbox"
# A picture never changes under its address; a page drawn anew gets another.
PICTURE_CACHE = "private, max-age=86400, immutable"


def hand_out_pdf(
    request: HttpRequest, file: FieldFile, *, name: str, sha256: str
) -> HttpResponseBase:
    """Return a kept PDF to be shown, or 304 to a browser that has it; raises OSError when gone."""
    etag = f'"{sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    return FileResponse(
        file.open("rb"),
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
    """Return a drawn page, a WebP that never changes under its address; OSError when it is gone."""
    return FileResponse(
        file.open("rb"), content_type="image/webp", headers={"Cache-Control": PICTURE_CACHE}
    )


def hand_out_zip(file: FieldFile, *, name: str) -> HttpResponseBase:
    """Return a kept ZIP to be saved; raises OSError when its file is gone."""
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/zip",
        headers={"Content-Encoding": "identity", "Cache-Control": "private, no-store"},
    )


def hand_out_scan(file: FieldFile, *, name: str, extension: str) -> HttpResponseBase:
    """Return a scan as it came, to be saved and never shown by the browser itself.

    Raises OSError when its file is gone.
    """
    _start, _end, content_type = KINDS.get(extension, KINDS["pdf"])
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=f"{name}.{extension}",
        content_type=content_type,
        headers={
            "Content-Security-Policy": PDF_CSP,
            "Content-Encoding": "identity",
            "Cache-Control": "private, no-store",
        },
    )
