"""The pages of drafting, freezing, printing and signing a document."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from agreements.actions.previewing import ask_for_preview
from agreements.models import DraftPreview
from agreements.tasks.printing import draw_preview
from tests.support.example import ROLES, STAFF, Example
from tests.support.pages.base import Page

FORUM = ("fasilitator", "sekretariat")
STRANGERS_SIGN_IN = {"": 302}
# A draft is the staff's; administrators see everything in order to help, acting needs the duty.
OF_A_DRAFT: dict[str, Any] = {"roles": FORUM, "others": {"": 302, "admin": 403}}
# Everybody sees what is frozen; what follows is the secretariat's.
OF_A_FROZEN: dict[str, Any] = {
    "roles": ("sekretariat",),
    "otherwise": 403,
    "others": STRANGERS_SIGN_IN,
}
# Taken by POST only; whoever asks otherwise is told so before who they are.
BUTTON: dict[str, Any] = {"status": 405, "roles": ROLES[1:], "others": STRANGERS_SIGN_IN}


def _draft(name: str, *, row: str = "", **given: Any) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        draft = example.draft
        args = [
            draft.reference,
            *(getattr(draft, row).values_list("pk", flat=True)[:1] if row else ()),
        ]
        return [Page(reverse(name, args=args), **({**OF_A_DRAFT, **given}))]

    return pages


def _new(example: Example) -> list[Page]:
    staff: dict[str, Any] = {"roles": FORUM, "otherwise": 403, "others": STRANGERS_SIGN_IN}
    return [
        Page("/berita-acara/baru/", **staff),
        Page(f"/berita-acara/baru/?rapat={example.meeting.reference}", **staff),
        Page(f"/berita-acara/baru/?rapat={example.meeting_ahead.reference}", **staff),
    ]


def _freeze(example: Example) -> list[Page]:
    return [
        Page(f"{example.draft.get_absolute_url()}bekukan/", **OF_A_DRAFT),
        Page(
            f"{example.unsigned.get_absolute_url()}bekukan/",
            404,
            roles=FORUM,
            otherwise=403,
            others=STRANGERS_SIGN_IN,
        ),
    ]


def _frozen(name: str, status: int) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        path = reverse(name, args=[example.unsigned.reference])
        return [Page(path, status, **OF_A_FROZEN)]

    return pages


def _preview(example: Example) -> DraftPreview:
    """The pages of the draft, drawn once."""
    preview = DraftPreview.objects.filter(document=example.draft).first()
    if preview is None:
        by = example.users["sekretariat"]
        preview = ask_for_preview(document=example.draft, paper="A4", by=by)
        draw_preview(preview.pk)
    return preview


SEES_A_DRAFT: dict[str, Any] = {"roles": STAFF, "others": STRANGERS_SIGN_IN}


def _strip(example: Example) -> list[Page]:
    path = reverse("agreements:document_preview", args=[example.draft.reference])
    return [Page(path, 302, **SEES_A_DRAFT), Page(f"{path}?kertas=entah", 302, **SEES_A_DRAFT)]


def _pictures(example: Example) -> list[Page]:
    pages = _preview(example).pages.all()[:1]
    args = [[example.draft.reference, page.pk] for page in pages]
    return [Page(reverse("agreements:preview_picture", args=each), **SEES_A_DRAFT) for each in args]


def _preview_print(example: Example) -> list[Page]:
    _preview(example)
    path = f"{example.draft.get_absolute_url()}pratinjau/"
    return [
        Page(f"{path}a4.pdf", **SEES_A_DRAFT),
        Page(f"{path}a5.pdf", 404, roles=ROLES[1:], others=STRANGERS_SIGN_IN),
    ]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "agreements:document_create": _new,
    "agreements:document_particulars": _draft("agreements:document_particulars"),
    "agreements:document_number": _draft("agreements:document_number"),
    "agreements:document_gather": _draft("agreements:document_gather", **BUTTON),
    "agreements:document_clauses": _draft("agreements:document_clauses"),
    "agreements:clause_take": _draft("agreements:clause_take", **BUTTON),
    "agreements:clause_edit": _draft("agreements:clause_edit", row="clauses"),
    "agreements:clause_move": _draft("agreements:clause_move", row="clauses", **BUTTON),
    "agreements:clause_remove": _draft("agreements:clause_remove", row="clauses"),
    "agreements:document_signatories": _draft("agreements:document_signatories"),
    "agreements:signatory_add": _draft("agreements:signatory_add"),
    "agreements:signatory_fill": _draft("agreements:signatory_fill", **BUTTON),
    "agreements:signatory_edit": _draft("agreements:signatory_edit", row="signatories"),
    "agreements:signatory_move": _draft("agreements:signatory_move", row="signatories", **BUTTON),
    "agreements:signatory_remove": _draft("agreements:signatory_remove", row="signatories"),
    "agreements:document_preview": _strip,
    "agreements:preview_picture": _pictures,
    "agreements:preview_print": _preview_print,
    "agreements:document_freeze": _freeze,
    "signing:document_ink": _frozen("signing:document_ink", 200),
    # Nobody has signed yet, so it cannot be put into force.
    "signing:document_force": _frozen("signing:document_force", 404),
    "signing:document_void": _frozen("signing:document_void", 200),
}
TAKES_POST: set[str] = set(PAGES) - {
    "agreements:document_signatories",
    "agreements:preview_picture",
    "agreements:preview_print",
}
