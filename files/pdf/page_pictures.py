"""Page pictures: the pages of a PDF as small WebP images, shown beside the text.

For the background worker only: a web worker must not load PDFium and Pillow (memory).
"""

import threading
from io import BytesIO

import pypdfium2
from PIL import Image

from files.images import PagePicture

# Pixels across: enough to read the text of a page on a desktop screen.
WIDTH = 720
# For phones, whose screens have three device pixels to a CSS pixel.
READING_WIDTH = 1080
# Levels of grey: black text on white needs few, and fewer make a smaller file.
GREYS = 6
# For a page with a coloured coat of arms.
COLOURS = 48
# PDFium may not be called by two threads at once.
_LOCK = threading.Lock()


def draw_pages(pdf: bytes, *, is_coloured: bool = False, width: int = WIDTH) -> list[PagePicture]:
    """Return a picture of each page of one of our PDFs, in page order, `width` pixels across."""
    with _LOCK, pypdfium2.PdfDocument(pdf) as document:
        return [_draw_page(page, is_coloured, width) for page in document]


def _draw_page(page: pypdfium2.PdfPage, is_coloured: bool, width: int) -> PagePicture:
    drawn = page.render(scale=width / page.get_width(), grayscale=not is_coloured).to_pil()
    picture = _reduce_colours(drawn) if is_coloured else _reduce_greys(drawn)
    out = BytesIO()
    picture.save(out, "WEBP", lossless=True, quality=100, method=4)
    return PagePicture(out.getvalue(), picture.width, picture.height)


def _reduce_greys(picture: Image.Image) -> Image.Image:
    step = 255 / (GREYS - 1)
    return picture.convert("L").point([round(round(grey / step) * step) for grey in range(256)])


def _reduce_colours(picture: Image.Image) -> Image.Image:
    return picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
