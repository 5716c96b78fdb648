"""Views of a letterhead with its sample prints, which the worker draws on request."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions.previewing import ask_for_sample
from agreements.content.formulas import PARTS
from agreements.content.letterheads import get_formula
from agreements.content.reading import build_reading_context
from agreements.content.sample import build_sample
from agreements.logos import get_emblem_url
from agreements.models import FormulaKind, Letterhead, LetterheadPreview, LetterheadPreviewPage
from agreements.permissions import can_edit_letterhead
from agreements.views.preview_status import build_preview_status
from core.access import find_visible, require
from core.canonical import hash_content
from core.forms import IdempotentForm, submit_once
from core.timeline import build_timeline
from files.downloads import serve_pdf, serve_picture

TEMPLATE = "agreements/letterhead_detail.html"
# The word in the URL for each kind of paper.
WORDS = {
    FormulaKind.BERITA_ACARA: "berita-acara",
    FormulaKind.NOTA_KESEPAKATAN: "nota-kesepakatan",
    FormulaKind.ADDENDUM: "adendum",
    FormulaKind.BAST: "serah-terima",
    FormulaKind.INVITATION: "undangan",
    FormulaKind.ATTENDANCE_LIST: "daftar-hadir",
    FormulaKind.MINUTES: "notulen",
}
KINDS = {word: kind for kind, word in WORDS.items()}


def show_letterhead(request: HttpRequest, letterhead: Letterhead) -> HttpResponse:
    """Show a letterhead with the sample print of the requested kind of paper."""
    kind = KINDS.get(request.GET.get("surat", ""), FormulaKind.BERITA_ACARA)
    prefetch_related_objects([letterhead], "formulas")
    formulas = [
        (word, get_formula(letterhead, each), "number_pattern" in PARTS[each])
        for each, word in WORDS.items()
    ]
    sample = _build_sample_context(request, letterhead, kind)
    return render(
        request,
        TEMPLATE,
        {
            "formulas": formulas,
            "kind": kind,
            "samples": [(word, each.label) for each, word in WORDS.items()],
            "timeline": build_timeline(letterhead, request.GET) if sample["may_edit"] else None,
            **sample,
            **_build_text_context(letterhead, kind),
        },
    )


def _build_sample_context(
    request: HttpRequest, letterhead: Letterhead, kind: FormulaKind
) -> dict[str, Any]:
    """Return the template context of a sample's page images."""
    pages = list(
        LetterheadPreviewPage.objects.filter(
            preview__letterhead=letterhead, preview__kind=kind
        ).select_related("preview")
    )
    preview = pages[0].preview if pages else letterhead.previews.filter(kind=kind).first()
    return {
        "letterhead": letterhead,
        "word": WORDS[kind],
        "label": kind.label,
        "job_status": build_preview_status(preview, message="agreements.sample")
        if preview
        else None,
        "pages": pages,
        "is_stale": preview is not None and _is_stale(letterhead, preview),
        "form": IdempotentForm(),
        "may_edit": can_edit_letterhead(request.user),
    }


def _build_text_context(letterhead: Letterhead, kind: FormulaKind) -> dict[str, Any]:
    content = build_sample(letterhead, kind, day=timezone.localdate())
    return build_reading_context(
        content,
        emblem_url=get_emblem_url(content["letterhead"]["emblem"]),
        level=3,
        layout=letterhead.signature_layout,
    )


def _is_stale(letterhead: Letterhead, preview: LetterheadPreview) -> bool:
    """Tell whether the letterhead has changed since its sample was drawn."""
    day = timezone.localdate(preview.made_at or preview.asked_at)
    sample = build_sample(letterhead, preview.kind, day=day)
    return hash_content(sample) != preview.content_sha256


def get_sample_url(letterhead: Letterhead, kind: str) -> str:
    """Return the URL of a sample on the letterhead's page."""
    return f"{letterhead.get_absolute_url()}?surat={WORDS[FormulaKind(kind)]}#sample"


@require_http_methods(["GET", "HEAD", "POST"])
def letterhead_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Request a sample print (POST), or poll for it (GET)."""
    letterhead = _find(request, slug)
    word = request.POST.get("surat") or request.GET.get("surat", "")
    kind = KINDS.get(word, FormulaKind.BERITA_ACARA)
    address = get_sample_url(letterhead, kind)
    if request.method == "POST":
        require(can_edit_letterhead(request.user))

        def perform() -> str:
            ask_for_sample(letterhead=letterhead, kind=kind, by=request.user)
            return address

        submit_once(IdempotentForm(request.POST), perform)
    elif getattr(request, "htmx", False):
        return render(
            request, f"{TEMPLATE}#pages", _build_sample_context(request, letterhead, kind)
        )
    return redirect(address)


@require_safe
def letterhead_picture(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Serve the image of a page of a sample."""
    letterhead = _find(request, slug)
    page = find_visible(LetterheadPreviewPage.objects.filter(preview__letterhead=letterhead), pk=pk)
    return serve_picture(page.image)


@require_safe
def letterhead_sample(request: HttpRequest, slug: str, word: str) -> HttpResponseBase:
    """Download the PDF of a sample, to try it on a printer."""
    letterhead = _find(request, slug)
    drawn = letterhead.previews.exclude(pdf="")
    preview = find_visible(drawn, kind=KINDS.get(word, ""))
    name = f"contoh-{letterhead.slug}-{word}.pdf"
    return serve_pdf(request, preview.pdf, name=name, sha256=preview.content_sha256)


def _find(request: HttpRequest, slug: str) -> Letterhead:
    return find_visible(Letterhead.objects.visible_to(request.user), slug=slug)
