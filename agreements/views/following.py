"""Views of what follows a document in force: addendum, handover record, and changes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.actions.amending import draft_addendum, is_amendable
from agreements.actions.handing_over import (
    can_be_handed_over,
    draft_bast,
    list_pledges_to_hand_over,
)
from agreements.content.agreement import cite_document
from agreements.content.wording import TITLES
from agreements.forms.following import AddendumForm, HandoverForm
from agreements.models import Document, DocumentKind, Letterhead
from agreements.permissions import can_draft_document
from agreements.reports.changes import list_changes
from agreements.views.finding import find_document
from core.access import allow_anonymous_read, require
from core.actors import Actor
from core.forms import answer_form
from core.public_cache import cache_for_visitors
from meetings.models import MinutesResponse
from meetings.reports.responses import list_open_objections


def _get_initial(document: Document, kind: str) -> dict[str, Any]:
    letterhead = document.letterhead or Letterhead.objects.order_by("pk").first()
    return {
        "letterhead": letterhead,
        "title": TITLES[kind].title(),
        "date": timezone.localdate(),
        "place": letterhead.place if letterhead else "",
    }


def _find_objection(request: HttpRequest, document: Document) -> MinutesResponse | None:
    """Return the open objection that the URL names, with which an addendum is begun."""
    wanted = request.GET.get("keberatan", "")
    found = list_objections_to_frozen(document)
    return next((each for each in found if str(each.pk) == wanted), None)


@require_http_methods(["GET", "HEAD", "POST"])
def document_amend(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft an addendum to a document in force."""
    document = find_document(request, reference)
    require(can_draft_document(request.user))
    if request.method != "POST" and not is_amendable(document):
        raise Http404(_("%(document)s cannot be amended.") % {"document": document})
    words = _get_initial(document, DocumentKind.ADDENDUM)
    words["subject"] = f"Perubahan atas {cite_document(document)}"
    objection = _find_objection(request, document)
    if objection is not None:
        words["subject"] += f", menindaklanjuti keberatan {objection.participant.as_speaker}"
    form = AddendumForm(request.POST or None, initial=words)

    def perform() -> str:
        begun = draft_addendum(amended=document, by=request.user, **form.values)
        return f"{begun.get_absolute_url()}butir/"

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("Draft an addendum"),
            "lead": _(
                "It amends %(document)s. Both stay, each with its own number and signatures; "
                "whoever was to sign that one is to sign this one."
            )
            % {"document": cite_document(document)},
            "reference": document.reference,
            "submit_label": _("Begin the addendum"),
            "back_url": document.get_absolute_url(),
            "back_label": str(document),
        },
        message=_("The addendum is begun. Say now which clauses change."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def document_hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft a handover record for pledges of a document in force."""
    document = find_document(request, reference)
    require(can_draft_document(request.user))
    if request.method != "POST" and not can_be_handed_over(document):
        raise Http404(_("Nothing of %(document)s can be handed over.") % {"document": document})
    form = HandoverForm(
        request.POST or None,
        held=list_pledges_to_hand_over(document),
        initial=_get_initial(document, DocumentKind.BAST),
    )

    def perform() -> str:
        begun = draft_bast(rests_on=document, by=request.user, **form.values)
        return f"{begun.get_absolute_url()}barang/"

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("Draft a handover record"),
            "lead": _("Tick the contributions of one giver that one receiver takes over."),
            "reference": document.reference,
            "submit_label": _("Begin the record"),
            "back_url": document.get_absolute_url(),
            "back_label": str(document),
        },
        message=_("The record is drafted. Correct the items to what was really delivered."),
    )


@allow_anonymous_read
@cache_for_visitors
def document_changes(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the changes of an addendum, or of all addenda to a document."""
    document = find_document(request, reference)
    visible = Document.objects.visible_to(request.user)
    if document.kind == DocumentKind.ADDENDUM:
        amended = document.amends
        addenda = [document] if amended and visible.filter(pk=amended.pk).exists() else []
    else:
        addenda = list(visible.filter(amends=document).order_by("in_force_date", "pk"))
    if not addenda:
        raise Http404(_("%(document)s changes nothing.") % {"document": document})
    return render(
        request,
        "agreements/changes.html",
        {
            "document": document,
            "amended": document.amends or document,
            "addenda": [(addendum, list_changes(addendum)) for addendum in addenda],
        },
    )


def list_objections_to_frozen(document: Document) -> list[MinutesResponse]:
    """Return the open objections to the minutes of a frozen document's meeting."""
    if document.meeting is None or document.is_open:
        return []
    return list(list_open_objections(document.meeting))


def build_following_context(
    document: Document, user: Actor, *, has_objections: bool
) -> dict[str, Any]:
    """Return the template context of related documents: based on, followed by, and the buttons.

    With `has_objections` also those to the minutes of its meeting, which may call for an addendum.
    """
    visible = Document.objects.visible_to(user)
    # Each found by its own index: for an OR over both tables the database would read them whole.
    addenda = Document.objects.filter(amends=document).order_by().values("pk")
    handovers = Document.objects.filter(handover__rests_on=document).order_by().values("pk")
    followers = visible.filter(pk__in=addenda.union(handovers))
    buttons = []
    if can_draft_document(user) and is_amendable(document):
        buttons.append((_("Draft an addendum"), f"{document.get_absolute_url()}adendum/"))
    if can_draft_document(user) and can_be_handed_over(document):
        buttons.append(
            (_("Draft a handover record"), f"{document.get_absolute_url()}serah-terima/")
        )
    is_handover = document.kind == DocumentKind.BAST and not document.is_outside
    return {
        "rests_on": document.handover.rests_on if is_handover else None,
        "documents": list(followers.order_by("date", "pk")),
        "buttons": buttons,
        "objections": list_objections_to_frozen(document) if has_objections else [],
        "shows_objections": can_draft_document(user),
        "is_amendable": is_amendable(document),
    }
