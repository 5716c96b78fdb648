"""Kept PDF files as answers: to one reader, in the browser's viewer, and nothing they ask for."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response

# A PDF can carry scripts and links of its own; nothing it asks for is given.
PDF_CSP = "default-src 'none'; sandbox"


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
