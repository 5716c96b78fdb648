"""The review of a draft by its signatories: start, prolong, remind, record readings, withdraw."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.actions.locking import lock_document, lock_draft
from agreements.actions.previewing import forget_previews
from agreements.emails.review import (
    build_review_email,
    build_review_reminder,
    build_withdrawal_email,
)
from agreements.models import Document, DocumentState, ReviewReading, ReviewRound
from agreements.permissions import can_comment, can_review_document
from agreements.transitions import DOCUMENT
from core.access import require
from core.actors import Actor
from core.emails import Email, enqueue_email
from core.history import record
from core.indonesian_formats import format_clause_heading
from core.refusals import Refused
from stakeholders.actions.links import issue_links, prolong_links
from stakeholders.emails import get_email_address
from stakeholders.models import LinkPurpose, Organisation, Person, PersonalLink

LONGEST = timedelta(days=366)

# Who gets a review link: the person, where one is known, and the organisation.
type Reviewer = tuple[Person | None, Organisation | None]


@transaction.atomic
def start_review(*, document: Document, review_until: date, by: Actor) -> ReviewRound:
    """Start a round of review: everybody who is to sign gets a personal link to comment.

    The links work until the end of the last day. A snapshot of the text is stored, so that later
    changes can be shown. Earlier previews are deleted: they may show what reviewers must not read.
    Links are sent by e-mail where an address is known. Raises Refused for a day in the past or more
    than a year away, without a letterhead, and without signatories.
    """
    require(can_review_document(by, document))
    DOCUMENT.require(document, "start_review")
    document = lock_draft(document)
    _require_day(review_until)
    if document.letterhead is None:
        raise Refused(_("No letterhead is chosen."), code="letterhead")
    bearers = _list_reviewers(document)
    if not bearers:
        raise Refused(_("There are no signatories yet, so there is nobody to ask."), code="nobody")
    DOCUMENT.move(document, "start_review")
    document.review_until = review_until
    document.save(update_fields=["state", "review_until"])
    started = ReviewRound.objects.create(
        document=document,
        number=document.rounds.count() + 1,
        before=_build_text_snapshot(document),
        started_by_id=by.pk,
    )
    forget_previews(document=document)
    prolong_links(links=list_review_links(document), expires_at=get_links_expiry(document), by=by)
    _ask_those_without_link(document, bearers, by)
    record(document, "review_started", by=by, until=review_until.isoformat(), asked=len(bearers))
    for link in list_review_links(document).filter(revoked_at=None):
        _post(link.person, build_review_email(document, link))
    return started


@transaction.atomic
def prolong_review(*, document: Document, review_until: date, by: Actor) -> Document:
    """Change the last day for comments; the existing links stay valid until then.

    Signatories added since the draft went out get their links now.
    """
    require(can_review_document(by, document))
    document = lock_draft_in_review(document)
    _require_day(review_until)
    document.review_until = review_until
    document.save(update_fields=["review_until"])
    prolong_links(links=list_review_links(document), expires_at=get_links_expiry(document), by=by)
    for link in _ask_those_without_link(document, _list_reviewers(document), by):
        _post(link.person, build_review_email(document, link))
    record(document, "review_prolonged", by=by, until=review_until.isoformat())
    return document


@transaction.atomic
def withdraw_review(*, document: Document, reason: str, by: Actor) -> Document:
    """End the review and return the document to draft; its comments stay.

    All reviewers are notified of the reason by e-mail.
    """
    require(can_review_document(by, document))
    DOCUMENT.require(document, "withdraw_review", reason=reason)
    document = lock_draft(document)
    DOCUMENT.move(document, "withdraw_review", reason=reason)
    document.save(update_fields=["state"])
    end_round(document, reason=reason)
    record(document, "review_withdrawn", by=by, reason=reason)
    for link in list_review_links(document):
        _post(link.person, build_withdrawal_email(document, reason))
    return document


@transaction.atomic
def remind_reviewers(*, document: Document, by: Actor) -> int:
    """E-mail a reminder to reviewers who neither read nor commented; return how many were sent.

    Raises Refused when no reviewer is left who can be reminded by e-mail.
    """
    require(can_review_document(by, document))
    document = lock_draft_in_review(document)
    silent = list_silent_organisations(document)
    sent = 0
    for link in list_review_links(document).filter(revoked_at=None):
        if link.organisation_id in silent and not link.is_expired() and link.person:
            sent += _post(link.person, build_review_reminder(document, link))
    if not sent:
        raise Refused(
            _("Nobody is left to be reminded by e-mail: share the links instead."), code="nobody"
        )
    record(document, "review_reminded", by=by, count=sent)
    return sent


@transaction.atomic
def send_review_link(*, document: Document, link: PersonalLink, by: Actor) -> None:
    """E-mail a review link again; raises Refused for a revoked link, and without an address."""
    require(can_review_document(by, document))
    document = lock_draft_in_review(document)
    if link.revoked_at is not None:
        raise Refused(_("The link was revoked. Renew it first."), code="revoked")
    if not get_email_address(link.person):
        raise Refused(_("No e-mail address of this person is known."))
    _post(link.person, build_review_email(document, link))
    record(link, "review_link_sent", by=by)


@transaction.atomic
def note_reading(
    *, document: Document, organisation: Organisation, by: Actor, name: str = ""
) -> ReviewReading:
    """Record that an organisation has read the draft (idempotent)."""
    require(can_comment(by, document, organisation))
    document = lock_draft_in_review(document)
    reading, is_new = ReviewReading.objects.get_or_create(
        round=document.rounds.latest("number"),
        organisation=organisation,
        defaults={"name": name or str(getattr(by, "person", "") or "")},
    )
    if is_new:
        record(document, "draft_read", by=by, organisation=organisation)
    return reading


# ── Shared by the actions of a review ────────────────────────────────────────────────────────


def lock_draft_in_review(document: Document) -> Document:
    """Return the locked document; raises Refused when it is not in review."""
    document = lock_document(document)
    if document.state != DocumentState.IN_REVIEW:
        raise Refused(
            _("%(document)s is “%(state)s”: it takes no comments now.")
            % {"document": document, "state": document.get_state_display()},
            code="wrong_state",
        )
    return document


def end_round(document: Document, *, reason: str = "") -> None:
    """End the running round of review, if there is one."""
    document.rounds.filter(ended_at=None).update(ended_at=timezone.now(), reason=reason)


def list_review_links(document: Document) -> QuerySet[PersonalLink]:
    """Return the links of a draft's review, the revoked ones too, in the order they were made."""
    links = PersonalLink.objects.filter(
        purpose=LinkPurpose.REVIEW,
        content_type=ContentType.objects.get_for_model(Document),
        object_id=document.pk,
    )
    return links.select_related("person__user", "organisation").order_by("pk")


def list_silent_organisations(document: Document) -> set[int]:
    """Return the ids of the organisations that neither read nor commented in the running round."""
    current = document.rounds.latest("number")
    spoken = {
        *current.readings.values_list("organisation_id", flat=True),
        *current.comments.values_list("organisation_id", flat=True),
    }
    return {
        link.organisation_id for link in list_review_links(document) if link.organisation_id
    } - spoken


def _list_reviewers(document: Document) -> list[Reviewer]:
    """Return everybody who is to sign, each person of an organisation once."""
    signatories = document.signatories.select_related("person__user", "organisation").order_by(
        "order"
    )
    bearers: dict[tuple[int | None, int], Reviewer] = {
        (signatory.person_id, signatory.organisation_id): (signatory.person, signatory.organisation)
        for signatory in signatories
    }
    return list(bearers.values())


def _ask_those_without_link(
    document: Document, bearers: Iterable[Reviewer], by: Actor
) -> list[PersonalLink]:
    # Whoever has a revoked link gets no new one here: the staff renews it individually.
    held = set(list_review_links(document).values_list("person_id", "organisation_id"))
    return issue_links(
        purpose=LinkPurpose.REVIEW,
        target=document,
        bearers=[
            (person, organisation)
            for person, organisation in bearers
            if (person and person.pk, organisation and organisation.pk) not in held
        ],
        expires_at=get_links_expiry(document),
        by=by,
    )


def _build_text_snapshot(document: Document) -> dict[str, dict[str, str]]:
    return {
        str(clause.pk): {
            "heading": format_clause_heading(number),
            "title": clause.title,
            "text": clause.text,
        }
        for number, clause in enumerate(document.clauses.order_by("order"), start=1)
    }


def _require_day(day: date) -> None:
    today = timezone.localdate()
    if day < today:
        raise Refused(_("This day has passed. Choose today or a later day."), field="review_until")
    if day > today + LONGEST:
        raise Refused(_("Choose a day within a year."), field="review_until")


def get_links_expiry(document: Document) -> datetime:
    """Return when the links of a review expire: at the end of its last day."""
    day = document.review_until or timezone.localdate()
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _post(person: Person | None, message: Email) -> int:
    address = get_email_address(person)
    if address:
        enqueue_email(to=address, subject=message.subject, text=message.text)
    return int(bool(address))
