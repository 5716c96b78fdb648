"""Pages of the secretariat's decisions: into force with signatures missing, or void."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.models import (
    Capacity,
    Document,
    DocumentState,
    Signatory,
    SignatoryState,
    sort_as_printed,
)
from agreements.transitions import DOCUMENT
from core.access import require
from core.actors import Actor
from core.forms import ReasonForm, confirm
from core.transitions import Transition
from signing.actions.deciding import bring_into_force, void_document
from signing.actions.locking import COLLECTING_STATES
from signing.permissions import can_record_signatures, can_void_document
from signing.views.finding import find_frozen, require_open
from stakeholders.permissions import is_forum_staff


@require_http_methods(["GET", "HEAD", "POST"])
def document_force(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm with a reason, and put a document into force with signatures missing."""
    document = find_frozen(request, reference)
    require_open(request, document, "bring_into_force")
    if request.method != "POST" and _has_unknown_party(document):
        messages.warning(
            request, _("First record what is known of every party: signed, to follow, or not.")
        )
        return redirect("signing:document_ink", document.reference)
    form = ReasonForm(request.POST or None)

    def perform() -> str:
        bring_into_force(document=document, by=request.user, **form.values)
        return document.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Put it into force with signatures missing?"),
        consequences=[
            _("It is in force from today, and its accommodated contributions are agreed."),
            *_list_open_signatories(document),
            _("Later signatures are still recorded. Everybody can read the reason."),
        ],
        label=_("Put into force"),
        back=document.get_absolute_url(),
        back_label=str(document),
        form=form,
        reference=document.reference,
        message=_("The document is in force."),
    )


def _has_unknown_party(document: Document) -> bool:
    signatories = document.signatories.filter(state=SignatoryState.PENDING)
    return bool(signatories.filter(capacity=Capacity.PARTY).exists())


def _list_open_signatories(document: Document) -> list[str]:
    signatories: list[Signatory] = sort_as_printed(
        document.signatories.exclude(state=SignatoryState.SIGNED).select_related(
            "organisation", "person"
        )
    )
    return [
        _("Missing: %(signatory)s (%(organisation)s), %(state)s.")
        % {
            "signatory": each,
            "organisation": each.organisation,
            "state": each.get_state_display().lower(),
        }
        for each in signatories
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def document_void(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm with a reason, and void a document."""
    document = find_frozen(request, reference)
    require(can_void_document(request.user, document))
    require_open(request, document, "void_document")
    form = ReasonForm(request.POST or None)

    def perform() -> str:
        void_document(document=document, by=request.user, **form.values)
        return document.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Declare it void?"),
        consequences=[
            _("Its page and its verification page say that it must no longer be used, and why."),
            _("The number %(number)s is never used again.") % {"number": document.number},
            _("Its contributions are free for another document."),
            _("This cannot be taken back."),
        ],
        label=_("Declare void"),
        back=document.get_absolute_url(),
        back_label=str(document),
        form=form,
        danger=True,
        reference=document.reference,
        message=_("The document is void."),
    )


# URL name, icon and style of each button.
BUTTONS = {
    "record_ink_signatures": ("document_ink", "sign", ""),
    "bring_into_force": ("document_force", "", ""),
    "void_document": ("document_void", "", "danger"),
}


def list_buttons(
    document: Document, user: Actor, *, is_complete: bool, is_closed: bool
) -> list[dict[str, Any]]:
    """Return the buttons for a frozen document, the primary one first, by state and permission.

    With `is_complete` every signature is recorded, so the button to record ink signatures is left
    out. With `is_closed` the collection is closed: ink signatures are no longer accepted, and the
    sealed document cannot be voided.
    """
    if not (document.is_frozen and is_forum_staff(user)):
        return []
    rows = DOCUMENT.list_possible(document) if can_record_signatures(user, document) else []
    over = {"record_ink_signatures"} if is_complete else set()
    if is_closed:
        over |= {"record_ink_signatures", "void_document"}
    shown = [
        _build_button(document, row)
        for row in rows
        if row.action in BUTTONS and row.action not in over
    ]
    prints = {
        "label": _("Print"),
        "url": f"{reverse('signing:print_dialog')}?dokumen={document.reference}",
        "kind": "",
        "icon": "print",
    }
    # Printing comes first while nobody has signed.
    buttons = [prints, *shown] if document.state == DocumentState.FINAL else [*shown, prints]
    if document.state in COLLECTING_STATES and not is_complete:
        buttons.insert(0, _build_collect_button(document))
    return [{**buttons[0], "kind": "primary"}, *buttons[1:]]


def _build_collect_button(document: Document) -> dict[str, Any]:
    url = reverse("signing:signing_desk", args=[document.reference])
    return {"label": _("Collect signatures"), "url": url, "kind": "", "icon": "people"}


def _build_button(document: Document, row: Transition) -> dict[str, Any]:
    name, icon, kind = BUTTONS[row.action]
    url = reverse(f"signing:{name}", args=[document.reference])
    return {"label": row.label, "url": url, "kind": kind, "icon": icon}
