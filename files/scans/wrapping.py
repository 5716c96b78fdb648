"""Sandbox program that makes one PDF/A-3b of scanned pages: upright, in order, originals attached.

A photo, and a scanner's page that is one JPEG, is embedded unchanged; any other page is rendered at
200 dpi, since an untrusted PDF may contain anything. The original file is what counts as evidence;
it is attached. The same job gives the same bytes.

Reads a JSON file: {"title", "made_at", "icc", "into", "pages": [{"path", "number", "rotation"}],
"originals": [{"path", "name", "sha256", "type"}]}; page numbers count from 1 in their file.
"""

import importlib.util
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import img2pdf
import pikepdf
from pikepdf import AttachedFileSpec, Dictionary, Name, Pdf
from PIL import Image

from files.sandbox import limit_process
from files.scans.opening import EXIF_ORIENTATION, is_pdf, open_scan

SECONDS = 45
DPI = 200
QUALITY = 88
MM = 72 / 25.4  # points of a page
PAPERS = ((210, 297), (215, 330))  # A4 and F4, in millimetres
# CMYK is not allowed under an RGB output intent.
PLAIN_COLOURS = ("1", "L", "RGB")
# Rotation by EXIF orientation; the other values are mirrored, which no camera writes.
EXIF_ROTATIONS = {1: 0, 3: 180, 6: 90, 8: 270}
# The only operators of a page whose picture can be extracted.
BARE = {"q", "Q", "cm", "Do", "gs"}


def main(job: Mapping[str, Any]) -> None:
    """Write the file that a job asks for."""
    with Pdf.new() as whole:
        for page in job["pages"]:
            _add_page(whole, Path(page["path"]), page["number"], page["rotation"])
        made_at = datetime.fromisoformat(job["made_at"])
        for original in job["originals"]:
            _attach_original(whole, original, made_at)
        _declare_pdfa(whole, job, made_at)
        whole.save(job["into"], min_version="1.7", deterministic_id=True)


def _add_page(whole: Pdf, path: Path, number: int, rotation: int) -> None:
    """Add a page of a file, rotated by `rotation` degrees clockwise."""
    content, own_rotation = _extract_picture(path, number) or (_draw_page(path, number), 0)
    with Pdf.open(BytesIO(_build_page_pdf(content))) as single:
        whole.pages.extend(single.pages)
    whole.pages[-1].obj.Rotate = (own_rotation + rotation) % 360


def _extract_picture(path: Path, number: int) -> tuple[bytes, int] | None:
    """Return a page's only picture unchanged, and its rotation; None when it has to be rendered."""
    if is_pdf(path):
        try:
            found = _extract_jpeg(path, number)
        except (pikepdf.PdfError, AttributeError, TypeError, ValueError):
            return None  # pikepdf is stricter than PDFium, which renders the page
    else:
        content = path.read_bytes()
        with Image.open(BytesIO(content)) as picture:
            rotation = EXIF_ROTATIONS.get(picture.getexif().get(EXIF_ORIENTATION, 1))
        found = None if rotation is None else (content, rotation)
    return found if found and _is_plain(found[0]) else None


def _is_plain(content: bytes) -> bool:
    """Tell whether PDF/A allows a picture unchanged: grey or RGB, opaque, without a profile."""
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
        has_own_colours = picture.format == "PNG" and "icc_profile" in picture.info
        is_opaque = "transparency" not in picture.info
        return picture.mode in PLAIN_COLOURS and is_opaque and not has_own_colours


def _extract_jpeg(path: Path, number: int) -> tuple[bytes, int] | None:
    with Pdf.open(path) as document:
        page = document.pages[number - 1]
        pictures = list(page.get_images().values())
        if len(pictures) != 1 or not _is_bare(page):
            return None
        picture = pictures[0]
        if picture.get("/Filter") not in (Name.DCTDecode, pikepdf.Array([Name.DCTDecode])):
            return None
        if any(key in picture for key in ("/SMask", "/Mask", "/Decode")):
            return None
        return picture.read_raw_bytes(), int(page.obj.get("/Rotate", 0)) % 360


def _is_bare(page: pikepdf.Page) -> bool:
    """Tell whether a page is nothing but one picture, neither rotated nor mirrored."""
    fills = 0
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        if operator not in BARE:
            return False
        if operator == "cm":
            width, skew, slant, height, _x, _y = (float(value) for value in step.operands)
            if skew or slant or width <= 0 or height <= 0:
                return False
        fills += operator == "Do"
    return fills == 1


def _draw_page(path: Path, number: int) -> bytes:
    out = BytesIO()
    with open_scan(path) as sheets:
        sheets.draw(number - 1, dpi=DPI, is_coloured=True).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _build_page_pdf(content: bytes) -> bytes:
    """Return a PDF of one page with this picture, on the paper closest to its proportions."""
    with Image.open(BytesIO(content)) as picture:
        size = picture.size
    wide, high = min(size), max(size)
    paper = min(PAPERS, key=lambda each: abs(each[1] / each[0] - high / wide))
    sides = [side * MM for side in (paper if size[0] <= size[1] else reversed(paper))]
    layout = img2pdf.get_layout_fun(pagesize=tuple(sides), fit=img2pdf.FitMode.into)
    made: bytes = img2pdf.convert(
        content, layout_fun=layout, rotation=img2pdf.Rotation.none, nodate=True
    )
    return made


def _attach_original(whole: Pdf, original: Mapping[str, str], made_at: datetime) -> None:
    # pikepdf adds it to the associated files (AF) as well.
    whole.attachments[original["name"]] = AttachedFileSpec(
        whole,
        Path(original["path"]).read_bytes(),
        filename=original["name"],
        description=f"SHA-256 {original['sha256']}",
        mime_type=original["type"],
        creation_date=_format_pdf_date(made_at),
        mod_date=_format_pdf_date(made_at),
        relationship=Name.Source,
    )


def _declare_pdfa(whole: Pdf, job: Mapping[str, Any], made_at: datetime) -> None:
    """Add output intent and metadata of PDF/A-3b."""
    profile = whole.make_stream(find_icc_profile().read_bytes(), N=3)
    whole.Root.OutputIntents = pikepdf.Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier="sRGB",
                Info="sRGB",
                DestOutputProfile=whole.make_indirect(profile),
            )
        ]
    )
    with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["pdfaid:part"] = "3"
        metadata["pdfaid:conformance"] = "B"
        metadata["dc:title"] = job["title"]
        metadata["xmp:CreateDate"] = made_at.isoformat()
        metadata["xmp:ModifyDate"] = made_at.isoformat()


def _format_pdf_date(moment: datetime) -> str:
    return str(pikepdf.models.metadata.encode_pdf_date(moment))


def find_icc_profile() -> Path:
    """Return the path of the sRGB profile in WeasyPrint, without importing WeasyPrint.

    Raises LookupError when it is not installed.
    """
    found = importlib.util.find_spec("weasyprint")
    if found is None or found.origin is None:
        raise LookupError("WeasyPrint is not installed")
    return Path(found.origin).with_name("pdf") / "sRGB2014.icc"


if __name__ == "__main__":
    limit_process(seconds=SECONDS)
    main(json.loads(Path(sys.argv[1]).read_text()))
