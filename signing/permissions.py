"""Permissions on signatures; which state permits what is in agreements/transitions.py."""

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
    """The forum's staff may upload scans."""
    return is_forum_staff(user)


def can_record_signatures(user: Actor, document: Document) -> bool:
    """The secretariat may record what a signed paper shows."""
    return is_secretariat(user)


def can_review_ink(user: Actor, document: Document) -> bool:
    """The forum's staff and administrators may review ink records.

    Administrators are included for forums whose staff is a single person. That reviewer and
    proposer are different people is checked by the action.
    """
    return sees_everything(user)


def can_close_signing(user: Actor, document: Document) -> bool:
    """The secretariat may close the collection of signatures."""
    return is_secretariat(user)


def can_collect_signatures(user: Actor, document: Document) -> bool:
    """The forum's staff may manage links, reminders, delegations and declined signatures."""
    return is_forum_staff(user)


def can_witness_signing(user: Actor, document: Document) -> bool:
    """The forum's staff may be the operator of a tablet, who witnesses the identity of signers."""
    return is_forum_staff(user)


def can_sign_as(user: Actor, signatory: Signatory, route: str) -> bool:
    """A signatory's own link, or the account of the person who is to sign, may sign.

    After a delegation, the link that was issued before no longer permits anything.
    """
    signer = signatory.delegate_id if signatory.delegate_name else signatory.person_id
    if isinstance(user, Bearer):
        link = user.link
        # Only signatories have links to sign, so comparing ids needs no query.
        is_for_it = link.purpose == LinkPurpose.SIGN and link.object_id == signatory.pk
        return route == Route.LINK and is_for_it and link.person_id in (None, signer)
    person = get_person_id(user)
    return route == Route.ACCOUNT and person is not None and bool(person == signer)


def can_sign_with_certificate(user: Actor, signatory: Signatory) -> bool:
    """Only the signer may use a certificate, by link or account."""
    routes = (Route.LINK, Route.ACCOUNT)
    return any(can_sign_as(user, signatory, route) for route in routes)


def can_respond_as(user: Actor, signatory: Signatory) -> bool:
    """The signer (by link or account) and the forum's staff may decline or withdraw a signature."""
    return (
        can_sign_as(user, signatory, Route.LINK)
        or can_sign_as(user, signatory, Route.ACCOUNT)
        or can_collect_signatures(user, signatory.document)
    )


def can_void_document(user: Actor, document: Document) -> bool:
    """The secretariat may void a document."""
    return is_secretariat(user)


def can_see_audit_trail(user: Actor, document: Document) -> bool:
    """The staff, the signers, and the representatives of the parties may see the audit trail."""
    if sees_everything(user):
        return True
    signatories = Signatory.objects.filter(document=document)
    mine = Q(organisation__in=get_grants(user).organisation_ids)
    person = get_person_id(user)
    if person is not None:
        mine |= Q(person=person) | Q(delegate=person)
    return bool(signatories.filter(mine).exists())


def can_erase_values(user: Actor) -> bool:
    """The secretariat or an administrator may erase personal values."""
    return is_secretariat(user) or user.is_superuser


def can_archive(user: Actor) -> bool:
    """The secretariat may make archives, since they contain the signed papers."""
    return is_secretariat(user)


def can_fetch_archive(user: Actor, job: ArchiveJob) -> bool:
    """Only the user who requested an archive may download it, while they may make archives."""
    return bool(job.asked_by_id == user.pk) and can_archive(user)
