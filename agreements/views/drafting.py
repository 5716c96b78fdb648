"""Views for drafting: new draft, particulars, number, contributions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.actions.drafting import (
    draft_document,
    edit_document,
    gather_pledges,
    number_document,
)
from agreements.content.meeting import choose_letterhead
from agreements.forms.drafting import DraftParticularsForm, NewDraftForm, NumberForm
from agreements.models import Document, DocumentKind, Letterhead
from agreements.permissions import can_draft_document, can_number_document
from agreements.preflight import preview_number
from agreements.views.finding import find_draft, list_secretariat
from core.access import find_visible, require
from core.forms import answer_form
from core.refusals import Refused
from meetings.models import Meeting, MeetingState

MOST_MEETINGS = 30


@require_http_methods(["GET", "HEAD", "POST"])
def document_create(request: HttpRequest) -> HttpResponse:
    """Draft a document from a meeting, or without one if requested; else ask for the meeting."""
    user = request.user
    require(can_draft_document(user))
    reference = request.GET.get("rapat")
    if reference is None and request.GET.get("tanpa") == "rapat":
        return _draft_without_meeting(request)
    if reference is None:
        meetings = Meeting.objects.visible_to(user).exclude(state=MeetingState.CANCELLED)
        page = {"meetings": meetings.order_by("-date", "-reference")[:MOST_MEETINGS]}
        return render(request, "agreements/draft_meeting.html", page)
    meeting = find_visible(Meeting.objects.visible_to(user), reference=reference)
    form = NewDraftForm(request.POST or None, initial=_get_initial(meeting))

    def perform() -> str:
        document = draft_document(meeting=meeting, by=user, **form.values)
        return document.get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="agreements/draft_form.html",
        context={
            "heading": _("Draft a berita acara"),
            "reference": meeting.reference,
            "meeting": meeting,
            "earlier": list(meeting.documents.visible_to(user).order_by("-pk")),
            "submit_label": _("Draft it"),
            "back_url": f"{meeting.get_absolute_url()}dokumen/",
            "back_label": str(meeting),
        },
        message=_("The draft is filled from the meeting. See what is missing."),
    )


def _draft_without_meeting(request: HttpRequest) -> HttpResponse:
    """Draft a nota kesepakatan, or another document without a meeting, with an empty text."""
    letterhead = Letterhead.objects.order_by("pk").first()
    form = NewDraftForm(
        request.POST or None,
        initial={
            "kind": DocumentKind.NOTA_KESEPAKATAN,
            "letterhead": letterhead,
            "title": "Nota Kesepakatan",
            "date": timezone.localdate(),
            "place": letterhead.place if letterhead else "",
        },
    )

    def perform() -> str:
        return draft_document(meeting=None, by=request.user, **form.values).get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="agreements/draft_form.html",
        context={
            "heading": _("Draft a document without a meeting"),
            "submit_label": _("Begin the draft"),
            "back_url": reverse("agreements:document_create"),
            "back_label": _("Of which meeting?"),
        },
        message=_("The draft is begun. Say what is agreed, and who signs."),
    )


def _get_initial(meeting: Meeting) -> dict[str, Any]:
    """Return the initial values of a new draft's form."""
    try:
        letterhead = choose_letterhead(meeting)
    except Refused:
        letterhead = None  # the form field explains that there is no letterhead to choose
    return {
        "kind": DocumentKind.BERITA_ACARA,
        "letterhead": letterhead,
        "title": "Berita Acara",
        "subject": meeting.theme,
        "date": meeting.date,
        "place": letterhead.place if letterhead else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def document_particulars(request: HttpRequest, reference: str) -> HttpResponse:
    """Edit title, subject, date, place, grounds and letterhead."""
    document = find_draft(request, reference)
    names = ("title", "subject", "date", "place", "basis", "letterhead", "revision")
    form = DraftParticularsForm(
        request.POST or None, initial={name: getattr(document, name) for name in names}
    )

    def perform() -> str:
        edit_document(
            document=document, seen_revision=form.seen_revision, by=request.user, **form.values
        )
        return document.get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("Particulars"),
            "reference": document.reference,
            "submit_label": _("Save"),
            "back_url": document.get_absolute_url(),
            "back_label": str(document),
        },
        message=_("The particulars are saved."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def document_number(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the number that freezing will issue, and set one from the official register instead."""
    document = find_draft(request, reference)
    if request.method != "POST" and not can_number_document(request.user, document):
        return show_secretariat(request, document, _("The number is given by"))
    require(can_number_document(request.user, document))
    form = NumberForm(request.POST or None, initial={"number": document.number})

    def perform() -> str:
        number_document(document=document, by=request.user, **form.values)
        return document.get_absolute_url()

    return answer_form(
        request,
        form,
        perform,
        template="agreements/number_form.html",
        context={
            "heading": _("Number"),
            "reference": document.reference,
            "document": document,
            "coming": "" if document.number else preview_number(document),
            "submit_label": _("Set this number"),
            "back_url": document.get_absolute_url(),
            "back_label": str(document),
        },
        message=_("The number is set."),
    )


def show_secretariat(request: HttpRequest, document: Document, question: str) -> HttpResponse:
    """Show who belongs to the secretariat, to users who lack the permission for a step."""
    return render(
        request,
        "agreements/ask_secretariat.html",
        {"document": document, "question": question, "mandates": list_secretariat()},
    )


@require_POST
def document_gather(request: HttpRequest, reference: str) -> HttpResponse:
    """Gather the decided contributions of the meeting again."""
    document = find_draft(request, reference)
    try:
        document = gather_pledges(document=document, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = _("%(count)s contributions are in the draft now.")
        messages.success(request, sentence % {"count": document.pledges.count()})
    return redirect(f"{reverse('signing:document_detail', args=[reference])}#contributions")
