"""Who may do what with a document; which state allows it stands in transitions.py."""

from typing import Any

from django.db.models import Q, QuerySet

from agreements.models import (
    FROZEN_STATES,
    ArchiveJob,
    Document,
    DocumentState,
    PrintBatch,
    PrintJob,
    ReviewComment,
    Route,
    Signatory,
)
from meetings.models import Meeting
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose, Organisation
from stakeholders.permissions import (
    is_forum_staff,
    is_secretariat,
    represents,
    sees_everything,
    standing_of,
)


def can_draft_document(user: Any, meeting: Meeting | None = None) -> bool:
    """Facilitator and secretariat draft."""
    return is_forum_staff(user)


def can_edit_document(user: Any, document: Document) -> bool:
    """Facilitator and secretariat edit a draft."""
    return is_forum_staff(user)


def can_review_document(user: Any, document: Document) -> bool:
    """Asking for comments and answering them is the forum's staff's."""
    return is_forum_staff(user)


def can_comment(user: Any, document: Document, organisation: Organisation) -> bool:
    """Whoever acts for an organisation that is to sign comments; the staff does so on behalf."""
    signs = document.signatories.filter(organisation=organisation).exists()
    if isinstance(user, Bearer):
        link = user.link
        is_theirs = link.purpose == LinkPurpose.REVIEW and link.target == document
        return signs and is_theirs and user.organisation == organisation
    return signs and (is_forum_staff(user) or represents(user, organisation.pk))


def can_withdraw_comment(user: Any, comment: ReviewComment) -> bool:
    """A comment is its organisation's to take back; one on behalf also the staff's."""
    if isinstance(user, Bearer):
        return can_comment(user, comment.document, comment.organisation)
    return represents(user, comment.organisation_id) or (
        comment.is_on_behalf and is_forum_staff(user)
    )


def can_number_document(user: Any, document: Document) -> bool:
    """Numbers are the secretariat's."""
    return is_secretariat(user)


def can_freeze_document(user: Any, document: Document) -> bool:
    """Freezing is the secretariat's."""
    return is_secretariat(user)


def can_take_in_scans(user: Any) -> bool:
    """Whoever has the paper in hand photographs it: the forum's staff."""
    return is_forum_staff(user)


def can_record_signatures(user: Any, document: Document) -> bool:
    """Saying what the signed paper shows is the secretariat's."""
    return is_secretariat(user)


def can_confirm_ink(user: Any, document: Document) -> bool:
    """The second pair of eyes: the forum's staff, and the administrator where one person is all
    the staff there is. That it is not the same person, the action sees to.
    """
    return sees_everything(user)


def can_close_signing(user: Any, document: Document) -> bool:
    """Ending the collection of signatures is the secretariat's."""
    return is_secretariat(user)


def can_collect_signatures(user: Any, document: Document) -> bool:
    """Links, reminders, delegation and refusals are the forum's staff's to handle."""
    return is_forum_staff(user)


def can_witness_signing(user: Any, document: Document) -> bool:
    """Whoever hands the tablet round attests who signs: the forum's staff."""
    return is_forum_staff(user)


def can_sign_place(user: Any, signatory: Signatory, route: str) -> bool:
    """A place is signed by its own link, or by the account of the person who is to sign.

    A link that somebody got before the place was delegated opens nothing any more.
    """
    signer = signatory.delegate_id if signatory.delegate_name else signatory.person_id
    if isinstance(user, Bearer):
        link = user.link
        # Only places have links to sign, so the number is enough and no query is asked.
        is_for_it = link.purpose == LinkPurpose.SIGN and link.object_id == signatory.pk
        return route == Route.LINK and is_for_it and link.person_id in (None, signer)
    person = getattr(user, "person_id", None)
    return route == Route.ACCOUNT and person is not None and bool(person == signer)


def can_sign_with_certificate(user: Any, signatory: Signatory) -> bool:
    """A certificate is used by whose place it is, come by link or account; no one else has it."""
    routes = (Route.LINK, Route.ACCOUNT)
    return any(can_sign_place(user, signatory, route) for route in routes)


def can_answer_place(user: Any, signatory: Signatory) -> bool:
    """A refusal is said by whose place it is, by link or account, or noted by the forum's staff."""
    return (
        can_sign_place(user, signatory, Route.LINK)
        or can_sign_place(user, signatory, Route.ACCOUNT)
        or can_collect_signatures(user, signatory.document)
    )


def can_void_document(user: Any, document: Document) -> bool:
    """Voiding is the secretariat's."""
    return is_secretariat(user)


def can_preview_document(user: Any, document: Document) -> bool:
    """Whoever sees a draft may have its pages drawn: that changes nothing in it."""
    return sees_everything(user)


def can_see_scan(user: Any, document: Document) -> bool:
    """A scan shows signatures: it stays with the staff."""
    return sees_everything(user)


def can_print_document(user: Any, document: Document) -> bool:
    """A frozen document is everybody's to print; a draft only the staff's."""
    return document.is_frozen or is_forum_staff(user)


def printable(documents: QuerySet[Document], user: Any) -> QuerySet[Document]:
    """Narrow documents to those whose text is here and `user` can print."""
    if is_forum_staff(user):
        return documents.exclude(state=DocumentState.REGISTERED)
    return documents.filter(state__in=FROZEN_STATES)


def can_print_signatures(user: Any, document: Document) -> bool:
    """Drawn signatures are shown to the parties and to the staff; everybody has the text."""
    if sees_everything(user):
        return True
    organisations, person = standing_of(user).organisation_ids, getattr(user, "person_id", None)
    # In Python, so that the places of two hundred documents can be fetched at once.
    return any(
        place.organisation_id in organisations
        or (person is not None and person in (place.person_id, place.delegate_id))
        for place in document.signatories.all()
    )


def can_print_meeting(user: Any, meeting: Meeting) -> bool:
    """Invitation, attendance list and minutes are the staff's to print."""
    return is_forum_staff(user)


def can_fetch_print(user: Any, job: PrintJob) -> bool:
    """A print is for the one who asked for it, as long as they may print such a thing."""
    if job.asked_by_id != user.pk:
        return False
    if job.document is not None:
        shows_signatures = not job.with_signatures or can_print_signatures(user, job.document)
        return can_print_document(user, job.document) and shows_signatures
    return can_print_meeting(user, job.meeting) if job.meeting else False


def can_fetch_batch(user: Any, batch: PrintBatch) -> bool:
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


def can_register_document(user: Any) -> bool:
    """Documents from outside are registered by the secretariat."""
    return is_secretariat(user)


def can_see_letters(user: Any) -> bool:
    """Letterheads are shown to the forum's staff, who print with them."""
    return sees_everything(user)


def can_edit_letter(user: Any) -> bool:
    """Letter templates are the secretariat's; an administrator sets the first one up."""
    return is_secretariat(user) or bool(getattr(user, "is_superuser", False))


def can_see_history(user: Any, document: Document) -> bool:
    """History is for the forum's staff (product rule, part 8)."""
    return is_forum_staff(user)


def can_see_evidence(user: Any, document: Document) -> bool:
    """The evidence goes to the staff, and to who signs the document or stands for a party."""
    if sees_everything(user):
        return True
    places = Signatory.objects.filter(document=document)
    mine = Q(organisation__in=standing_of(user).organisation_ids)
    person = getattr(user, "person_id", None)
    if person is not None:
        mine |= Q(person=person) | Q(delegate=person)
    return bool(places.filter(mine).exists())


def can_erase_evidence(user: Any) -> bool:
    """Whoever asks to be forgotten asks the secretariat; an administrator can do it, too."""
    return is_secretariat(user) or bool(getattr(user, "is_superuser", False))


def can_archive(user: Any) -> bool:
    """An archive holds the signed papers themselves: it is the secretariat's to make."""
    return is_secretariat(user)


def can_fetch_archive(user: Any, job: ArchiveJob) -> bool:
    """An archive is for the one who asked for it, as long as they may make one."""
    return bool(job.asked_by_id == user.pk) and can_archive(user)
