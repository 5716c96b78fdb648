"""Views of the workbench of a draft: preview, preflight findings, and its sections."""

import logging
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions.previewing import ask_for_preview
from agreements.content.documents import build_content
from agreements.models import (
    Clause,
    Document,
    DocumentState,
    DraftPreview,
    Paper,
    PreviewPage,
    Signatory,
    sort_as_printed,
)
from agreements.permissions import (
    can_edit_document,
    can_freeze_document,
    can_preview_document,
    can_see_history,
)
from agreements.preflight import examine, list_contributions
from agreements.reports.drafts import describe_state_of_draft
from agreements.views.finding import find_document, find_draft
from agreements.views.preview_status import build_preview_status
from agreements.word_draft import build_draft_docx
from core.access import find_visible, require
from core.indonesian_formats import format_clause_heading
from core.refusals import Refused
from core.timeline import build_timeline
from files.downloads import serve_generated, serve_pdf, serve_picture
from files.sandbox import SandboxFailed
from stakeholders.permissions import represents

logger = logging.getLogger(__name__)

TEMPLATE = "agreements/workbench.html"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show_workbench(request: HttpRequest, document: Document) -> HttpResponse:
    """Show a draft; related rows are read once, for the page and for the preflight."""
    user = request.user
    signatories = Signatory.objects.select_related("organisation", "person")
    prefetch_related_objects(
        [document],
        Prefetch("clauses", Clause.objects.select_related("change")),
        Prefetch("signatories", signatories.order_by("rank", "order")),
    )
    may_edit = can_edit_document(user, document)
    contributions = list_contributions(document)
    findings = examine(document, contributions) if may_edit else []
    return render(
        request,
        TEMPLATE,
        {
            "document": document,
            "meeting": document.meeting,
            "signatories": sort_as_printed(document.signatories.all()),
            "state_sentence": describe_state_of_draft(findings),
            "blockers": [finding for finding in findings if finding.is_blocker],
            "warnings": [finding for finding in findings if not finding.is_blocker],
            "may_edit": may_edit,
            "may_freeze": can_freeze_document(user, document),
            "may_comment": any(
                represents(user, signatory.organisation_id)
                for signatory in document.signatories.all()
            )
            and document.state == DocumentState.IN_REVIEW,
            "clauses": [
                (format_clause_heading(clause.order), clause) for clause in document.clauses.all()
            ],
            "contributions": [pledge for pledge in contributions if pledge.is_held],
            "timeline": build_timeline(document, request.GET)
            if can_see_history(user, document)
            else None,
            "asks_by_itself": True,
            **_build_preview_context(request, document),
        },
    )


def _build_preview_context(request: HttpRequest, document: Document) -> dict[str, Any]:
    """Return the template context of the preview: the paper size and its page images, if any."""
    paper = request.POST.get("paper") or request.GET.get("kertas", "")
    if paper not in Paper.values:
        paper = document.letterhead.paper if document.letterhead else Paper.A4
    pages = list(
        PreviewPage.objects.filter(preview__document=document, preview__paper=paper).select_related(
            "preview"
        )
    )
    preview = (
        pages[0].preview
        if pages
        else DraftPreview.objects.filter(document=document, paper=paper).first()
    )
    return {
        "paper": paper,
        "papers": Paper.values,
        "preview": preview,
        "job_status": build_preview_status(preview, message="agreements.preview")
        if preview
        else None,
        "pages": pages,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def document_preview(request: HttpRequest, reference: str) -> HttpResponse:
    """Request the preview (POST), or poll for it (GET)."""
    document = find_document(request, reference)
    require(can_preview_document(request.user, document))
    refusal = ""
    if request.method == "POST":
        try:
            wanted = str(request.POST.get("paper", ""))
            ask_for_preview(document=document, paper=wanted, by=request.user)
        except Refused as refused:
            refusal = str(refused)
    shown = _build_preview_context(request, document)
    if getattr(request, "htmx", False):
        may_edit = can_edit_document(request.user, document)
        page = {"document": document, "may_edit": may_edit, "asks_by_itself": False, **shown}
        return render(request, f"{TEMPLATE}#pages", page | {"refusal": refusal})
    if refusal:
        messages.error(request, refusal)
    return redirect(f"{document.get_absolute_url()}?kertas={shown['paper']}#pages")


@require_safe
def preview_picture(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """Serve the image of a page."""
    document = find_document(request, reference)
    require(can_preview_document(request.user, document))
    page = find_visible(PreviewPage.objects.filter(preview__document=document), pk=pk)
    return serve_picture(page.image)


@require_safe
def preview_print(request: HttpRequest, reference: str, paper: str) -> HttpResponseBase:
    """Download the PDF of the preview, marked KONSEP on every page."""
    document = find_document(request, reference)
    require(can_preview_document(request.user, document))
    drawn = DraftPreview.objects.filter(document=document).exclude(pdf="")
    preview = find_visible(drawn, paper=paper.upper())
    name = f"{document.reference}-KONSEP-{preview.paper}.pdf"
    return serve_pdf(request, preview.pdf, name=name, sha256=preview.content_sha256)


@require_safe
def document_docx(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Download a draft as a Word file, marked KONSEP on every page."""
    document = find_draft(request, reference)
    if document.letterhead is None:
        messages.error(request, _("Choose a letterhead first; then the text can be saved."))
        return redirect(document)
    try:
        file = build_draft_docx(build_content(document), paper=document.letterhead.paper)
    except SandboxFailed:
        logger.exception("The Word file of %s could not be made", document)
        messages.error(request, _("The Word file could not be made. Please try again."))
        return redirect(document)
    name = f"{document.reference}-KONSEP.docx"
    return serve_generated(file, name=name, content_type=WORD)
