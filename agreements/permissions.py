"""Who may do what with a document; which state allows it stands in transitions.py."""

from django.db.models import QuerySet

from agreements.models import (
    FROZEN_STATES,
    Document,
    DocumentState,
    PrintBatch,
    PrintJob,
    ReviewComment,
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
    """Facilitator and secretariat draft."""
    return is_forum_staff(user)


def can_edit_document(user: Actor, document: Document) -> bool:
    """Facilitator and secretariat edit a draft."""
    return is_forum_staff(user)


def can_review_document(user: Actor, document: Document) -> bool:
    """Asking for comments and answering them is the forum's staff's."""
    return is_forum_staff(user)


def can_comment(user: Actor, document: Document, organisation: Organisation) -> bool:
    """Whoever acts for an organisation that is to sign comments; the staff does so on behalf."""
    signs = document.signatories.filter(organisation=organisation).exists()
    if isinstance(user, Bearer):
        link = user.link
        is_theirs = link.purpose == LinkPurpose.REVIEW and link.target == document
        return signs and is_theirs and user.organisation == organisation
    return signs and (is_forum_staff(user) or represents(user, organisation.pk))


def can_withdraw_comment(user: Actor, comment: ReviewComment) -> bool:
    """A comment is its organisation's to take back; one on behalf also the staff's."""
    if isinstance(user, Bearer):
        return can_comment(user, comment.document, comment.organisation)
    return represents(user, comment.organisation_id) or (
        comment.is_on_behalf and is_forum_staff(user)
    )


def can_number_document(user: Actor, document: Document) -> bool:
    """Numbers are the secretariat's."""
    return is_secretariat(user)


def can_freeze_document(user: Actor, document: Document) -> bool:
    """Freezing is the secretariat's."""
    return is_secretariat(user)


def can_preview_document(user: Actor, document: Document) -> bool:
    """Whoever reads a draft may have its pages drawn, which changes nothing in it: the staff, and
    in review those who are to sign.
    """
    if sees_everything(user):
        return True
    mine = get_grants(user).organisation_ids
    return document.state == DocumentState.IN_REVIEW and any(
        signatory.organisation_id in mine for signatory in document.signatories.all()
    )


def can_see_scan(user: Actor, document: Document) -> bool:
    """A scan shows signatures: it stays with the staff."""
    return sees_everything(user)


def can_print_document(user: Actor, document: Document) -> bool:
    """A frozen document is everybody's to print; a draft only the staff's."""
    return document.is_frozen or is_forum_staff(user)


def filter_printable(documents: QuerySet[Document], user: Actor) -> QuerySet[Document]:
    """Narrow documents to those whose text is here and `user` can print."""
    if is_forum_staff(user):
        return documents.exclude(state=DocumentState.REGISTERED)
    return documents.filter(state__in=FROZEN_STATES)


def can_print_signatures(user: Actor, document: Document) -> bool:
    """Drawn signatures are shown to the parties and to the staff; everybody has the text."""
    if sees_everything(user):
        return True
    organisations, person = get_grants(user).organisation_ids, get_person_id(user)
    # In Python, so that the places of two hundred documents can be fetched at once.
    return any(
        signatory.organisation_id in organisations
        or (person is not None and person in (signatory.person_id, signatory.delegate_id))
        for signatory in document.signatories.all()
    )


def can_print_meeting(user: Actor, meeting: Meeting) -> bool:
    """Invitation, attendance list and minutes are the staff's to print."""
    return is_forum_staff(user)


def can_fetch_print(user: Actor, job: PrintJob) -> bool:
    """A print is for the one who asked for it, as long as they may print such a thing."""
    if job.asked_by_id != user.pk:
        return False
    if job.document is not None:
        shows_signatures = not job.with_signatures or can_print_signatures(user, job.document)
        return can_print_document(user, job.document) and shows_signatures
    return can_print_meeting(user, job.meeting) if job.meeting else False


def can_fetch_batch(user: Actor, batch: PrintBatch) -> bool:
    """A batch is for the one who asked for it, as long as they may print all that is in it."""
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
    """Documents from outside are registered by the secretariat."""
    return is_secretariat(user)


def can_see_letterheads(user: Actor) -> bool:
    """Letterheads are shown to the forum's staff, who print with them."""
    return sees_everything(user)


def can_edit_letterhead(user: Actor) -> bool:
    """Letterheads are the secretariat's; an administrator sets the first one up."""
    return is_secretariat(user) or user.is_superuser


def can_see_history(user: Actor, document: Document) -> bool:
    """History is for the forum's staff (product rule, part 8)."""
    return is_forum_staff(user)
