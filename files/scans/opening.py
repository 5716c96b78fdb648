"""Opens a scan as a list of pages: a PDF has many, a photo has one."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdfium2 import raw

MOST_PAGES = 60
MAX_PIXELS = 60_000_000  # pixels; A4 at 600 dpi has 35 million
LONGEST_DRAWN = 6_000  # pixels; a PDF may claim a page of any size
LEAST_SIDE = 8  # pixels; a smaller picture shows nothing
UNPROTECTED = -1  # PDFium's number for a file without a security handler
POINTS_AN_INCH = 72
PDF = b"%PDF-"
EXIF_ORIENTATION = 0x0112


class UnreadableScan(Exception):
    """The scan cannot be opened; the exception's text is a key of scan.REASONS."""


class ScanPages:
    """The pages of one file, in page order, rendered on demand."""

    def __init__(self, path: Path, *, most_pages: int = MOST_PAGES):
        self._path = path
        self._pdf = _open_pdf(path, most_pages) if is_pdf(path) else None
        if self._pdf is None:
            _check_picture(path)

    def __len__(self) -> int:
        return 1 if self._pdf is None else len(self._pdf)

    def draw(self, number: int, *, dpi: int, is_coloured: bool = False) -> Image.Image:
        """Return a rendered page, `number` from 0; a photo is at most as large as A4 at `dpi`.

        Raises UnreadableScan for a page that cannot be rendered.
        """
        try:
            if self._pdf is None:
                return _draw_picture(self._path, dpi=dpi, is_coloured=is_coloured)
            return _draw_page(self._pdf[number], dpi=dpi, is_coloured=is_coloured)
        except (pypdfium2.PdfiumError, OSError, ValueError, SyntaxError) as error:
            raise UnreadableScan("malformed") from error

    def close(self) -> None:
        """Close the file."""
        if self._pdf is not None:
            self._pdf.close()


@contextmanager
def open_scan(path: Path, *, most_pages: int = MOST_PAGES) -> Iterator[ScanPages]:
    """Open a scan; raises UnreadableScan for a file that is encrypted, too long,
    too large or malformed.
    """
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    sheets = ScanPages(path, most_pages=most_pages)
    try:
        yield sheets
    finally:
        sheets.close()


def is_pdf(path: Path) -> bool:
    """Tell by the first bytes whether a file is a PDF; otherwise it is opened as a picture."""
    with path.open("rb") as file:
        return file.read(len(PDF)) == PDF


def _open_pdf(path: Path, most_pages: int) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        is_locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        raise UnreadableScan("encrypted" if is_locked else "malformed") from error
    if raw.FPDF_GetSecurityHandlerRevision(document) != UNPROTECTED:
        raise UnreadableScan("encrypted")
    if len(document) > most_pages:
        raise UnreadableScan("pages")
    if not len(document):
        raise UnreadableScan("malformed")
    return document


def _check_picture(path: Path) -> None:
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            if min(picture.size) < LEAST_SIDE:
                raise UnreadableScan("malformed")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableScan("points") from error
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError) as error:
        raise UnreadableScan("malformed") from error


def _draw_page(page: pypdfium2.PdfPage, *, dpi: int, is_coloured: bool) -> Image.Image:
    longest = max(page.get_size())
    if not longest > 0:  # also NaN
        raise UnreadableScan("malformed")
    scale = min(dpi / POINTS_AN_INCH, LONGEST_DRAWN / longest)
    drawn: Image.Image = page.render(scale=scale, grayscale=not is_coloured).to_pil()
    return drawn


def _draw_picture(path: Path, *, dpi: int, is_coloured: bool) -> Image.Image:
    """Return a photo at about the size of A4 at `dpi`, rotated as its EXIF data says."""
    size = round(210 / 25.4 * dpi), round(297 / 25.4 * dpi)
    mode = "RGB" if is_coloured else "L"
    with Image.open(path, formats=("JPEG", "PNG")) as picture:
        # A JPEG is decoded at a fraction of its size: a phone's 50 megapixels cost what 12 do.
        picture.draft(mode, (max(size), max(size)))
        drawn = _flatten_on_white(picture).convert(mode)
        drawn.thumbnail((max(size), max(size)))
        return (
            ImageOps.exif_transpose(drawn, in_place=False) if _has_exif_rotation(picture) else drawn
        )


def _flatten_on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("RGBA", "LA", "PA") and "transparency" not in picture.info:
        return picture
    seen = picture.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    paper.alpha_composite(seen)
    return paper


def _has_exif_rotation(picture: Image.Image) -> bool:
    return bool(picture.getexif().get(EXIF_ORIENTATION, 1) != 1)
