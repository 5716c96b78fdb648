"""Rendering the berita acara, compared with WeasyPrint alone, and its growth with signatories."""

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


def measure_record() -> Iterator[Figure]:
    """Yield the CPU time from database to PDF, relative to WeasyPrint alone, both warm."""
    content = build_record_content()
    alone = prepare_bare_renderer(lambda: render_agreement_pdf(content, hash_content(content)))
    sizes = {"bytes": len(render_record_pdf()), "bytes_alone": len(alone())}
    found = measure_ratio(lambda: measure_rounds(render_record_pdf, alone, rounds=3), PRINT_RATIO)
    yield Figure(
        name="berita acara, database to PDF",
        value=found.value,
        unit="x WeasyPrint",
        limit=PRINT_RATIO,
        note=f"{found.ms:.0f} ms against {found.floor_ms:.0f} ms of CPU",
        details=sizes,
    )


def build_record_content() -> dict[str, Any]:
    """Return the content of the example's berita acara from the database."""
    document = Document.objects.select_related("letterhead", "meeting").get(reference=RECORD)
    return build_content(document, recorded_at=timezone.now())


def render_record_pdf() -> bytes:
    """Render the berita acara from the database: content, hash, HTML, PDF with attachment."""
    content = build_record_content()
    return render_agreement_pdf(content, hash_content(content))


def prepare_bare_renderer(printed: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return a function that renders the HTML of a print by WeasyPrint alone.

    Fonts and style sheets are loaded before. It has no attachment, page codes or PDF/UA
    identification.
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

    def render_bare() -> bytes:
        page = HTML(string=html, base_url=SCHEME, url_fetcher=fetcher)
        return bytes(page.write_pdf(font_config=fonts, stylesheets=sheets, pdf_variant=VARIANT))

    return render_bare


def measure_record_growth() -> Iterator[Figure]:
    """Yield the growth of the rendering time with the number of signatories."""
    content = build_record_content()
    times = {}
    for count in SIGNATORIES:
        signed = repeat_signatories(content, count)
        times[count] = measure_cpu_ms(partial(render_agreement_pdf, signed, None), 1)
    few, *_between, many = SIGNATORIES
    yield Figure(
        name=f"berita acara, {many} signatories",
        value=(times[many] / many) / (times[few] / few),
        unit=f"x time per signatory of {few}",
        note=", ".join(f"{count}: {ms:.0f} ms" for count, ms in times.items()),
    )


def repeat_signatories(content: dict[str, Any], count: int) -> dict[str, Any]:
    """Return the content with this number of parties, signatories and attendance rows."""
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
