"""Many PDFs as one file: one PDF to be printed in one go, or a ZIP to be kept.

Both are written document by document: of all but the one that is read, no more than bare pages is
held. The same parts give the same bytes.
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
    """A print in a bundle: its PDF, the name of its file, and how the outline calls it."""

    pdf: File
    name: str
    title: str


def write_one_pdf(parts: Sequence[BundlePart], into: IO[bytes], *, is_two_sided: bool) -> None:
    """Write all pages one after the other, each document in the outline.

    Two-sided, a document with an odd number of pages gets a blank one after it, so that the next
    begins on a new sheet. What is joined claims nothing any more: neither PDF/A nor tags nor the
    attached contents of the parts come along, for they are about single documents.
    """
    with ExitStack() as stack:
        whole = stack.enter_context(Pdf.new())
        begins = []
        for part in parts:
            # Open until all is saved: pages are copied when they are written, not before.
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
    """Write the pages of a part alone.

    Its tags are many times as much as its pages, and whoever opens it holds them: a hundred parts
    at once are three hundred megabytes.
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
            bare.add_blank_page(page_size=_size(bare.pages[-1]))
        bare.save(into, object_stream_mode=ObjectStreamMode.disable, deterministic_id=True)


def _size(page: Page) -> tuple[float, float]:
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
