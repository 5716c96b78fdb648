"""Who may do what with signatures; which state allows it stands in agreements/transitions.py."""

from django.db.models import Q

from agreements.models import Document, Route, Signatory
from core.actors import Actor
from signing.models import ArchiveJob
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose
from stakeholders.permissions import (
    get_grants,
    get_person_id,
    is_forum_staff,
    is_secretariat,
    sees_everything,
)


def can_upload_scans(user: Actor) -> bool:
    """Whoever has the paper in hand photographs it: the forum's staff."""
    return is_forum_staff(user)


def can_record_signatures(user: Actor, document: Document) -> bool:
    """Saying what the signed paper shows is the secretariat's."""
    return is_secretariat(user)


def can_review_ink(user: Actor, document: Document) -> bool:
    """The second pair of eyes: the forum's staff, and the administrator where one person is all
    the staff there is. That it is not the same person, the action sees to.
    """
    return sees_everything(user)


def can_close_signing(user: Actor, document: Document) -> bool:
    """Ending the collection of signatures is the secretariat's."""
    return is_secretariat(user)


def can_collect_signatures(user: Actor, document: Document) -> bool:
    """Links, reminders, delegation and refusals are the forum's staff's to handle."""
    return is_forum_staff(user)


def can_witness_signing(user: Actor, document: Document) -> bool:
    """Whoever hands the tablet round attests who signs: the forum's staff."""
    return is_forum_staff(user)


def can_sign_as(user: Actor, signatory: Signatory, route: str) -> bool:
    """A place is signed by its own link, or by the account of the person who is to sign.

    A link that somebody got before the place was delegated opens nothing any more.
    """
    signer = signatory.delegate_id if signatory.delegate_name else signatory.person_id
    if isinstance(user, Bearer):
        link = user.link
        # Only places have links to sign, so the number is enough and no query is asked.
        is_for_it = link.purpose == LinkPurpose.SIGN and link.object_id == signatory.pk
        return route == Route.LINK and is_for_it and link.person_id in (None, signer)
    person = get_person_id(user)
    return route == Route.ACCOUNT and person is not None and bool(person == signer)


def can_sign_with_certificate(user: Actor, signatory: Signatory) -> bool:
    """A certificate is used by whose place it is, come by link or account; no one else has it."""
    routes = (Route.LINK, Route.ACCOUNT)
    return any(can_sign_as(user, signatory, route) for route in routes)


def can_respond_as(user: Actor, signatory: Signatory) -> bool:
    """A refusal is said by whose place it is, by link or account, or noted by the forum's staff."""
    return (
        can_sign_as(user, signatory, Route.LINK)
        or can_sign_as(user, signatory, Route.ACCOUNT)
        or can_collect_signatures(user, signatory.document)
    )


def can_void_document(user: Actor, document: Document) -> bool:
    """Voiding is the secretariat's."""
    return is_secretariat(user)


def can_see_audit_trail(user: Actor, document: Document) -> bool:
    """The audit trail goes to the staff, and to who signs the document or stands for a party."""
    if sees_everything(user):
        return True
    signatories = Signatory.objects.filter(document=document)
    mine = Q(organisation__in=get_grants(user).organisation_ids)
    person = get_person_id(user)
    if person is not None:
        mine |= Q(person=person) | Q(delegate=person)
    return bool(signatories.filter(mine).exists())


def can_erase_values(user: Actor) -> bool:
    """Whoever asks to be forgotten asks the secretariat; an administrator can do it, too."""
    return is_secretariat(user) or user.is_superuser


def can_archive(user: Actor) -> bool:
    """An archive holds the signed papers themselves: it is the secretariat's to make."""
    return is_secretariat(user)


def can_fetch_archive(user: Actor, job: ArchiveJob) -> bool:
    """An archive is for the one who asked for it, as long as they may make one."""
    return bool(job.asked_by_id == user.pk) and can_archive(user)
