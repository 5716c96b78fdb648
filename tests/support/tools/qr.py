"""Reads QR codes the way they come back from a city office: printed, skewed, scanned at 150 dpi."""

from collections.abc import Iterable
from random import Random

import zxingcpp
from PIL import Image, ImageFilter

from tests.support.tools.pdfread import page_images

QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def worn(page: Image.Image, *, seed: int = 1) -> Image.Image:
    """Returns the page as a hurried scan: turned by two degrees, blurred and grainy."""
    scan = page.convert("L").rotate(
        2, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    scan = scan.filter(ImageFilter.GaussianBlur(0.8))
    # The same grain every time: a test must not depend on luck.
    grain = Random(seed).randbytes(scan.width * scan.height)
    return Image.blend(scan, Image.frombytes("L", scan.size, grain), 0.15)


def read(pages: Iterable[Image.Image]) -> list[str]:
    """Returns the text of every QR code on the pages, each once, in reading order."""
    codes = [code.text for page in pages for code in zxingcpp.read_barcodes(page, formats=QR_CODES)]
    return list(dict.fromkeys(codes))


def read_scan(pdf: bytes, *, dpi: int = 150) -> list[str]:
    """Returns what the QR codes of a printed and scanned file say."""
    return read(worn(page) for page in page_images(pdf, dpi=dpi))
