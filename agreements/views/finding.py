"""How the desks of a document find it, and whom they let in."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from agreements.models import Document
from agreements.permissions import can_edit_document
from core.access import find_visible, require
from stakeholders.models import Duty, Mandate


def find_draft(request: HttpRequest, reference: str) -> Document:
    """Return a draft to be worked on; 404 for the page of what is none any more.

    Whoever sends a form meanwhile is let through: the action refuses in a sentence, and what was
    typed stays.
    """
    document = find_document(request, reference)
    require(can_edit_document(request.user, document))
    if not document.is_open and request.method != "POST":
        raise Http404(
            _("%(document)s is “%(state)s”: its text no longer changes.")
            % {"document": document, "state": document.get_state_display()}
        )
    return document


def find_document(request: HttpRequest, reference: str) -> Document:
    """Return what the reader may see, with its meeting, letterhead and what it amends."""
    documents = Document.objects.visible_to(request.user)
    documents = documents.select_related("meeting", "letterhead", "amends")
    return find_visible(documents, reference=reference)


def list_secretariat() -> list[Mandate]:
    """Return who serves in the secretariat today, for those who must ask them."""
    mandates = Mandate.objects.current().filter(duty=Duty.SECRETARIAT)
    return list(mandates.select_related("person", "organisation").order_by("pk"))
