"""Who may do what with a document; which state allows it stands in transitions.py."""

from typing import Any

from agreements.models import Document, PrintBatch, PrintJob, Route, Signatory
from meetings.models import Meeting
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose
from stakeholders.permissions import (
    is_forum_staff,
    is_secretariat,
    sees_everything,
    standing_of,
)


def can_draft_document(user: Any, meeting: Meeting | None = None) -> bool:
    """Facilitator and secretariat draft."""
    return is_forum_staff(user)


def can_edit_document(user: Any, document: Document) -> bool:
    """Facilitator and secretariat edit a draft."""
    return is_forum_staff(user)


def can_number_document(user: Any, document: Document) -> bool:
    """Numbers are the secretariat's."""
    return is_secretariat(user)


def can_freeze_document(user: Any, document: Document) -> bool:
    """Freezing is the secretariat's."""
    return is_secretariat(user)


def can_record_signatures(user: Any, document: Document) -> bool:
    """Taking in the signed paper is the secretariat's."""
    return is_secretariat(user)


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
        is_for_it = link.purpose == LinkPurpose.SIGN and link.target == signatory
        return route == Route.LINK and is_for_it and link.person_id in (None, signer)
    person = getattr(user, "person_id", None)
    return route == Route.ACCOUNT and person is not None and bool(person == signer)


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


def can_print_signatures(user: Any, document: Document) -> bool:
    """Drawn signatures are shown to the parties and to the staff; everybody has the text."""
    if sees_everything(user):
        return True
    mine = standing_of(user).organisation_ids
    # In Python, so that the places of two hundred documents can be fetched at once.
    return bool(mine) and any(place.organisation_id in mine for place in document.signatories.all())


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
    documents = Document.objects.filter(print_batch_items__batch=batch)
    if batch.with_signatures and not sees_everything(user):
        documents = documents.prefetch_related("signatories")
        return all(can_print_signatures(user, document) for document in documents)
    return all(can_print_document(user, document) for document in documents)


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
