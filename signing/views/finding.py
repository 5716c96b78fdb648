"""Finding a frozen document for the pages that record signatures, with the permission check."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from agreements.models import Document
from agreements.transitions import DOCUMENT
from agreements.views.finding import find_document
from core.access import require
from signing.permissions import can_record_signatures


def find_frozen(request: HttpRequest, reference: str) -> Document:
    """Return a frozen document; 403 without permission to record signatures, 404 for a draft."""
    document = find_document(request, reference)
    require(can_record_signatures(request.user, document))
    if not document.is_frozen:
        raise Http404(_("%(document)s is not frozen yet.") % {"document": document})
    return document


def require_open(request: HttpRequest, document: Document, action: str) -> None:
    """Raise Http404 for GET if the document's state does not allow the action of the page.

    A POST is let through: the action refuses it with a sentence, and what was typed is not lost.
    """
    if request.method != "POST" and not DOCUMENT.allows(document, action):
        raise Http404(
            _("%(document)s is “%(state)s”: this is not possible.")
            % {"document": document, "state": document.get_state_display()}
        )
