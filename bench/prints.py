"""The berita acara: the whole way to its bytes against WeasyPrint alone, and how it grows."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from unittest.mock import patch

from django.utils import timezone
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from agreements.content.berita_acara import build_content
from agreements.models import Document
from agreements.pdfs import render_agreement_pdf
from bench.clock import measure_cpu_ms, measure_ratio, measure_rounds
from bench.figure import Figure
from bench.stage import RECORD
from core.canonical import hash_content
from files.pdf.render import FONT_SHEET, SCHEME, VARIANT, AllowlistFetcher, find_static_file

PRINT_RATIO = 1.25
SIGNATORIES = (18, 60, 120)


def record_against_renderer() -> Iterator[Figure]:
    """Measure database to PDF against HTML to PDF, both warm."""
    content = content_now()
    alone = renderer_alone(lambda: render_agreement_pdf(content, hash_content(content)))
    sizes = {"bytes": len(record_pdf()), "bytes_alone": len(alone())}
    found = measure_ratio(lambda: measure_rounds(record_pdf, alone, rounds=5), PRINT_RATIO)
    yield Figure(
        name="berita acara, database to PDF",
        value=found.value,
        unit="x WeasyPrint",
        limit=PRINT_RATIO,
        note=f"{found.ms:.0f} ms against {found.floor_ms:.0f} ms of CPU",
        details=sizes,
    )


def content_now() -> dict[str, Any]:
    """Return the content of the example's berita acara from the database."""
    document = Document.objects.select_related("letterhead", "meeting").get(reference=RECORD)
    return build_content(document, recorded_at=timezone.now())


def record_pdf() -> bytes:
    """Go the whole way: rows, content, hash, HTML, PDF with the content attached."""
    content = content_now()
    return render_agreement_pdf(content, hash_content(content))


def renderer_alone(printed: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return WeasyPrint by itself on the HTML of a print, its fonts and style sheets read before.

    Nothing is attached, and the file is not finished: no page codes, no PDF/UA identification.
    """
    with patch("agreements.pdfs.render_pdf", return_value=b"") as render:
        printed()
    html: str = render.call_args.args[0]
    fetcher, fonts = AllowlistFetcher(), FontConfiguration()
    sheets = [
        CSS(
            string=find_static_file(name).read_text(),
            base_url=SCHEME,
            url_fetcher=fetcher,
            font_config=fonts,
        )
        for name in (FONT_SHEET, *render.call_args.kwargs["stylesheets"])
    ]

    def alone() -> bytes:
        page = HTML(string=html, base_url=SCHEME, url_fetcher=fetcher)
        return bytes(page.write_pdf(font_config=fonts, stylesheets=sheets, pdf_variant=VARIANT))

    return alone


def record_growth() -> Iterator[Figure]:
    """Print with more and more signatories."""
    content = content_now()
    times = {}
    for count in SIGNATORIES:
        signed = with_signatories(content, count)
        times[count] = measure_cpu_ms(partial(render_agreement_pdf, signed, None), 1)
    few, *_between, many = SIGNATORIES
    yield Figure(
        name=f"berita acara, {many} signatories",
        value=(times[many] / many) / (times[few] / few),
        unit=f"x time per signatory of {few}",
        note=", ".join(f"{count}: {ms:.0f} ms" for count, ms in times.items()),
    )


def with_signatories(content: dict[str, Any], count: int) -> dict[str, Any]:
    """Return the content with as many parties, places to sign and attendance rows."""
    return {
        **content,
        **{
            part: [content[part][number % len(content[part])] for number in range(count)]
            for part in ("parties", "attendance")
        },
        "signatories": [
            {**content["signatories"][number % len(content["signatories"])], "order": number + 1}
            for number in range(count)
        ],
    }
