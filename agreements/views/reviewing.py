"""Views of the desk of a review: reviewers and their links, comments and answers."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agreements.actions.commenting import comment_on_draft, resolve_comment
from agreements.actions.reviewing import (
    get_links_expiry,
    list_review_links,
    prolong_review,
    remind_reviewers,
    send_review_link,
    start_review,
    withdraw_review,
)
from agreements.draft_sections import DraftReading, list_sections, read_review
from agreements.emails.review import build_review_email, get_review_url
from agreements.forms.reviewing import CommentOnBehalfForm, ResolveForm, ReviewUntilForm
from agreements.models import Document, DocumentState, ReviewComment
from agreements.permissions import can_review_document
from agreements.preflight import examine
from agreements.views.finding import find_draft
from core.access import find_visible, keep_private, require
from core.forms import ReasonForm, answer_form, confirm
from files.qr import build_qr_svg
from stakeholders.actions.links import renew_link, revoke_link
from stakeholders.emails import get_email_address
from stakeholders.models import Organisation, PersonalLink

# The suggested length of a review.
USUAL = timedelta(days=7)


def _find_draft_to_review(request: HttpRequest, reference: str) -> Document:
    """Return the draft of a review desk; 404 once it is frozen, 403 without permission."""
    document = find_draft(request, reference)
    require(can_review_document(request.user, document))
    return document


def _get_desk_url(document: Document) -> str:
    return reverse("agreements:document_review", args=[document.reference])


@require_http_methods(["GET", "HEAD", "POST"])
def document_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the desk of the review; POST starts a review, or changes its last day."""
    document = _find_draft_to_review(request, reference)
    is_running = document.state == DocumentState.IN_REVIEW
    until = document.review_until if is_running else timezone.localdate() + USUAL
    form = ReviewUntilForm(request.POST or None, initial={"review_until": until})

    def perform() -> str:
        if is_running:
            prolong_review(document=document, by=request.user, **form.values)
        else:
            start_review(document=document, by=request.user, **form.values)
        return request.path

    return answer_form(
        request,
        form,
        perform,
        template="agreements/review_desk.html",
        context=_build_page(document, is_running),
        message=_("The last day is set.") if is_running else _("The draft is out for comments."),
    )


def _build_page(document: Document, is_running: bool) -> dict[str, Any]:
    reading = read_review(document)
    asked = _list_asked(document, reading)
    silent = [row["link"].person for row in asked if _is_awaited(row)]
    by_mail = sum(bool(get_email_address(person)) for person in silent)
    return {
        "document": document,
        "is_running": is_running,
        "is_late": bool(document.review_until and document.review_until < timezone.localdate()),
        "sections": [section for section in reading.sections if section.comments or section.pieces],
        "orphans": reading.orphans,
        "removed": reading.removed,
        "asked": asked,
        "by_mail": by_mail,
        "by_hand": len(silent) - by_mail,
        "waiting": sum(comment.is_open for comment in reading.comments),
        "said": len(reading.comments),
        **({} if is_running else _build_start_context(document)),
    }


def _build_start_context(document: Document) -> dict[str, Any]:
    return {
        "signatories": list(document.signatories.select_related("organisation", "person")),
        "blockers": [finding for finding in examine(document) if finding.is_blocker],
    }


def _list_asked(document: Document, reading: DraftReading) -> list[dict[str, Any]]:
    """Return a row for each review link: its state, comments, and confirmation of reading."""
    if reading.current is None:
        return []
    said = Counter(comment.organisation_id for comment in reading.comments)
    read = {each.organisation_id: each for each in reading.current.readings.all()}
    return [
        {
            "link": link,
            "state": get_link_state(link),
            "comments": said[link.organisation_id or 0],
            "reading": read.get(link.organisation_id or 0),
        }
        for link in list_review_links(document)
    ]


def _is_awaited(row: dict[str, Any]) -> bool:
    return row["state"] == "living" and not row["comments"] and row["reading"] is None


def get_link_state(link: PersonalLink) -> str:
    """Return the state of a link: "living" (valid), "expired" or "revoked"."""
    if link.revoked_at:
        return "revoked"
    return "expired" if link.is_expired() else "living"


@require_http_methods(["GET", "HEAD", "POST"])
def review_withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm, with a reason, and withdraw the review."""
    document = _find_draft_to_review(request, reference)
    form = ReasonForm(request.POST or None)

    def perform() -> str:
        withdraw_review(document=document, by=request.user, **form.values)
        return _get_desk_url(document)

    return confirm(
        request,
        perform,
        question=_("Withdraw the draft from review?"),
        consequences=[
            _("It takes no comments until it goes out again; the links say so."),
            _("What was written stays, and is answered before the text is frozen."),
            _("Those who were asked get an e-mail with the reason."),
        ],
        label=_("Withdraw it from review"),
        back=_get_desk_url(document),
        back_label=_("Review"),
        form=form,
        reference=document.reference,
        message=_("The draft is withdrawn from review."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_remind(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm and send reminders to reviewers who neither read nor commented."""
    document = _find_draft_to_review(request, reference)

    def perform() -> str:
        sent = remind_reviewers(document=document, by=request.user)
        sentence = ngettext("%(n)s e-mail is on its way.", "%(n)s e-mails are on their way.", sent)
        messages.success(request, sentence % {"n": sent})
        return _get_desk_url(document)

    return confirm(
        request,
        perform,
        question=_("Remind those who have said nothing yet?"),
        consequences=[
            _("Each gets an e-mail with the link, where an address is known."),
            _("Who has commented, or has said that it was read, gets none."),
        ],
        label=_("Send the reminders"),
        back=_get_desk_url(document),
        back_label=_("Review"),
        reference=document.reference,
    )


# ── Comments ─────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def comment_add(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter a comment on behalf of an organisation."""
    document = _find_draft_to_review(request, reference)
    asked = Organisation.objects.filter(signatures__document=document).distinct()
    form = CommentOnBehalfForm(
        request.POST or None,
        sections=list_sections(document),
        asked=asked.order_by("name", "pk"),
    )

    def perform() -> str:
        comment = comment_on_draft(document=document, by=request.user, **form.values)
        return f"{_get_desk_url(document)}#tanggapan-{comment.pk}"

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("Enter a comment"),
            "lead": _("What a party said, wrote on paper or sent by message."),
            "reference": document.reference,
            "submit_label": _("Enter the comment"),
            "back_url": _get_desk_url(document),
            "back_label": _("Review"),
        },
        message=_("The comment is entered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def comment_resolve(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Answer a comment, or correct an answer."""
    document = _find_draft_to_review(request, reference)
    comments = ReviewComment.objects.select_related("organisation", "person", "clause")
    comment = find_visible(comments.filter(document=document), pk=pk)
    form = ResolveForm(
        request.POST or None,
        initial={"answer": comment.answer} | ({} if comment.is_open else {"state": comment.state}),
    )

    def perform() -> str:
        resolve_comment(comment=comment, by=request.user, **form.values)
        return f"{_get_desk_url(document)}#tanggapan-{comment.pk}"

    return answer_form(
        request,
        form,
        perform,
        template="agreements/review_answer.html",
        context={
            "heading": _("Answer the comment"),
            "reference": document.reference,
            "document": document,
            "comment": comment,
            "is_notified": bool(get_email_address(comment.person)),
            "submit_label": _("Save the answer"),
            "back_url": _get_desk_url(document),
            "back_label": _("Review"),
        },
        message=_("The answer is saved."),
    )


# ── Links ────────────────────────────────────────────────────────────────────────────────────


def _find_link(document: Document, pk: int) -> PersonalLink:
    return find_visible(list_review_links(document), pk=pk)


@require_http_methods(["GET", "HEAD"])
def review_share(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show a review link with a QR code, and the buttons to share, renew or revoke it."""
    document = _find_draft_to_review(request, reference)
    link = _find_link(document, pk)
    page: dict[str, Any] = {
        "document": document,
        "link": link,
        "link_state": get_link_state(link),
        "person": link.person,
    }
    if page["link_state"] == "living":
        message = build_review_email(document, link)
        page["url"] = get_review_url(link)
        page["qr"] = build_qr_svg(page["url"])
        page["message"] = message
        page["whatsapp"] = message.build_whatsapp_url(link.person.phone if link.person else "")
        if get_email_address(link.person):
            args = [document.reference, link.pk]
            page["email_url"] = reverse("agreements:review_email", args=args)
    return keep_private(render(request, "agreements/review_share.html", page))


@require_http_methods(["GET", "HEAD", "POST"])
def review_renew(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm and renew a link."""
    document = _find_draft_to_review(request, reference)
    link = _find_link(document, pk)
    page = reverse("agreements:review_share", args=[document.reference, link.pk])

    def perform() -> str:
        renew_link(link=link, expires_at=get_links_expiry(document), by=request.user)
        return page

    return confirm(
        request,
        perform,
        question=_("Renew the link of %(bearer)s?") % {"bearer": link.person or link.organisation},
        consequences=[
            _("It gets a new address; the old one and every QR code of it stop working."),
            _("What was written with it is kept."),
        ],
        label=_("Renew the link"),
        back=page,
        back_label=_("Link"),
        reference=document.reference,
        message=_("The link is renewed: send the new address."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_revoke(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm and revoke a link."""
    document = _find_draft_to_review(request, reference)
    link = _find_link(document, pk)

    def perform() -> str:
        revoke_link(link=link, by=request.user)
        return _get_desk_url(document)

    return confirm(
        request,
        perform,
        question=_("Revoke the link of %(bearer)s?") % {"bearer": link.person or link.organisation},
        consequences=[
            _("Whoever opens it reads that it was revoked."),
            _("What was written with it is kept."),
            _("You can renew it at any time, which creates a new link."),
        ],
        label=_("Revoke the link"),
        back=_get_desk_url(document),
        back_label=_("Review"),
        danger=True,
        reference=document.reference,
        message=_("The link is revoked."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_email(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm and e-mail a link again."""
    document = _find_draft_to_review(request, reference)
    link = _find_link(document, pk)
    address = get_email_address(link.person)

    def perform() -> str:
        send_review_link(document=document, link=link, by=request.user)
        return _get_desk_url(document)

    return confirm(
        request,
        perform,
        question=_("Send the link to %(name)s by e-mail?")
        % {"name": link.person or link.organisation},
        consequences=[
            _("The e-mail goes to %(email)s.") % {"email": address}
            if address
            else _("No e-mail address of this person is known."),
            _("It contains the link; everybody who reads the e-mail can use it."),
        ],
        label=_("Send the e-mail"),
        back=_get_desk_url(document),
        back_label=_("Review"),
        reference=document.reference,
        message=_("The e-mail is being sent."),
    )
