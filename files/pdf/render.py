"""HTML to PDF/A-3a and PDF/UA-1, with the same bytes for the same input.

The renderer is kept behind render_pdf, so that another one can take its place: docs/adr/0003.
"""

import functools
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML, Attachment
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from files.pdf.corner_codes import CornerCode, draw_corner_codes
from files.pdf.slimming import slim
from files.pdf.writing import written

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
# sRGB as Little CMS describes it, in a fifth of the bytes of WeasyPrint's own.
PROFILE = "css/pdf/srgb.icc"
UNPRINTABLE = "\N{WHITE SQUARE}"

# Joiners and variation selectors only change how a neighbour looks; controls of direction could
# make a line read otherwise than its letters stand. None of them is printed.
_SILENT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]"
)

# PDF/A wants every property outside its own list described, and PDF/UA's is outside.
_PDFUA_XMP = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"\
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of the PDF/UA standard that the file follows\
</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


class RenderError(Exception):
    """A page names a file that may not or cannot be read, so no PDF is made of it."""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file carried inside the PDF; relationship is one of PDF's, such as Source or Data."""

    name: str
    content: bytes
    description: str
    relationship: str = "Source"


class OwnFetcher(URLFetcher):
    """Serves "static:<name>" out of the static folders and "picture:<name>" as it was handed over.

    Every other address is refused: WeasyPrint's own fetcher would open file:// and http://
    addresses, and so carry a file of the server into a document.
    """

    def __init__(self) -> None:
        schemes = (SCHEME.rstrip(":"), PICTURE_SCHEME.rstrip(":"))
        super().__init__(allowed_protocols=schemes, fail_on_errors=True)
        self.pictures: Mapping[str, bytes] = {}
        self.refusals: list[RenderError] = []

    def begin(self, pictures: Mapping[str, bytes]) -> None:
        """Take the pictures of the next print, and forget what was refused before."""
        self.pictures = pictures
        self.refusals.clear()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the file behind an address; raises RenderError for anything not ours."""
        try:
            return URLFetcherResponse(url, self._content(url))
        except RenderError as refusal:
            # Inside an SVG, WeasyPrint would go on without the picture.
            self.refusals.append(refusal)
            raise

    def _content(self, url: str) -> bytes:
        if url.startswith(SCHEME):
            return static_path(url.removeprefix(SCHEME)).read_bytes()
        if url.startswith(PICTURE_SCHEME):
            name = url.removeprefix(PICTURE_SCHEME)
            if name in self.pictures:
                return self.pictures[name]
        raise RenderError(f"a document may not open {url[:80]}")


class _Metadata(DocumentMetadata):
    """Says PDF/UA-1 beside PDF/A: WeasyPrint writes one of the two."""

    def generate_rdf_metadata(self, *args: Any) -> bytes:
        rdf: bytes = super().generate_rdf_metadata(*args)
        return rdf.replace(b"</rdf:RDF>", _PDFUA_XMP + b"</rdf:RDF>")


class _Press:
    """What is read once per process: fonts, style sheets and the letters that can be printed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.fetcher = OwnFetcher()
        self.fonts = FontConfiguration()
        self.sheets: dict[str, CSS] = {}
        self.profile = static_path(PROFILE).read_bytes()
        self.missing = _missing_letters()

    def sheet(self, name: str) -> CSS:
        """Return a parsed style sheet from the static folders."""
        if name not in self.sheets:
            self.sheets[name] = CSS(
                string=static_path(name).read_text(),
                base_url=SCHEME,
                url_fetcher=self.fetcher,
                font_config=self.fonts,
            )
        return self.sheets[name]


def render_pdf(
    html: str,
    *,
    stylesheets: Sequence[str],
    identity: bytes,
    created: datetime,
    attachments: Sequence[Attached] = (),
    pictures: Mapping[str, bytes] | None = None,
    corner_code: CornerCode | None = None,
) -> bytes:
    """Return the PDF of a page; raises RenderError when it names a file that is not ours.

    Its files are named "static:<name>", or "picture:<name>" for the `pictures` that come with it.
    The bytes depend on the arguments and the installed versions alone: identity becomes the
    file's identifier, created (aware) every date in it. corner_code says what the QR in the corner
    of each page reads, by its number and how many there are; without it there is none. Letters
    that our fonts lack print as a white square, since a fallback font would differ from one
    machine to the next.
    """
    press = _press()
    moment = created.astimezone(UTC).replace(microsecond=0)
    # Pango's font map is not safe to share between threads that lay out at once.
    with press.lock:
        press.fetcher.begin(pictures or {})
        try:
            document = HTML(
                string=printable(html), base_url=SCHEME, url_fetcher=press.fetcher
            ).render(
                font_config=press.fonts,
                stylesheets=[press.sheet(name) for name in (FONT_SHEET, *stylesheets)],
                pdf_variant=VARIANT,
            )
            document.metadata = _Metadata(**vars(document.metadata))
            document.metadata.created = document.metadata.modified = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
            pdf: bytes = document.write_pdf(
                finisher=functools.partial(
                    _finish, profile=press.profile, corner_code=corner_code, identity=identity
                ),
                pdf_variant=VARIANT,
                attachments=[_attachment(file, moment) for file in attachments],
            )
        except FatalURLFetchingError as error:
            raise RenderError(str(error.__cause__ or error)) from error
        if press.fetcher.refusals:
            raise press.fetcher.refusals[0]
    return pdf


def printable(text: str) -> str:
    """Return a text without unseen controls, each letter our fonts lack as a white square."""
    text = unicodedata.normalize("NFC", _SILENT.sub("", text))
    return _press().missing.sub(UNPRINTABLE, text)


def static_path(name: str) -> Path:
    """Return where a static file lies; raises RenderError when there is none."""
    try:
        found = finders.find(name)
    except SuspiciousFileOperation:
        found = None
    if not isinstance(found, str) or not Path(found).is_file():
        raise RenderError(f"there is no static file {name[:80]}")
    return Path(found)


@functools.cache
def _press() -> _Press:
    return _Press()


def _finish(
    document: Any, pdf: Any, *, profile: bytes, corner_code: CornerCode | None, identity: bytes
) -> None:
    """Do to a laid out PDF what WeasyPrint cannot, and have it written by our own hand."""
    for shipped in document.color_profiles.values():
        pdf.objects[int(shipped.pdf_reference.split()[0])].stream = [profile]
    slim(pdf)
    if corner_code is not None:
        draw_corner_codes(pdf, corner_code)
    pdf.write = lambda output, *_options: output.write(written(pdf, identity))


def _attachment(file: Attached, moment: datetime) -> Attachment:
    return Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=moment,
        modified=moment,
        relationship=file.relationship,
    )


def _missing_letters() -> re.Pattern[str]:
    """Return what matches a letter that not all of our faces can draw."""
    known = set.intersection(*(set(TTFont(static_path(font)).getBestCmap()) for font in FONTS))
    letters = "".join(re.escape(chr(code)) for code in sorted(known))
    return re.compile(f"[^\t\n{letters}]")
