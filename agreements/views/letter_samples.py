"""The page of a letter template, with its samples: asked for here, drawn by the worker."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions.previewing import ask_for_sample
from agreements.content.formulas import PARTS
from agreements.content.letters import get_formula
from agreements.content.reading import build_reading_context
from agreements.content.sample import build_sample
from agreements.logos import get_emblem_url
from agreements.models import LetterKind, LetterPreview, LetterPreviewPage, LetterTemplate
from agreements.permissions import can_edit_letter
from core.access import find_visible, require
from core.canonical import content_hash
from core.forms import OnceForm, done_once
from core.outbox import LEASE, is_laid_aside
from core.telling import tell_history
from files.downloads import hand_out_pdf, hand_out_picture

TEMPLATE = "agreements/letter_detail.html"
# The word of the address for each kind of paper.
WORDS = {
    LetterKind.BERITA_ACARA: "berita-acara",
    LetterKind.NOTA_KESEPAKATAN: "nota-kesepakatan",
    LetterKind.ADDENDUM: "adendum",
    LetterKind.BAST: "serah-terima",
    LetterKind.INVITATION: "undangan",
    LetterKind.ATTENDANCE_LIST: "daftar-hadir",
    LetterKind.MINUTES: "notulen",
}
KINDS = {word: kind for kind, word in WORDS.items()}


def show_letterhead(request: HttpRequest, letter: LetterTemplate) -> HttpResponse:
    """Show a letter template with the sample of the kind of paper that is asked for."""
    kind = KINDS.get(request.GET.get("surat", ""), LetterKind.BERITA_ACARA)
    prefetch_related_objects([letter], "formulas")
    formulas = [
        (word, get_formula(letter, each), "number_pattern" in PARTS[each])
        for each, word in WORDS.items()
    ]
    sample = _build_sample_context(request, letter, kind)
    return render(
        request,
        TEMPLATE,
        {
            "formulas": formulas,
            "kind": kind,
            "samples": [(word, each.label) for each, word in WORDS.items()],
            "told": tell_history(letter, request.GET) if sample["may_edit"] else None,
            **sample,
            **_build_text_context(letter, kind),
        },
    )


def _build_sample_context(
    request: HttpRequest, letter: LetterTemplate, kind: LetterKind
) -> dict[str, Any]:
    """Return what the drawn pages of a sample are shown with."""
    pages = list(
        LetterPreviewPage.objects.filter(preview__letter=letter, preview__kind=kind).select_related(
            "preview"
        )
    )
    preview = pages[0].preview if pages else letter.previews.filter(kind=kind).first()
    return {
        "letter": letter,
        "word": WORDS[kind],
        "label": kind.label,
        "progress": _get_progress(preview) if preview else "",
        "pages": pages,
        "is_stale": preview is not None and _is_stale(letter, preview),
        "form": OnceForm(),
        "may_edit": can_edit_letter(request.user),
    }


def _get_progress(preview: LetterPreview) -> str:
    """Return how far a sample is: drawn, failed, waiting, or late when the worker stands still."""
    if not preview.is_waiting:
        return "failed" if preview.error else "drawn"
    if timezone.now() - preview.asked_at < LEASE:
        return "waiting"
    return "failed" if is_laid_aside("agreements.sample", preview.pk) else "late"


def _build_text_context(letter: LetterTemplate, kind: LetterKind) -> dict[str, Any]:
    content = build_sample(letter, kind, day=timezone.localdate())
    return build_reading_context(
        content,
        emblem_url=get_emblem_url(content["letterhead"]["emblem"]),
        level=3,
        layout=letter.signature_layout,
    )


def _is_stale(letter: LetterTemplate, preview: LetterPreview) -> bool:
    """Tell whether the letterhead was changed since its sample was drawn."""
    day = timezone.localdate(preview.made_at or preview.asked_at)
    sample = build_sample(letter, preview.kind, day=day)
    return content_hash(sample) != preview.content_sha256


def get_sample_url(letter: LetterTemplate, kind: str) -> str:
    """Return where the sample of a kind of paper is shown."""
    return f"{letter.get_absolute_url()}?surat={WORDS[LetterKind(kind)]}#sample"


@require_http_methods(["GET", "HEAD", "POST"])
def letter_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a sample as it would print now (POST), or look whether it is there (GET)."""
    letter = _find(request, slug)
    word = request.POST.get("surat") or request.GET.get("surat", "")
    kind = KINDS.get(word, LetterKind.BERITA_ACARA)
    address = get_sample_url(letter, kind)
    if request.method == "POST":
        require(can_edit_letter(request.user))

        def perform() -> str:
            ask_for_sample(letter=letter, kind=kind, by=request.user)
            return address

        done_once(OnceForm(request.POST), perform)
    elif getattr(request, "htmx", False):
        return render(request, f"{TEMPLATE}#pages", _build_sample_context(request, letter, kind))
    return redirect(address)


@require_safe
def letter_picture(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Hand out the picture of a page of a sample."""
    letter = _find(request, slug)
    page = find_visible(LetterPreviewPage.objects.filter(preview__letter=letter), pk=pk)
    return hand_out_picture(page.image)


@require_safe
def letter_sample(request: HttpRequest, slug: str, word: str) -> HttpResponseBase:
    """Hand out the PDF of a sample, to be tried on one's own printer."""
    letter = _find(request, slug)
    drawn = letter.previews.exclude(pdf="")
    preview = find_visible(drawn, kind=KINDS.get(word, ""))
    name = f"contoh-{letter.slug}-{word}.pdf"
    return hand_out_pdf(request, preview.pdf, name=name, sha256=preview.content_sha256)


def _find(request: HttpRequest, slug: str) -> LetterTemplate:
    return find_visible(LetterTemplate.objects.visible_to(request.user), slug=slug)
