"""Locking a signatory together with its document while signatures are collected."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements.actions.locking import lock_document
from agreements.models import Document, Signatory, SignatoryState
from core.actors import Actor
from core.refusals import Refused
from signing.actions.locking import COLLECTING_STATES, lock_collecting_document
from signing.models import Closing, InkOutcome, InkState
from signing.permissions import can_sign_as
from stakeholders.actions.links import find_link
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose


def lock_awaiting_document(document: Document) -> Document:
    """Return the locked document; raises Refused when no signature is awaited any more.

    After the closing, only certificate signatures of the sealed file are awaited.
    """
    document = lock_document(document)
    is_sealed_file_open = is_closed(document) and is_awaiting_certificates(document)
    if is_sealed_file_open and document.state in COLLECTING_STATES:
        return document
    return lock_collecting_document(document)


def lock_signatory(signatory: Signatory) -> Signatory:
    """Return the signatory, in any state, with the document locked."""
    document = lock_document(signatory.document)
    signatory = find_signatories(document).get(pk=signatory.pk)
    signatory.document = document
    return signatory


def lock_awaited_signatory(signatory: Signatory) -> Signatory:
    """Return a signatory who can still sign, with the document locked; raises Refused otherwise."""
    document = lock_awaiting_document(signatory.document)
    signatory = find_signatories(document).get(pk=signatory.pk)
    signatory.document = document
    if signatory.state == SignatoryState.SIGNED:
        raise Refused(
            _("This signatory has signed, and the signature cannot be changed."), code="signed"
        )
    if not signatory.is_awaited:
        raise Refused(
            _("The signatory is already “%(state)s”.") % {"state": signatory.get_state_display()},
            code="settled",
        )
    if is_closed(document) and not signatory.allows_certificate:
        raise Refused(
            _("The collection of signatures of %(document)s is closed.") % {"document": document},
            code="closed",
        )
    return signatory


def find_signatories(document: Document) -> QuerySet[Signatory]:
    """Return a document's signatories with the people and organisations named in them."""
    return document.signatories.select_related(
        "organisation", "person__user", "delegate__user"
    ).order_by("order")


def is_closed(document: Document) -> bool:
    """Tell whether the collection of signatures on screen and paper is closed."""
    return Closing.objects.filter(document=document).exists()


def is_awaiting_certificates(document: Document) -> bool:
    """Tell whether somebody can still sign the sealed file with a certificate."""
    awaited = Signatory.objects.awaited().filter(document=document, allows_certificate=True)
    return bool(awaited.exists())


def require_no_pending_ink_review(signatory: Signatory) -> None:
    """Refuse a change of signer while an ink review of this signatory is pending.

    Otherwise the reviewer would confirm a name that nobody compared with the paper.
    """
    waiting = InkOutcome.objects.filter(signatory=signatory, record__state=InkState.PROPOSED)
    if waiting.exists():
        raise Refused(
            _("A signed paper is waiting for its review; until then the signer cannot be changed."),
            code="waiting",
        )


def require_still_signer(signatory: Signatory, by: Actor, *routes: str) -> None:
    """Require that `by` is still the signer of a locked signatory; raises Refused otherwise.

    Since the page was opened, the signature may have been delegated, or the link revoked or
    renewed. Whoever submits the form then must not sign in the name of another person.
    """
    if not any(can_sign_as(by, signatory, route) for route in routes):
        raise Refused(
            _("Somebody else signs instead now. Please ask the secretariat."), code="settled"
        )
    if isinstance(by, Bearer):
        find_link(by.link.token, purpose=LinkPurpose.SIGN)
