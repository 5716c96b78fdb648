"""Views for reviewers: the draft with a comment form under each section.

Reviewers come by a personal link, which is their only credential (see meetings.views.contributing),
or with the account of somebody who represents a signatory organisation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agreements.actions.commenting import (
    comment_by_link,
    comment_on_draft,
    get_bearer,
    get_linked_draft,
    read_by_link,
    withdraw_comment,
)
from agreements.actions.reviewing import note_reading
from agreements.draft_sections import DraftSection, list_pledges_for, read_review
from agreements.forms.reviewing import CommentForm
from agreements.models import Document, DocumentState, ReviewComment, SectionKind
from agreements.permissions import can_comment
from agreements.views.finding import find_document
from core.access import allow_anonymous, find_visible, keep_link_private, require
from core.forms import REFUSED, IdempotentForm, is_refused, submit_once
from core.refusals import Refused
from stakeholders.actions.links import find_link
from stakeholders.models import LinkPurpose, Organisation, PersonalLink
from stakeholders.permissions import represents

# Names of the buttons of the page.
COMMENT, READ, WITHDRAW = "tanggapan", "dibaca", "tarik"


@dataclass(frozen=True, slots=True)
class Reader:
    """A reviewer, and the action of each button of the page."""

    document: Document
    organisation: Organisation
    name: str
    comment: Callable[..., object]
    read: Callable[[], object]
    withdraw: Callable[[ReviewComment], object]


# ── By a link ────────────────────────────────────────────────────────────────────────────────


@csrf_exempt
@allow_anonymous
@require_http_methods(["GET", "HEAD", "POST"])
def review_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a draft by a review link; GET changes nothing, so link previews are harmless."""
    try:
        link = find_link(token, purpose=LinkPurpose.REVIEW)
        answer = _render_reading(
            request, _build_link_reader(link), "agreements/review_link.html", {"link": link}
        )
    except Refused as refusal:
        answer = _render_closed(request, refusal)
    return keep_link_private(answer)


def _build_link_reader(link: PersonalLink) -> Reader:
    document, bearer = get_linked_draft(link), get_bearer(link)
    if not can_comment(bearer, document, bearer.organisation):
        raise Refused(_("Only those who are to sign comment here."), code="left")
    return Reader(
        document=document,
        organisation=bearer.organisation,
        name=link.person.full_name if link.person else "",
        comment=lambda **said: comment_by_link(token=link.token, **said),
        read=lambda: read_by_link(token=link.token),
        withdraw=lambda comment: withdraw_comment(comment=comment, by=bearer),
    )


def _render_closed(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say why a link does not work, and give back what was typed."""
    return render(
        request,
        "agreements/review_closed.html",
        {"sentence": str(refusal), "words": request.POST.get("text", "")},
        status=404 if refusal.code == "foreign" else 410,
    )


# ── By an account ────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def document_comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a draft to a representative of a signatory organisation, who comments by account."""
    document = find_document(request, reference)
    if document.review_until is None:
        raise Http404(_("%(document)s is not in review.") % {"document": document})
    organisation = _get_own_organisation(request, document)
    return _render_reading(
        request,
        _build_account_reader(request, document, organisation),
        "agreements/review_read.html",
        {},
    )


def _get_own_organisation(request: HttpRequest, document: Document) -> Organisation:
    """Return the signatory organisation that the reader represents; 403 without one."""
    theirs = Organisation.objects.filter(signatures__document=document).distinct().order_by("pk")
    mine = [each for each in theirs if represents(request.user, each.pk)]
    require(bool(mine), _("Only those who are to sign comment here."))
    return mine[0]


def _build_account_reader(
    request: HttpRequest, document: Document, organisation: Organisation
) -> Reader:
    user = request.user
    person = getattr(user, "person", None)
    name = person.full_name if person else ""
    return Reader(
        document=document,
        organisation=organisation,
        name=name,
        comment=lambda **said: comment_on_draft(
            document=document, organisation=organisation, by=user, **said
        ),
        read=lambda: note_reading(document=document, organisation=organisation, by=user, name=name),
        withdraw=lambda comment: withdraw_comment(comment=comment, by=user),
    )


# ── The page ─────────────────────────────────────────────────────────────────────────────────


def _render_reading(
    request: HttpRequest, reader: Reader, template: str, context: dict[str, Any]
) -> HttpResponse:
    document = reader.document
    # After the review was withdrawn only the staff may read the draft, so a link shows no text.
    is_out = document.state == DocumentState.IN_REVIEW
    pledges = list_pledges_for(document, reader.organisation) if is_out else []
    reading = read_review(document, reader=reader.organisation, pledges=pledges)
    sections = reading.sections if is_out else []
    # A comment typed before the withdrawal is still passed to the action, which refuses it with
    # a reason.
    form, perform = _get_pressed_form(request, reader, reading.sections if document.is_open else [])
    if request.method == "POST":
        address = submit_once(form, perform)
        if address is not None:
            return redirect(f"{request.path}{address}")
    is_open = is_out and not _is_late(document)
    boxes = {section.key for section in sections} if is_open else set()
    page = {
        "document": document,
        "organisation": reader.organisation,
        "is_open": is_open,
        "is_late": _is_late(document),
        "pledges": [pledge for pledge in pledges if pledge.is_own],
        "rows": [
            (section, _build_comment_form(section, sections, form, reader))
            for section in sections
            if _has_text(section)
        ],
        "removed": reading.removed if is_out else [],
        "orphans": _filter_own(reading.orphans, reader) if is_out else [],
        "answered": [] if is_out else _filter_own(reading.comments, reader),
        "is_read": reading.current is not None and reading.current.is_read,
        "form": form,
        "unsent": "" if form.data.get("about") in boxes else form.data.get("text", ""),
        "new_form": IdempotentForm,
        **context,
    }
    return render(request, template, page, status=REFUSED if is_refused(form) else 200)


def _get_pressed_form(
    request: HttpRequest, reader: Reader, sections: Sequence[DraftSection]
) -> tuple[IdempotentForm, Callable[[], str]]:
    """Return the submitted form and its action; the action returns the anchor to redirect to."""
    sent = request.POST if request.method == "POST" else None
    if sent is not None and READ in sent:

        def read() -> str:
            reader.read()
            return "#selesai"

        return IdempotentForm(sent), read
    if sent is not None and WITHDRAW in sent:
        comments = ReviewComment.objects.filter(
            document=reader.document, organisation=reader.organisation
        )
        comment = find_visible(comments, pk=sent[WITHDRAW])

        def withdraw() -> str:
            reader.withdraw(comment)
            return "#tanggapan"

        return IdempotentForm(sent), withdraw
    form = CommentForm(sent, sections=sections)

    def send_comment() -> str:
        reader.comment(**form.values)
        return f"#{form.cleaned_data['about']}"

    return form, send_comment


def _has_text(section: DraftSection) -> bool:
    """Tell whether a section is shown: it has a text or comments, or is the whole draft."""
    return bool(
        section.lines or section.clause or section.comments or section.kind == SectionKind.WHOLE
    )


def _build_comment_form(
    section: DraftSection, sections: Sequence[DraftSection], form: IdempotentForm, reader: Reader
) -> IdempotentForm:
    """Return the comment form of a section: the submitted one if it was refused, else empty."""
    is_this = isinstance(form, CommentForm) and form.data.get("about") == section.key
    if is_this and is_refused(form):
        return form
    empty = {"about": section.key, "written_by": reader.name}
    return CommentForm(sections=sections, initial=empty, auto_id=f"id_{section.key}_%s")


def _is_late(document: Document) -> bool:
    until = document.review_until
    return until is not None and until < timezone.localdate()


def _filter_own(comments: Sequence[ReviewComment], reader: Reader) -> list[ReviewComment]:
    return [each for each in comments if each.organisation_id == reader.organisation.pk]
