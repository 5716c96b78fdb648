"""Permissions on documents, prints and letterheads; transitions.py has the allowed states."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from agreements.models import (
    FROZEN_STATES,
    Document,
    DocumentState,
    PrintBatch,
    PrintJob,
    ReviewComment,
    Signatory,
)
from core.actors import Actor
from meetings.models import Meeting
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose, Organisation
from stakeholders.permissions import (
    get_grants,
    get_person_id,
    is_forum_staff,
    is_secretariat,
    represents,
    sees_everything,
)


def can_draft_document(user: Actor, meeting: Meeting | None = None) -> bool:
    """Allow facilitator and secretariat."""
    return is_forum_staff(user)


def can_edit_document(user: Actor, document: Document) -> bool:
    """Allow facilitator and secretariat."""
    return is_forum_staff(user)


def can_review_document(user: Actor, document: Document) -> bool:
    """Allow the forum's staff to run the review and answer comments."""
    return is_forum_staff(user)


def can_comment(user: Actor, document: Document, organisation: Organisation) -> bool:
    """Allow whoever represents a signatory organisation, and the staff on its behalf."""
    signs = document.signatories.filter(organisation=organisation).exists()
    if isinstance(user, Bearer):
        link = user.link
        is_theirs = link.purpose == LinkPurpose.REVIEW and link.target == document
        return signs and is_theirs and user.organisation == organisation
    return signs and (is_forum_staff(user) or represents(user, organisation.pk))


def can_withdraw_comment(user: Actor, comment: ReviewComment) -> bool:
    """Allow the organisation that commented; the staff too for a comment entered on its behalf."""
    if isinstance(user, Bearer):
        return can_comment(user, comment.document, comment.organisation)
    return represents(user, comment.organisation_id) or (
        comment.is_on_behalf and is_forum_staff(user)
    )


def can_number_document(user: Actor, document: Document) -> bool:
    """Allow the secretariat."""
    return is_secretariat(user)


def can_freeze_document(user: Actor, document: Document) -> bool:
    """Allow the secretariat."""
    return is_secretariat(user)


def can_preview_document(user: Actor, document: Document) -> bool:
    """Allow readers of the draft: the staff, and in review the signatory organisations."""
    if sees_everything(user):
        return True
    mine = get_grants(user).organisation_ids
    return document.state == DocumentState.IN_REVIEW and any(
        signatory.organisation_id in mine for signatory in document.signatories.all()
    )


def can_see_scan(user: Actor, document: Document) -> bool:
    """Allow the staff only, since a scan shows signatures."""
    return sees_everything(user)


def can_print_document(user: Actor, document: Document) -> bool:
    """Allow everybody for a frozen document, only the staff for a draft."""
    return document.is_frozen or is_forum_staff(user)


def filter_printable(documents: QuerySet[Document], user: Actor) -> QuerySet[Document]:
    """Return the documents that `user` may print; those from outside have no text to print."""
    if is_forum_staff(user):
        return documents.exclude(state=DocumentState.REGISTERED)
    return documents.filter(state__in=FROZEN_STATES)


def can_print_signatures(user: Actor, document: Document) -> bool:
    """Allow the signatories and the staff to print drawn signatures."""
    if sees_everything(user):
        return True
    organisations, person = get_grants(user).organisation_ids, get_person_id(user)
    # In Python, so that the signatories of two hundred documents can be prefetched.
    return any(
        signatory.organisation_id in organisations
        or (person is not None and person in (signatory.person_id, signatory.delegate_id))
        for signatory in document.signatories.all()
    )


def find_printable_signatures(documents: Collection[int], user: Actor) -> Collection[int]:
    """Return the ids of those of some documents whose drawn signatures `user` may print."""
    if sees_everything(user):
        return documents
    own = Q(organisation__in=get_grants(user).organisation_ids)
    if person := get_person_id(user):
        own |= Q(person=person) | Q(delegate=person)
    signed = Signatory.objects.filter(own, document__in=documents)
    return list(signed.values_list("document", flat=True))


def can_print_meeting(user: Actor, meeting: Meeting) -> bool:
    """Allow the staff to print invitation, attendance list and minutes."""
    return is_forum_staff(user)


def can_fetch_print(user: Actor, job: PrintJob) -> bool:
    """Allow whoever requested the print, as long as they may still print its subject."""
    if job.asked_by_id != user.pk:
        return False
    if job.document is not None:
        shows_signatures = not job.with_signatures or can_print_signatures(user, job.document)
        return can_print_document(user, job.document) and shows_signatures
    return can_print_meeting(user, job.meeting) if job.meeting else False


def can_fetch_batch(user: Actor, batch: PrintBatch) -> bool:
    """Allow whoever requested the batch, as long as they may still print all its documents."""
    if batch.asked_by_id != user.pk:
        return False
    if is_forum_staff(user):
        return True
    documents = Document.objects.filter(print_batch_items__batch=batch)
    if documents.exclude(state__in=FROZEN_STATES).exists():
        return False
    if not batch.with_signatures:
        return True
    theirs = documents.prefetch_related("signatories")
    return all(can_print_signatures(user, document) for document in theirs)


def can_register_document(user: Actor) -> bool:
    """Allow the secretariat to register documents from outside."""
    return is_secretariat(user)


def can_see_letterheads(user: Actor) -> bool:
    """Allow the forum's staff."""
    return sees_everything(user)


def can_edit_letterhead(user: Actor) -> bool:
    """Allow the secretariat, and an administrator, who sets up the first letterhead."""
    return is_secretariat(user) or user.is_superuser


def can_see_history(user: Actor, document: Document) -> bool:
    """Allow the forum's staff."""
    return is_forum_staff(user)
