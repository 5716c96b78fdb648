"""Taking in the signed paper: what it shows, place by place, and its scan."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.actions import drop_scan, hold_scan, record_ink_signatures
from agreements.forms import InkForm
from agreements.models import Document, SignatoryState, in_printed_order
from agreements.permissions import can_see_scan
from agreements.scans import KINDS, Scan
from agreements.views.finding import find_document, find_frozen, require_open
from core.access import find_visible, require
from core.forms import REFUSED, done_once

# A scan can carry scripts and links of its own; nothing it asks for is given.
SCAN_CSP = "default-src 'none'; sandbox"


@require_http_methods(["GET", "HEAD", "POST"])
def document_ink(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what the signed paper shows, place by place, with its scan."""
    document = find_frozen(request, reference)
    require_open(request, document, "record_ink_signatures")
    places = in_printed_order(document.signatories.select_related("organisation", "person"))
    mine = document.held_scans.filter(held_by_id=request.user.pk)
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
        if form.is_bound:  # a request without any field is no form
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
    extension = str(record.scan.name).rpartition(".")[2]
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
