"""Reads QR codes the way they come back from a city office: printed, skewed, scanned at 150 dpi."""

from collections.abc import Iterable

import zxingcpp
from PIL import Image, ImageFilter

from tests.tools.pdfread import page_images


def worn(page: Image.Image) -> Image.Image:
    """Returns the page as a hurried scan: turned by two degrees, blurred, grainy and grey."""
    scan = page.convert("L").rotate(2, expand=True, fillcolor=255)
    scan = scan.filter(ImageFilter.GaussianBlur(0.8))
    grain = Image.effect_noise(scan.size, 40)
    return Image.blend(scan, grain, 0.2)


def read(pages: Iterable[Image.Image]) -> list[str]:
    """Returns the text of every QR code on the pages, each once, in reading order."""
    codes = [
        code.text
        for page in pages
        for code in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    ]
    return list(dict.fromkeys(codes))


def read_scan(pdf: bytes, *, dpi: int = 150) -> list[str]:
    """Returns what the QR codes of a printed and scanned file say."""
    return read(worn(page) for page in page_images(pdf, dpi=dpi))
