"""Piles as they come back from offices: real prints, worn, turned, mixed, photographed."""

from functools import cache
from io import BytesIO

import pikepdf
import segno
from django.core.files.base import ContentFile
from PIL import Image, ImageCms

from files.scans.scan import identify_scan
from tests.support.frozen import berita_acara, content
from tests.support.tools.pdfread import page_images
from tests.support.tools.qr import worn

# Of two documents of which there are prints, and of one that nobody knows.
CODES = ("C22V-0S0W-958F-1", "1AME-MCFN-SBAS-Z")
EXIF_ORIENTATION = 0x0112
UPSIDE_DOWN = 3


@cache
def print_of(code):
    """A short berita acara with this code, as it goes to the printer."""
    said = content("berita-acara-1")
    return berita_acara(
        parties=said["parties"][:4],
        signatories=said["signatories"][:4],
        verification={"code": code, "url": f"http://rembug.example/verifikasi/{code}/"},
        contributions=[],
        follow_ups=[],
        attendance=[],
        basis=[],
        clauses=[],
    )


@cache
def _printed(code):
    return page_images(print_of(code), dpi=150)


def pages_of(code):
    """How many pages its print has."""
    return len(_printed(code))


@cache
def sheet(code, number):
    """A page of it, from 1, as it comes from a hurried scanner at 150 dots an inch."""
    return worn(_printed(code)[number - 1], seed=number)


def turned(page, degrees):
    """A page that was laid wrong: to stand upright it must be turned so far clockwise."""
    return page.rotate(degrees, expand=True)


def faint(page):
    """A page of a printer that is short of toner."""
    return Image.blend(page.convert("L"), Image.new("L", page.size, 255), 0.7)


def empty(size=(1240, 1754)):
    return Image.new("L", size, 247)


def foreign(text="https://contoh.example/antrean/7"):
    """A page with a code of somebody else."""
    code = BytesIO()
    segno.make(text).save(code, kind="png", scale=6)
    page = empty()
    page.paste(Image.open(code), (300, 300))
    return page


def as_pdf(pages):
    out = BytesIO()
    # Copies, since Pillow leaves what was appended on the picture, and these are used again.
    first, *others = [page.copy() for page in pages]
    first.save(out, "PDF", save_all=True, append_images=others, resolution=150)
    return out.getvalue()


def as_photo(page, *, orientation=1):
    """A phone's JPEG, which may say that it is to be turned, with colours of its own."""
    out, exif = BytesIO(), Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    colours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    page.convert("RGB").save(out, "JPEG", quality=75, exif=exif, icc_profile=colours)
    return out.getvalue()


def as_png(page):
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def picture(kind, size=(40, 60)):
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def pdf(pages=1, **options):
    out = BytesIO()
    with pikepdf.new() as document:
        for _number in range(pages):
            document.add_blank_page()
        document.save(out, **({"deterministic_id": True} | options))
    return out.getvalue()


def a_scan(content, name="pindaian.pdf"):
    """A scan as a form hands it to an action."""
    return identify_scan(ContentFile(content, name), field="scan")
