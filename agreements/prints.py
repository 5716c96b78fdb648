"""Rendering of print jobs, documents, meetings' papers and samples to PDF."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import IO, Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.content import attendance_list, invitation, minutes
from agreements.content.documents import build_content
from agreements.content.meeting import choose_letterhead
from agreements.models import (
    Bundle,
    Document,
    FormulaKind,
    Letterhead,
    PrintBatch,
    PrintBatchItem,
    PrintJob,
    PrintKind,
)
from agreements.pdfs import (
    Layout,
    Paper,
    render_agreement_pdf,
    render_attendance_list_pdf,
    render_invitation_pdf,
    render_minutes_pdf,
)
from core.exports import write_csv
from core.refusals import Refused
from files.pdf.bundles import BundlePart, write_one_pdf, write_zip
from meetings.models import Meeting, MeetingState


def render_job(job: PrintJob) -> bytes:
    """Return the PDF of a print job."""
    if job.document is not None:
        return render_document(
            job.document,
            paper=job.paper,
            layout=job.layout or None,
        )
    return render_meeting_print(
        cast("Meeting", job.meeting),
        job.kind,
        paper=job.paper,
        letterhead=job.letterhead,
        number=job.number,
        day=job.invitation_date,
    )


def render_document(document: Document, *, paper: str, layout: str | None = None) -> bytes:
    """Return the PDF of a document's text: a rendition if there is one; marked KONSEP for a draft.

    Raises Refused for a document from outside, whose text is not here, and for a draft without a
    letterhead.
    """
    if document.is_outside:
        raise Refused(
            _("%(document)s was made outside this portal; it cannot be printed here.")
            % {"document": document}
        )
    wanted_paper, wanted_layout = cast("Paper", paper), cast("Layout | None", layout)
    version = document.versions.last()
    if version is None:
        if document.letterhead is None:
            raise Refused(_("Choose a letterhead first; then the text can be printed."))
        content = build_content(document)
        return render_agreement_pdf(
            content, None, paper=wanted_paper, layout=wanted_layout, draft=True
        )
    content = version.content
    used = layout or content["page_setup"]["signature_layout"]
    kept = version.renditions.filter(paper=paper, layout=used).first()
    if kept is not None:
        with kept.file.open("rb") as handle:
            return bytes(handle.read())
    return render_agreement_pdf(
        content, version.content_sha256, paper=wanted_paper, layout=wanted_layout
    )


def get_usual_layout(document: Document) -> str:
    """Return the layout of signature blocks of a document's own letterhead."""
    version = document.versions.last()
    if version is not None:
        return str(version.content["page_setup"]["signature_layout"])
    return document.letterhead.signature_layout if document.letterhead else ""


def render_batch_item(item: PrintBatchItem) -> tuple[bytes, str]:
    """Return the PDF of one document of a print batch, and its layout."""
    batch = item.batch
    layout = batch.layout or get_usual_layout(item.document)
    return render_document(item.document, paper=batch.paper, layout=layout or None), layout


def write_batch(batch: PrintBatch, into: IO[bytes]) -> None:
    """Bind the prints of a batch into one file: a PDF, or a ZIP with a list."""
    items = list(batch.items.select_related("document"))
    names = {item.pk: f"{item.document.reference}-{batch.paper}" for item in items}
    parts = [
        BundlePart(
            pdf=item.pdf,
            name=names[item.pk],
            title=f"{item.document.title} {item.document.number or item.document.reference}",
        )
        for item in items
        if not item.error
    ]
    if batch.bundle == Bundle.ONE_PDF:
        write_one_pdf(parts, into, is_two_sided=batch.is_two_sided)
        return
    listing = BytesIO()
    write_csv(
        listing,
        "",
        ["rujukan", "nomor", "judul", "berkas", "keterangan"],
        [
            (
                item.document.reference,
                item.document.number,
                item.document.title,
                "" if item.error else f"{names[item.pk]}.pdf",
                item.error,
            )
            for item in items
        ],
    )
    write_zip(parts, listing.getvalue(), into, at=timezone.localtime(batch.asked_at))


def render_meeting_print(
    meeting: Meeting,
    kind: str,
    *,
    paper: str = "A4",
    letterhead: Letterhead | None = None,
    number: str = "",
    day: date | None = None,
) -> bytes:
    """Return the PDF of a meeting's paper (MEETING_PRINTS); minutes are KONSEP until it is closed.

    The letterhead is the given one, else the host's, else the first. `number` and `day` apply to an
    invitation; without them it has room to fill them in by hand. Raises Refused if there is no
    letterhead.
    """
    letterhead = letterhead or choose_letterhead(meeting)
    wanted = cast("Paper", paper)
    match kind:
        case PrintKind.INVITATION:
            content = invitation.build_content(meeting, letterhead, number=number, day=day)
            return render_invitation_pdf(content, paper=wanted)
        case PrintKind.MINUTES:
            content = minutes.build_content(meeting, letterhead)
            draft = meeting.state != MeetingState.CLOSED
            return render_minutes_pdf(content, paper=wanted, draft=draft)
        case PrintKind.ATTENDANCE_LIST | PrintKind.ATTENDANCE_LIST_FILLED:
            content = attendance_list.build_content(meeting, letterhead)
            blank = kind == PrintKind.ATTENDANCE_LIST
            return render_attendance_list_pdf(content, blank=blank, paper=wanted)
    raise ValueError(f"no paper of a meeting: {kind!r}")


def render_sample(content: Mapping[str, Any]) -> bytes:
    """Return the PDF of sample content (agreements.content.sample)."""
    paper = cast("Paper", content["page_setup"]["paper"])
    match content["kind"]:
        case FormulaKind.INVITATION:
            return render_invitation_pdf(content, paper=paper)
        case FormulaKind.ATTENDANCE_LIST:
            return render_attendance_list_pdf(content, blank=True, paper=paper)
        case FormulaKind.MINUTES:
            return render_minutes_pdf(content, paper=paper)
        case _:
            return render_agreement_pdf(content, None, paper=paper)
