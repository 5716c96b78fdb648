"""Rendering of contents to PDF: invitation, attendance list, minutes, and documents to be signed.

Rendering is deterministic: the same content, paper and layout give the same bytes, and neither the
database nor the clock is read. A logo is read from storage by its hash.
"""

import functools
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from django.template.loader import render_to_string

from agreements.content.reading import Ink, build_reading_context, format_office
from agreements.logos import parse_logo_hash, read_logo
from core.canonical import format_fingerprint, hash_content, to_canonical_json
from files.page_codes import build_page_url
from files.pdf.page_code_drawing import CORNER_MM, PageCodeText
from files.pdf.render import PICTURE_SCHEME, SCHEME, AttachedFile, render_pdf
from files.qr import build_qr_svg

Paper = Literal["A4", "F4"]
Layout = Literal["two_columns", "table", "stamps", "certificate"]

# Millimetres; F4 is the folio that Indonesian offices print on.
PAPERS: dict[Paper, tuple[int, int]] = {"A4": (210, 297), "F4": (215, 330)}
STYLESHEETS = (
    "css/pdf/page.css",
    "css/pdf/document.css",
    "css/pdf/signing.css",
    "css/pdf/final.css",
    "css/pdf/meeting.css",
)
DRAFT_STYLESHEET = "css/pdf/draft.css"
COPY_STYLESHEET = "css/pdf/copy.css"
# Papers of a meeting have one or two signature blocks, whatever layout the letterhead has.
MEETING_PRINT_LAYOUT: Layout = "two_columns"
# More invitees than this are listed on a page of their own after the invitation.
INVITEES_IN_LETTER = 5


def render_agreement_pdf(
    content: Mapping[str, Any],
    content_sha256: str | None,
    *,
    paper: Paper = "A4",
    layout: Layout | None = None,
    draft: bool = False,
) -> bytes:
    """Return the PDF of a document to be signed, with its content attached as canonical JSON.

    A content that is not frozen has no hash (None); `draft` marks every page KONSEP. Raises
    ValueError when the hash does not match the content.
    """
    if content_sha256 is not None and content_sha256 != hash_content(content):
        raise ValueError(f"{content['reference']} does not have the hash {content_sha256}")
    return render_content_pdf(
        content,
        template="berita_acara.html",
        title=f"{content['title'].title()} {content['number'] or content['reference']}",
        sha256=content_sha256,
        paper=paper,
        layout=layout,
        draft=draft,
    )


def render_invitation_pdf(
    content: Mapping[str, Any], *, paper: Paper = "A4", draft: bool = False
) -> bytes:
    """Return the PDF of an invitation with its agenda; many invitees go into an annexed list."""
    return render_content_pdf(
        content,
        template="invitation.html",
        title=f"{content['title'].title()} {content['number'] or content['reference']}",
        paper=paper,
        layout=MEETING_PRINT_LAYOUT,
        draft=draft,
        extra={"invitees_annexed": len(content["invitees"]) > INVITEES_IN_LETTER},
    )


def render_attendance_list_pdf(
    content: Mapping[str, Any], *, blank: bool, paper: Paper = "A4", draft: bool = False
) -> bytes:
    """Return the PDF of an attendance list: blank with staggered room for signatures, or filled."""
    spare = [{"name": "", "office": "", "sex": ""}] * content["spare_rows"]
    invited = [{**row, "office": format_office(row)} for row in content["attendance"]]
    return render_content_pdf(
        content,
        template="attendance_list.html",
        title=f"{content['title'].title()} {content['reference']}",
        paper=paper,
        layout=MEETING_PRINT_LAYOUT,
        draft=draft,
        extra={"blank": blank, "sheet_rows": [*invited, *spare] if blank else []},
    )


def render_minutes_pdf(
    content: Mapping[str, Any], *, paper: Paper = "A4", draft: bool = False
) -> bytes:
    """Return the PDF of the minutes of a meeting."""
    return render_content_pdf(
        content,
        template="minutes.html",
        title=f"{content['title'].title()} {content['reference']}",
        paper=paper,
        layout=MEETING_PRINT_LAYOUT,
        draft=draft,
    )


def render_content_pdf(
    content: Mapping[str, Any],
    *,
    template: str,
    title: str,
    paper: Paper,
    sha256: str | None = None,
    layout: Layout | None = None,
    draft: bool = False,
    is_copy: bool = False,
    templates: str = "agreements",
    ink: Mapping[int, Ink] | None = None,
    extra: Mapping[str, Any] | None = None,
    attached: Sequence[AttachedFile] = (),
    created: str = "",
) -> bytes:
    """Return the PDF of a content, with that content attached as canonical JSON.

    `templates` is the folder of `template` for the content's version; `ink` maps the order of a
    signature block to its outcome; `attached` are further attachments; `created` is the creation
    date of the file (ISO 8601), by default the content's.
    """
    layout = layout or content["page_setup"]["signature_layout"]
    html = render_document_html(
        content,
        template,
        title=title,
        sha256=sha256,
        paper=paper,
        layout=layout,
        templates=templates,
        ink=ink,
        extra=extra,
    )
    files = [_build_attachment(content), *attached]
    logo = parse_logo_hash(content["letterhead"]["emblem"])
    return render_pdf(
        html,
        stylesheets=[
            *STYLESHEETS,
            *([DRAFT_STYLESHEET] if draft else []),
            *([COPY_STYLESHEET] if is_copy else []),
        ],
        created=datetime.fromisoformat(created or content["recorded_at"]),
        attachments=files,
        pictures={logo: read_logo(logo)} if logo else {},
        page_code_text=_bind_page_code_text(content["verification"]),
    )


def _build_attachment(content: Mapping[str, Any]) -> AttachedFile:
    return AttachedFile(
        name=f"{content['reference']}.json",
        content=to_canonical_json(content),
        description="Isi naskah (JSON kanonik menurut RFC 8785)",
    )


def _bind_page_code_text(verification: Mapping[str, str] | None) -> PageCodeText | None:
    """Return the function that makes the text of a page code; None without a verification code."""
    if verification is None or not verification["code"]:
        return None
    return functools.partial(build_page_url, verification["url"])


def render_document_html(
    content: Mapping[str, Any],
    template: str,
    *,
    title: str,
    sha256: str | None,
    paper: Paper,
    layout: Layout,
    templates: str = "agreements",
    ink: Mapping[int, Ink] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> str:
    """Return the HTML from which the PDF is rendered, by the templates of the content's version."""
    verification = content["verification"]
    site = verification["url"].rstrip("/").rpartition("/")[0] if verification else ""
    code = verification["code"] if verification else ""
    version = content["schema"].rpartition("/")[2]
    context = build_reading_context(
        content, emblem_url=_get_emblem_url(content["letterhead"]["emblem"]), layout=layout, ink=ink
    )
    context |= {
        "document_title": title,
        "page": _build_page_box(content["page_setup"], paper, has_corner=_is_agreement(content)),
        "qr": build_qr_svg(verification["url"]) if verification else "",
        "verification_site": f"{site}/".partition("://")[2],
        "fingerprint": format_fingerprint(sha256) if sha256 else "",
        "running_foot": " · ".join(filter(None, (content["reference"], code))),
    }
    context |= extra or {}
    return render_to_string(f"{templates}/pdf/v{version}/{template}", context)


def _get_emblem_url(emblem: str) -> str:
    if not emblem:
        return ""
    logo = parse_logo_hash(emblem)
    return f"{PICTURE_SCHEME}{logo}" if logo else f"{SCHEME}{emblem}"


def _is_agreement(content: Mapping[str, Any]) -> bool:
    """Tell whether a content is that of a document to be signed by parties, drafts included."""
    return "parties" in content


def _build_page_box(
    page_setup: Mapping[str, Any], paper: Paper, *, has_corner: bool
) -> dict[str, str]:
    """Return page size and margins for CSS; `has_corner` keeps a corner free for the page code."""
    width, height = PAPERS[paper]
    least = CORNER_MM if has_corner else 0
    # As text, so that no locale writes a decimal comma into a style sheet.
    return {
        "width": str(width),
        "height": str(height),
        "top": str(page_setup["margin_top_mm"]),
        "right": str(page_setup["margin_right_mm"]),
        "bottom": str(max(page_setup["margin_bottom_mm"], least)),
        "left": str(max(page_setup["margin_left_mm"], least)),
        "font_pt": page_setup["font_pt"],
    }
