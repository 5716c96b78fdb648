"""HTML to PDF: WeasyPrint renders PDF/A-3a and PDF/UA-1, with the same bytes for the same input.

Only `render_pdf` calls the renderer (ADR 3). What WeasyPrint has no option for is added
afterwards (files.pdf.finishing, ADR 13).
"""

import functools
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from files.pdf.finishing import finish_pdf
from files.pdf.page_code_drawing import PageCodeText

SCHEME = "static:"
PICTURE_SCHEME = "picture:"
VARIANT = "pdf/a-3a"
FONTS = (
    "fonts/Arimo-Regular.ttf",
    "fonts/Arimo-Bold.ttf",
    "fonts/Arimo-Italic.ttf",
    "fonts/Arimo-BoldItalic.ttf",
)
FONT_SHEET = "css/pdf/fonts.css"
UNPRINTABLE = "\N{WHITE SQUARE}"

# Format characters are not printed: joiners and variation selectors only change a neighbour's
# glyph, and bidirectional controls could show a line in another order than it is stored.
_FORMAT_CHARACTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]"
)


class RenderError(Exception):
    """The HTML refers to a file that may not or cannot be read, so it is not rendered."""


@dataclass(frozen=True, kw_only=True)
class AttachedFile:
    """A file embedded in the PDF; `relationship` is its AFRelationship, such as Source or Data."""

    name: str
    content: bytes
    description: str
    relationship: str = "Source"


class AllowlistFetcher(URLFetcher):
    """URL fetcher for "static:<name>" (a static file) and "picture:<name>" (given by the caller).

    Every other URL is refused: WeasyPrint's own fetcher would open file:// and http:// URLs, and so
    copy a file of the server into a document.
    """

    def __init__(self) -> None:
        schemes = (SCHEME.rstrip(":"), PICTURE_SCHEME.rstrip(":"))
        super().__init__(allowed_protocols=schemes, fail_on_errors=True)
        self.pictures: Mapping[str, bytes] = {}
        self.refusals: list[RenderError] = []

    def start_print(self, pictures: Mapping[str, bytes]) -> None:
        """Replace the pictures and clear the refusals of the previous print."""
        self.pictures = pictures
        self.refusals.clear()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the file behind a URL; raises RenderError for one that is not allowed."""
        try:
            return URLFetcherResponse(url, self._read(url))
        except RenderError as refusal:
            # For a picture inside an SVG, WeasyPrint would ignore the exception.
            self.refusals.append(refusal)
            raise

    def _read(self, url: str) -> bytes:
        if url.startswith(SCHEME):
            return find_static_file(url.removeprefix(SCHEME)).read_bytes()
        if url.startswith(PICTURE_SCHEME):
            name = url.removeprefix(PICTURE_SCHEME)
            if name in self.pictures:
                return self.pictures[name]
        raise RenderError(f"a document may not open {url[:80]}")


class _Renderer:
    """What rendering needs once per process: fonts, parsed style sheets, printable characters."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.fetcher = AllowlistFetcher()
        self.fonts = FontConfiguration()
        self.sheets: dict[str, CSS] = {}
        self.unprintable = _compile_unprintable()

    def get_sheet(self, name: str) -> CSS:
        """Return a parsed style sheet from the static folders."""
        if name not in self.sheets:
            self.sheets[name] = CSS(
                string=find_static_file(name).read_text(),
                base_url=SCHEME,
                url_fetcher=self.fetcher,
                font_config=self.fonts,
            )
        return self.sheets[name]


def render_pdf(
    html: str,
    *,
    stylesheets: Sequence[str],
    created: datetime,
    attachments: Sequence[AttachedFile] = (),
    pictures: Mapping[str, bytes] | None = None,
    page_code_text: PageCodeText | None = None,
) -> bytes:
    """Return the PDF of an HTML page; raises RenderError when it refers to a file not allowed.

    Files are referred to as "static:<name>", or "picture:<name>" for one of `pictures`. The bytes
    depend on the arguments and the installed versions alone: `created` (aware) becomes every date
    in the file. `page_code_text` gives the text of each page's QR code from page number and number
    of pages; without it there is no code. Characters that our fonts lack are printed as a white
    square, since a fallback font would differ from one machine to the next.
    """
    return finish_pdf(
        _render_html(html, stylesheets, created, attachments, pictures or {}),
        page_code_text=page_code_text,
    )


def _render_html(
    html: str,
    stylesheets: Sequence[str],
    created: datetime,
    attachments: Sequence[AttachedFile],
    pictures: Mapping[str, bytes],
) -> bytes:
    """Return WeasyPrint's PDF of an HTML page."""
    renderer = _get_renderer()
    moment = created.astimezone(UTC).replace(microsecond=0)
    # Pango's font map is not safe to share between threads that lay out at once.
    with renderer.lock:
        renderer.fetcher.start_print(pictures)
        try:
            document = HTML(
                string=replace_unprintable(html), base_url=SCHEME, url_fetcher=renderer.fetcher
            ).render(
                font_config=renderer.fonts,
                stylesheets=[renderer.get_sheet(name) for name in (FONT_SHEET, *stylesheets)],
                pdf_variant=VARIANT,
            )
            document.metadata.created = document.metadata.modified = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
            pdf: bytes = document.write_pdf(
                pdf_variant=VARIANT,
                attachments=[_build_attachment(file, moment) for file in attachments],
            )
        except FatalURLFetchingError as error:
            raise RenderError(str(error.__cause__ or error)) from error
        if renderer.fetcher.refusals:
            raise renderer.fetcher.refusals[0]
    return pdf


def replace_unprintable(text: str) -> str:
    """Return a text without format characters, each one our fonts lack as a white square."""
    text = unicodedata.normalize("NFC", _FORMAT_CHARACTERS.sub("", text))
    return _get_renderer().unprintable.sub(UNPRINTABLE, text)


def find_static_file(name: str) -> Path:
    """Return the path of a static file; raises RenderError when there is none."""
    try:
        found = finders.find(name)
    except SuspiciousFileOperation:
        found = None
    if not isinstance(found, str) or not Path(found).is_file():
        raise RenderError(f"there is no static file {name[:80]}")
    return Path(found)


@functools.cache
def _get_renderer() -> _Renderer:
    return _Renderer()


def _build_attachment(file: AttachedFile, moment: datetime) -> Attachment:
    return Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=moment,
        modified=moment,
        relationship=file.relationship,
    )


def _compile_unprintable() -> re.Pattern[str]:
    """Return a pattern for the characters that not all of our fonts can draw."""
    known = set.intersection(*(set(TTFont(find_static_file(font)).getBestCmap()) for font in FONTS))
    characters = "".join(re.escape(chr(code)) for code in sorted(known))
    return re.compile(f"[^\t\n{characters}]")
