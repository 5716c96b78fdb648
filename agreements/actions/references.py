"""References of documents (BA-2021-0001): a sequence for each kind and year, never changed."""

from django.utils.translation import gettext as _

from core.numbering import issue_reference
from core.refusals import Refused

PREFIXES = {
    "berita_acara": "BA",
    "nota_kesepakatan": "NK",
    "addendum": "AD",
    "bast": "BAST",
}


def issue_document_reference(kind: str, year: int) -> str:
    """Return the next reference of a kind of document; raises Refused for an unknown kind."""
    if kind not in PREFIXES:
        raise Refused(_("There is no such kind of document."), field="kind")
    return issue_reference(PREFIXES[kind], year)
