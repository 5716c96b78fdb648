"""The pages of a PDF as small pictures, to be looked at beside the text.

For the background worker: a web worker never imports this, nor what it imports.
"""

import threading
from io import BytesIO

import pypdfium2
from PIL import Image

from files.images import PagePicture

# Points across: enough to read the text of a page on a desk's screen.
WIDTH = 720
# On a phone the page is as wide as the hand, and drawn out to be read: three points a pixel.
READING_WIDTH = 1080
# Black text on white needs few greys, and fewer greys are fewer bytes.
GREYS = 6
# With a city's arms on it.
COLOURS = 48
# PDFium may not be called by two threads at once.
_LOCK = threading.Lock()


def pages_of(pdf: bytes, *, is_coloured: bool = False, width: int = WIDTH) -> list[PagePicture]:
    """Return a picture of each page of a PDF of ours, in their order, `width` points across."""
    with _LOCK, pypdfium2.PdfDocument(pdf) as document:
        return [_picture(page, is_coloured, width) for page in document]


def _picture(page: pypdfium2.PdfPage, is_coloured: bool, width: int) -> PagePicture:
    drawn = page.render(scale=width / page.get_width(), grayscale=not is_coloured).to_pil()
    picture = _few_colours(drawn) if is_coloured else _few_greys(drawn)
    out = BytesIO()
    picture.save(out, "WEBP", lossless=True, quality=100, method=4)
    return PagePicture(out.getvalue(), picture.width, picture.height)


def _few_greys(picture: Image.Image) -> Image.Image:
    step = 255 / (GREYS - 1)
    return picture.convert("L").point([round(round(grey / step) * step) for grey in range(256)])


def _few_colours(picture: Image.Image) -> Image.Image:
    return picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
