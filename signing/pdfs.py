"""Rendering the final file as PDF from the frozen content and the closing.

Pure functions: they read neither the database nor the clock. The same content, closing, paper and
layout give the same bytes.
"""

from collections.abc import Mapping
from typing import Any

from agreements.pdfs import Layout, Paper, render_content_pdf
from core.canonical import hash_content, to_canonical_json
from files.pdf.render import AttachedFile
from signing.content.audit_sheet import build_attached_closing, build_audit_sheet
from signing.content.signature_blocks import build_signed_blocks


def render_final_pdf(
    content: Mapping[str, Any],
    content_sha256: str,
    closing: Mapping[str, Any],
    *,
    paper: Paper = "A4",
    layout: Layout | None = None,
    is_copy: bool = False,
) -> bytes:
    """Return a document as PDF with its signatures and audit trail, ready to be sealed.

    `closing` is a ClosingContent (signing.content.closing). Content and audit trail are attached as
    canonical JSON. A copy (`is_copy`) says SALINAN on every page, since the sealed file is the
    original. Instead of the layout with room for ink stamps the table layout is used. Raises
    ValueError when content, hash and closing do not belong together.
    """
    if content_sha256 != hash_content(content):
        raise ValueError(f"{content['reference']} does not have the hash {content_sha256}")
    if (closing["content_sha256"], closing["reference"]) != (content_sha256, content["reference"]):
        raise ValueError(f"{content['reference']} is not what {closing['reference']} closed")
    layout = layout or content["page_setup"]["signature_layout"]
    return render_content_pdf(
        content,
        template="berita_acara.html",
        title=f"{content['title'].title()} {content['number']}",
        sha256=content_sha256,
        paper=paper,
        layout="table" if layout == "stamps" else layout,
        is_copy=is_copy,
        templates="signing",
        ink=build_signed_blocks(content, closing),
        extra={"sheet": build_audit_sheet(closing), "stamp_room": False},
        attached=[_build_attached_trail(content, closing)],
        created=closing["closed_at"],
    )


def _build_attached_trail(content: Mapping[str, Any], closing: Mapping[str, Any]) -> AttachedFile:
    return AttachedFile(
        name=f"{content['reference']}-bukti.json",
        content=to_canonical_json(build_attached_closing(closing)),
        description="Tanda tangan dan rantai bukti (JSON kanonik menurut RFC 8785)",
        relationship="Data",
    )
