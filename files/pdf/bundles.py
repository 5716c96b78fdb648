"""Bundles: many PDFs as one file, either one PDF for the printer or a ZIP to keep.

Both are written document by document, so that only one is in memory completely. The same parts
give the same bytes.
"""

import shutil
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from django.core.files.base import File
from pikepdf import ObjectStreamMode, OutlineItem, Page, Pdf

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class BundlePart:
    """A print in a bundle: its PDF, its file name, and its title in the outline."""

    pdf: File
    name: str
    title: str


def write_one_pdf(parts: Sequence[BundlePart], into: IO[bytes], *, is_two_sided: bool) -> None:
    """Write one PDF with the pages of all parts, and an outline entry for each part.

    For two-sided printing a part with an odd number of pages is followed by a blank one, so that
    the next begins on a new sheet. The result is not PDF/A: tags and attachments of the parts are
    left out, since they describe single documents.
    """
    with ExitStack() as stack:
        whole = stack.enter_context(Pdf.new())
        begins = []
        for part in parts:
            # Open until the bundle is saved: pikepdf copies pages when it writes them.
            file = stack.enter_context(TemporaryFile())
            _write_bare_pages(part, file, is_two_sided=is_two_sided)
            source = stack.enter_context(Pdf.open(file))
            begins.append(len(whole.pages))
            whole.pages.extend(source.pages)
        with whole.open_outline() as outline:
            outline.root.extend(
                OutlineItem(part.title, number) for part, number in zip(parts, begins, strict=True)
            )
        whole.Root.PageMode = "/UseOutlines"
        whole.save(
            cast("BinaryIO", into),
            object_stream_mode=ObjectStreamMode.generate,
            deterministic_id=True,
        )


def _write_bare_pages(part: BundlePart, into: BinaryIO, *, is_two_sided: bool) -> None:
    """Write the pages of a part without its tags.

    Tags take many times the memory of the pages, and all parts are open at once: with tags a
    hundred parts take three hundred megabytes.
    """
    with (
        part.pdf.open("rb") as opened,
        Pdf.open(cast("BinaryIO", opened)) as source,
        Pdf.new() as bare,
    ):
        bare.pages.extend(source.pages)
        for page in bare.pages:
            if "/StructParents" in page.obj:
                del page.obj["/StructParents"]
        if is_two_sided and len(bare.pages) % 2:
            bare.add_blank_page(page_size=_get_page_size(bare.pages[-1]))
        bare.save(into, object_stream_mode=ObjectStreamMode.disable, deterministic_id=True)


def _get_page_size(page: Page) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return right - left, top - bottom


def write_zip(
    parts: Sequence[BundlePart], listing: bytes, into: IO[bytes], *, at: datetime
) -> None:
    """Write a ZIP of the files as they are, with `listing` as daftar.csv; a PDF is compressed
    inside.
    """
    moment = at.timetuple()[:6]
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        for part in parts:
            info = zipfile.ZipInfo(f"{part.name}.pdf", moment)
            with part.pdf.open("rb") as source, archive.open(info, "w") as target:
                shutil.copyfileobj(source, target, CHUNK)
        archive.writestr(zipfile.ZipInfo("daftar.csv", moment), listing)
