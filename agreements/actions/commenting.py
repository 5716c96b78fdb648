"""Comments on a draft in review: written by its signatories, answered by the staff."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.actions.locking import lock_draft
from agreements.actions.reviewing import lock_draft_in_review, note_reading
from agreements.emails.review import build_answers_email
from agreements.models import (
    ANSWERED_STATES,
    Clause,
    CommentState,
    Document,
    ReviewComment,
    SectionKind,
)
from agreements.permissions import can_comment, can_review_document, can_withdraw_comment
from core.access import require
from core.actors import Actor
from core.emails import enqueue_email
from core.history import record
from core.indonesian_formats import format_clause_heading
from core.refusals import Refused
from stakeholders.actions.links import require_under_rate_limit, use_link
from stakeholders.bearers import Bearer
from stakeholders.emails import get_email_address
from stakeholders.models import LinkPurpose, Organisation, Person, PersonalLink
from stakeholders.permissions import is_forum_staff, represents

# Rate limit of a review link, in uses per ten minutes; a normal reader stays far below it.
MOST_USES = 60


@transaction.atomic
def comment_on_draft(
    *,
    document: Document,
    section: str,
    text: str,
    organisation: Organisation,
    by: Actor,
    clause: Clause | None = None,
    written_by: str = "",
) -> ReviewComment:
    """Add a comment on a section of the draft for an organisation that is to sign it.

    The staff may comment on behalf of the organisation, even after the last day for comments.
    Whoever comments is also recorded as having read the draft. Raises Refused if the draft is not
    in review, after the last day for comments, and for a clause that was removed from the draft.
    """
    require(can_comment(by, document, organisation))
    document = lock_draft_in_review(document)
    is_on_behalf = not (isinstance(by, Bearer) or represents(by, organisation.pk))
    until = document.review_until
    if until is not None and until < timezone.localdate() and not is_forum_staff(by):
        raise Refused(_("The time for comments is over. Please ask the secretariat."))
    about = _locate_section(document, section, clause)
    comment = ReviewComment(
        document=document,
        round=document.rounds.latest("number"),
        organisation=organisation,
        person=None if is_on_behalf else _find_person(by),
        written_by=written_by,
        is_on_behalf=is_on_behalf,
        text=text,
        **about,
    )
    comment.full_clean()
    comment.save()
    note_reading(document=document, organisation=organisation, by=by, name=written_by)
    record(
        document,
        "draft_commented",
        by=by,
        organisation=organisation,
        section=comment.heading or comment.get_section_display(),
    )
    return comment


def _locate_section(document: Document, section: str, clause: Clause | None) -> dict[str, Any]:
    if section not in SectionKind.values:
        raise Refused(_("Choose what the comment is about."), field="section")
    if section != SectionKind.CLAUSE:
        return {"section": section}
    clauses = list(document.clauses.order_by("order"))
    if clause is None or clause not in clauses:
        raise Refused(_("This clause was taken out meanwhile. Comment on the whole text."))
    here = clauses.index(clause)
    return {
        "section": section,
        "clause": clauses[here],
        "heading": format_clause_heading(here + 1),
        "quoted": clauses[here].text,
    }


def _find_person(by: Actor) -> Person | None:
    person: Person | None = (
        by.link.person if isinstance(by, Bearer) else getattr(by, "person", None)
    )
    return person


@transaction.atomic
def comment_by_link(
    *, token: str, section: str, text: str, clause: Clause | None = None, written_by: str = ""
) -> ReviewComment:
    """Add a comment through a personal link.

    Raises Refused in the cases listed at `use_link` and `comment_on_draft`, and when the link
    exceeds its rate limit.
    """
    document, bearer = _open_link(token, written_by)
    return comment_on_draft(
        document=document,
        section=section,
        clause=clause,
        text=text,
        organisation=bearer.organisation,
        written_by=written_by,
        by=bearer,
    )


@transaction.atomic
def read_by_link(*, token: str) -> Document:
    """Record through a personal link that the draft was read and needs no change."""
    document, bearer = _open_link(token, "")
    person = bearer.link.person
    note_reading(
        document=document,
        organisation=bearer.organisation,
        name=person.full_name if person else "",
        by=bearer,
    )
    return document


def _open_link(token: str, name: str) -> tuple[Document, Bearer]:
    link = use_link(token=token, purpose=LinkPurpose.REVIEW)
    require_under_rate_limit(
        link,
        most=MOST_USES,
        sentence=_("This link was used too often just now. Try again in ten minutes."),
    )
    return get_linked_draft(link), get_bearer(link, name)


def get_linked_draft(link: PersonalLink) -> Document:
    """Return the draft that a review link leads to; raises Refused for any other link."""
    documents = Document.objects.select_related("meeting", "letterhead", "amends")
    is_draft = link.content_type_id == ContentType.objects.get_for_model(Document).pk
    document = documents.filter(pk=link.object_id).first() if is_draft else None
    if document is None:
        raise Refused(_("This link does not lead to a draft."), code="foreign")
    return document


def get_bearer(link: PersonalLink, name: str = "") -> Bearer:
    """Return the bearer of a review link; raises Refused for a link without an organisation."""
    if link.organisation is None:
        raise Refused(_("This link does not lead to a draft."), code="foreign")
    return Bearer(link, link.organisation, name)


@transaction.atomic
def withdraw_comment(*, comment: ReviewComment, by: Actor) -> ReviewComment:
    """Withdraw a comment that has no answer yet; its text stays readable."""
    require(can_withdraw_comment(by, comment))
    document = lock_draft(comment.document)
    comment = document.comments.get(pk=comment.pk)
    if not comment.is_open:
        raise Refused(_("This comment is answered already."), code="answered")
    comment.state = CommentState.WITHDRAWN
    comment.save(update_fields=["state"])
    record(document, "comment_withdrawn", by=by, organisation=comment.organisation)
    _notify_when_answered(comment)
    return comment


@transaction.atomic
def resolve_comment(*, comment: ReviewComment, state: str, answer: str, by: Actor) -> ReviewComment:
    """Answer a comment as accepted or declined; the answer may be corrected until freezing.

    The author is notified by e-mail once all of the author's comments are answered. Raises Refused
    for a withdrawn comment and for a state other than accepted or declined, and ValidationError
    without an answer.
    """
    require(can_review_document(by, comment.document))
    document = lock_draft(comment.document)
    comment = document.comments.select_related("organisation", "person").get(pk=comment.pk)
    if comment.state == CommentState.WITHDRAWN:
        raise Refused(_("Its author has withdrawn this comment."), code="withdrawn")
    if state not in ANSWERED_STATES:
        raise Refused(_("Say whether it is taken up."), field="state")
    comment.state, comment.answer = state, answer
    comment.resolved_at, comment.notified_at = timezone.now(), None
    comment.resolved_by_id = by.pk
    comment.full_clean()
    comment.save()
    record(
        document,
        "comment_resolved",
        by=by,
        organisation=comment.organisation,
        became=CommentState(state).label,
    )
    _notify_when_answered(comment)
    return comment


def _notify_when_answered(comment: ReviewComment) -> None:
    address = get_email_address(comment.person)
    theirs = comment.document.comments.filter(
        person=comment.person, organisation=comment.organisation
    )
    if not address or theirs.filter(state=CommentState.OPEN).exists():
        return
    answered = list(theirs.filter(state__in=ANSWERED_STATES, notified_at=None))
    if answered:
        news = build_answers_email(comment.document, answered)
        enqueue_email(to=address, subject=news.subject, text=news.text)
        theirs.filter(pk__in=[each.pk for each in answered]).update(notified_at=timezone.now())
