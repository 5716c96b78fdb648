"""Locking a document (SELECT FOR UPDATE) while its signatures are collected."""

from django.utils.translation import gettext as _

from agreements.actions.locking import lock_document
from agreements.models import Document, DocumentState
from agreements.transitions import DOCUMENT
from core.refusals import Refused
from signing.models import Closing

# A document put into force with signatures missing still collects them.
COLLECTING_STATES = (DocumentState.FINAL, DocumentState.PARTLY_SIGNED, DocumentState.IN_FORCE)


def lock_collecting_document(document: Document, action: str = "") -> Document:
    """Return the locked document; raises Refused when signatures are no longer collected.

    `action` names the transition that follows, if the document's state is going to change.
    """
    document = lock_document(document)
    if action:
        DOCUMENT.require(document, action)
    elif document.state not in COLLECTING_STATES:
        raise Refused(
            _("%(document)s is “%(state)s” and cannot be signed now.")
            % {"document": document, "state": document.get_state_display()},
            code="wrong_state",
        )
    if Closing.objects.filter(document=document).exists():
        raise Refused(
            _("The collection of signatures of %(document)s is closed.") % {"document": document},
            code="closed",
        )
    return document
