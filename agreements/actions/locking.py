"""Row locks on a document, held while an action changes it."""

from django.utils.translation import gettext as _

from agreements.models import Document
from core.refusals import Refused


def lock_document(document: Document) -> Document:
    """Return the document read anew, with a row lock until the transaction ends."""
    return Document.objects.select_for_update(of=("self",)).get(pk=document.pk)


def lock_draft(document: Document) -> Document:
    """Return the locked document; raises Refused when its text can no longer be edited."""
    document = lock_document(document)
    if not document.is_open:
        raise Refused(
            _("%(document)s is “%(state)s”: its text no longer changes.")
            % {"document": document, "state": document.get_state_display()},
            code="frozen",
        )
    return document
