"""Letter templates, and documents that were made elsewhere."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Document, DocumentState, LetterFormula, LetterTemplate
from agreements.permissions import can_edit_letter, can_register_document
from core.access import require
from core.history import record
from core.numbering import check_pattern, new_reference
from core.refusals import Refused

# References by kind; a document keeps its own for life.
PREFIXES = {"berita_acara": "BA", "nota_kesepakatan": "NK"}


def new_document_reference(kind: str, year: int) -> str:
    """Return the next reference of a kind of document; raises Refused for an unknown kind."""
    if kind not in PREFIXES:
        raise Refused(_("There is no such kind of document."), field="kind")
    return new_reference(PREFIXES[kind], year)


@transaction.atomic
def save_letter(
    *, by: Any, formulas: Iterable[Mapping[str, Any]] = (), **fields: Any
) -> LetterTemplate:
    """Create a letter template with its formulas; raises Refused for a pattern that cannot work.

    Documents that are frozen already keep the letterhead they were frozen with.
    """
    require(can_edit_letter(by))
    letter = LetterTemplate(**fields)
    letter.full_clean()
    letter.save()
    for values in formulas:
        formula = LetterFormula(template=letter, **values)
        if formula.number_pattern:
            check_pattern(formula.number_pattern)
        formula.full_clean()
        formula.save()
    record(letter, "letter_template_saved", by=by)
    return letter


@transaction.atomic
def register_outside_document(*, kind: str, by: Any, **fields: Any) -> Document:
    """Note a document made elsewhere with what is known of it; it is never called frozen here.

    An empty number means that it is not known.
    """
    require(can_register_document(by))
    document = Document(kind=kind, state=DocumentState.REGISTERED, **fields)
    document.reference = new_document_reference(kind, document.date.year)
    document.full_clean()
    document.save()
    record(document, "document_registered", by=by)
    return document
