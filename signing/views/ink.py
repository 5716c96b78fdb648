"""Pages of ink records: proposing what a signed paper shows, and the second review."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import Document, SignatoryState, sort_as_printed
from agreements.permissions import can_see_scan
from agreements.views.finding import find_document
from core.access import find_visible, require
from core.forms import LONGEST_ID, REFUSED, answer_form, is_refused, submit_once
from files.downloads import serve_scan
from signing.actions.ink import propose_ink_signatures, record_ink_signatures, return_ink_signatures
from signing.forms.ink import InkForm, InkReviewForm
from signing.models import InkRecord, InkState, ScannedPaper
from signing.permissions import can_record_signatures, can_review_ink
from signing.views.finding import find_frozen, require_open
from stakeholders.models import Duty, Mandate, User


@require_http_methods(["GET", "HEAD", "POST"])
def document_ink(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose an ink record: what the signed paper shows for each signatory.

    `?pindaian=` is the id of the scanned paper, if the paper was scanned.
    """
    document = find_frozen(request, reference)
    require_open(request, document, "record_ink_signatures")
    waiting = document.ink_records.filter(state=InkState.PROPOSED).first()
    if waiting is not None and request.method != "POST":
        return redirect(waiting)
    signatories = sort_as_printed(document.signatories.select_related("organisation", "person"))
    paper = _find_paper(document, request.GET.get("pindaian", ""))
    form = InkForm(
        request.POST or None,
        signatories=signatories,
        initial={"signed_date": min(document.date, timezone.localdate())},
    )

    def perform() -> str:
        values = form.values
        return propose_ink_signatures(
            document=document,
            signed_date=values["signed_date"],
            note=values["note"],
            outcomes=form.outcomes,
            paper=paper,
            by=request.user,
        ).get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="signing/ink_form.html",
        context={
            "document": document,
            "paper": paper,
            "pages": paper.pages.select_related("file") if paper else [],
            "papers": [] if paper else _list_unrecorded_papers(document),
            "signed": [each for each in signatories if each.state == SignatoryState.SIGNED],
        },
        message=_("Now a second person reviews the paper."),
    )


def _find_paper(document: Document, chosen: str) -> ScannedPaper | None:
    """Return the scanned paper named in the query string; None if it is not of this document."""
    is_id = chosen.isascii() and chosen.isdigit() and len(chosen) <= LONGEST_ID
    return document.scanned_papers.filter(pk=int(chosen)).first() if is_id else None


def _list_unrecorded_papers(document: Document) -> list[ScannedPaper]:
    """Return the scanned papers of a document without a pending or confirmed ink record."""
    papers = document.scanned_papers.exclude(
        ink_records__state__in=(InkState.PROPOSED, InkState.RECORDED)
    )
    return list(papers.filter(pages__isnull=False).select_related("batch").distinct())


@require_http_methods(["GET", "HEAD", "POST"])
def ink_record(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show an ink record beside its scanned pages; the second reviewer confirms or returns it."""
    document = find_document(request, reference)
    user = request.user
    require(can_see_scan(user, document))
    records = document.ink_records.select_related("recorded_by", "decided_by", "paper__batch")
    record = find_visible(records, pk=pk)
    record.document = document
    form = InkReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        address = submit_once(form, lambda: _decide(request, record, form))
        if address is not None:
            return redirect(address)
    is_own = record.recorded_by_id == user.pk
    return render(
        request,
        "signing/ink_record.html",
        {
            "document": document,
            "record": record,
            "outcomes": record.outcomes.select_related(
                "signatory__organisation", "signatory__person"
            ),
            "pages": record.pages.select_related("file"),
            "form": form,
            "is_own": is_own,
            "may_confirm": can_review_ink(user, document) and not is_own,
            "may_take_back": is_own and can_record_signatures(user, document),
            "second_people": _list_second_reviewers(record),
        },
        status=REFUSED if is_refused(form) else 200,
    )


def _decide(request: HttpRequest, record: InkRecord, form: InkReviewForm) -> str:
    reason = form.values["reason"]
    if "confirm" in request.POST:
        record_ink_signatures(record=record, by=request.user)
        messages.success(request, _("The signatures are recorded."))
    else:
        return_ink_signatures(record=record, reason=reason, by=request.user)
        messages.success(request, _("The record is sent back; no signature was recorded."))
    return f"{record.document.get_absolute_url()}#signatures"


def _list_second_reviewers(record: InkRecord) -> list[User]:
    """Return who may review a record: the forum's staff and administrators except its proposer."""
    if record.state != InkState.PROPOSED:
        return []
    staff = Mandate.objects.current().filter(duty__in=(Duty.FACILITATOR, Duty.SECRETARIAT))
    may = Q(is_superuser=True) | Q(person__in=staff.values("person"))
    users = User.objects.filter(may, is_active=True).exclude(pk=record.recorded_by_id or 0)
    return list(users.select_related("person").order_by("pk"))


@require_safe
def document_scan(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """Serve the scan of a record as a download, never inline."""
    document = find_document(request, reference)
    require(can_see_scan(request.user, document))
    record = find_visible(document.ink_records.exclude(scan=""), pk=pk)
    return serve_scan(
        record.scan,
        name=f"{document.reference}-{record.signed_date.isoformat()}-{record.pk}",
        extension=str(record.scan.name).rpartition(".")[2],
    )
