"""QR codes as inline SVG, for paper and screen alike."""

import segno
from django.utils.safestring import SafeString, mark_safe


def build_qr_svg(url: str) -> SafeString:
    """Return a URL's QR code as inline SVG, quiet zone included."""
    code = segno.make_qr(url, error="m")
    svg = code.svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass="qr-line", title=f"Kode QR ke {url}"
    )
    # Segno escapes the title, the rest is numbers.
    return mark_safe(svg)  # noqa: S308
