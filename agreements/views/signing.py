"""Freezing a draft, and taking in what the signed paper shows."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions import (
    bring_into_force,
    drop_scan,
    freeze_document,
    hold_scan,
    record_ink_signatures,
    void_document,
)
from agreements.forms import InkForm
from agreements.models import Document, Signatory, SignatoryState, in_printed_order
from agreements.permissions import can_freeze_document, can_see_scan, can_void_document
from agreements.preflight import examine, number_to_come
from agreements.scans import KINDS, Scan
from agreements.transitions import DOCUMENT
from agreements.views.drafting import turn_of_the_secretariat
from agreements.views.finding import find_document, find_draft, find_frozen
from core.access import find_visible, require
from core.forms import REFUSED, ReasonForm, confirm, done_once

# A scan can carry scripts and links of its own; nothing it asks for is given.
SCAN_CSP = "default-src 'none'; sandbox"


@require_http_methods(["GET", "HEAD", "POST"])
def document_freeze(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what freezing means, and freeze; while something is missing, lead back to what it is."""
    document = find_draft(request, reference)
    user = request.user
    if request.method != "POST":
        if not can_freeze_document(user, document):
            return turn_of_the_secretariat(request, document, _("The text is frozen by"))
        if any(finding.is_blocker for finding in examine(document)):
            messages.warning(request, _("Settle first what is missing."))
            return redirect(document)
    require(can_freeze_document(user, document))

    def perform() -> str:
        freeze_document(document=document, by=user)
        return document.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Freeze the text?"),
        consequences=_what_freezing_does(document),
        label=_("Freeze the text"),
        back=document.get_absolute_url(),
        back_label=str(document),
        reference=document.reference,
        message=_("The text is frozen. Print it, and have it signed."),
    )


def _what_freezing_does(document: Document) -> list[str]:
    said = [
        _("It gets the number %(number)s.") % {"number": number_to_come(document)},
        _("Nothing in it changes any more; a correction needs a document of its own."),
        _("%(count)s contributions in it are locked.") % {"count": document.pledges.count()},
        _(
            "Everybody can read it from now on, with its attendance, decisions and"
            " contributions, and check it by the code on the paper."
        ),
        _("The prints in A4 and F4 are made, ready to be signed."),
    ]
    if document.meeting and not document.meeting.is_published:
        said.append(
            _("Its meeting is not published: what the document tells of it becomes public.")
        )
    return said


@require_http_methods(["GET", "HEAD", "POST"])
def document_ink(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what the signed paper shows, place by place, with its scan."""
    document = find_frozen(request, reference)
    _require_open(request, document, "record_ink_signatures")
    places = in_printed_order(document.signatories.select_related("organisation", "person"))
    mine = document.held_scans.filter(held_by=request.user)
    form = InkForm(
        request.POST or None,
        request.FILES or None,
        places=places,
        held={held.pk: held for held in mine} if request.method == "POST" else {},
        initial={"signed_date": min(document.date, timezone.localdate())},
    )
    if request.method == "POST":
        address = done_once(form, lambda: _record(request, document, form))
        if address is not None:
            messages.success(request, _("The signatures are recorded."))
            return redirect(address)
        _hold(request, document, form)
    return render(
        request,
        "agreements/ink_form.html",
        {
            "document": document,
            "form": form,
            "signed": [place for place in places if place.state == SignatoryState.SIGNED],
        },
        status=REFUSED if form.is_bound else 200,
    )


def _record(request: HttpRequest, document: Document, form: InkForm) -> str:
    values = form.values
    record_ink_signatures(
        document=document,
        signed_date=values["signed_date"],
        note=values["note"],
        outcomes=form.outcomes,
        scan=values["scan"],
        by=request.user,
    )
    if form.held_scan is not None:
        drop_scan(held=form.held_scan)
    return f"{document.get_absolute_url()}#signatures"


def _hold(request: HttpRequest, document: Document, form: InkForm) -> None:
    """Keep a good scan of a refused form, so that it need not be chosen again."""
    scan = form.cleaned_data.get("scan")
    upload = request.FILES.get("scan")
    if isinstance(scan, Scan) and upload is not None:
        held = hold_scan(document=document, scan=scan, name=upload.name or "", by=request.user)
        form.hold(held)


@require_safe
def document_scan(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """Hand out a scan as it came, to be saved and never shown by the browser itself."""
    document = find_document(request, reference)
    require(can_see_scan(request.user, document))
    record = find_visible(document.ink_records.exclude(scan=""), pk=pk)
    extension = record.scan.name.rpartition(".")[2]
    _start, _end, content_type = KINDS.get(extension, KINDS["pdf"])
    return FileResponse(
        record.scan.open("rb"),
        as_attachment=True,
        filename=f"{document.reference}-{record.signed_date.isoformat()}-{record.pk}.{extension}",
        content_type=content_type,
        headers={
            "Content-Security-Policy": SCAN_CSP,
            "Content-Encoding": "identity",
            "Cache-Control": "private, no-store",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def document_force(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the reason, and put a document with open places into force."""
    document = find_frozen(request, reference)
    _require_open(request, document, "bring_into_force")
    form = ReasonForm(request.POST or None)

    def perform() -> str:
        bring_into_force(document=document, by=request.user, **form.values)
        return document.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Put it into force with open places?"),
        consequences=[
            _("It is in force from today, and its accommodated contributions are agreed."),
            *_open_places(document),
            _("Who signs later is still recorded. Everybody reads the reason."),
        ],
        label=_("Put into force"),
        back=document.get_absolute_url(),
        back_label=str(document),
        form=form,
        reference=document.reference,
        message=_("The document is in force."),
    )


def _open_places(document: Document) -> list[str]:
    places: list[Signatory] = in_printed_order(
        document.signatories.exclude(state=SignatoryState.SIGNED).select_related(
            "organisation", "person"
        )
    )
    return [
        _("Stays open: %(signatory)s (%(organisation)s), %(state)s.")
        % {
            "signatory": place,
            "organisation": place.organisation,
            "state": place.get_state_display().lower(),
        }
        for place in places
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def document_void(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the reason, and declare a document void."""
    document = find_frozen(request, reference)
    require(can_void_document(request.user, document))
    _require_open(request, document, "void_document")
    form = ReasonForm(request.POST or None)

    def perform() -> str:
        void_document(document=document, by=request.user, **form.values)
        return document.get_absolute_url()

    return confirm(
        request,
        perform,
        question=_("Declare it void?"),
        consequences=[
            _("Its page and its verification page say that it is no longer to be used, and why."),
            _("The number %(number)s is never given again.") % {"number": document.number},
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


def _require_open(request: HttpRequest, document: Document, action: str) -> None:
    """Answer 404 for the page of an act that the present state does not allow; see find_draft."""
    if request.method != "POST" and not DOCUMENT.allows(document, action):
        raise Http404(
            _("%(document)s is “%(state)s”: this is not possible.")
            % {"document": document, "state": document.get_state_display()}
        )


def actions_of(document: Document, user: Any, *, is_complete: bool) -> list[dict[str, Any]]:
    """Return the buttons that state and duty open on a frozen document, the main one first.

    `is_complete` says that every place is signed, so that nothing is left to be recorded.
    """
    if not can_void_document(user, document):
        return []
    pages = {
        "record_ink_signatures": ("document_ink", "primary"),
        "bring_into_force": ("document_force", ""),
        "void_document": ("document_void", "danger"),
    }
    return [
        {
            "label": row.label,
            "url": reverse(f"agreements:{pages[row.action][0]}", args=[document.reference]),
            "kind": pages[row.action][1],
        }
        for row in DOCUMENT.open_to(document)
        if row.action in pages and not (is_complete and row.action == "record_ink_signatures")
    ]
