"""Lookup of documents for views, with visibility and permission checks."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from agreements.models import Document
from agreements.permissions import can_edit_document
from core.access import find_visible, require
from stakeholders.models import Duty, Mandate


def find_draft(request: HttpRequest, reference: str) -> Document:
    """Return a draft that the user may edit; 404 for GET when it is no longer a draft.

    A POST is let through: the action refuses it with a sentence, and what was typed is not lost.
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
    """Return a visible document with its meeting, letterhead and amended document."""
    documents = Document.objects.visible_to(request.user)
    documents = documents.select_related("meeting", "letterhead", "amends")
    return find_visible(documents, reference=reference)


def list_secretariat() -> list[Mandate]:
    """Return the current mandates of the secretariat."""
    mandates = Mandate.objects.current().filter(duty=Duty.SECRETARIAT)
    return list(mandates.select_related("person", "organisation").order_by("pk"))
