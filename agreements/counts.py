"""Which signatories count for a document: those who signed; see core/kept_counts.py."""

from django.db.models import Count as CountOf
from django.db.models import Q

from agreements.models import Document, SignatoryState, SignaturesOfDocument
from core.kept_counts import Count, Recount, count_for_parent

COUNTS = count_for_parent(
    name="document_signatures",
    parent="agreements_document",
    table="agreements_signatory",
    tally=SignaturesOfDocument,
    columns=("state",),
    counts=f"CASE WHEN {{row}}.state = '{SignatoryState.SIGNED}' THEN 1 ELSE 0 END",
)


def recount() -> Recount:
    """Count the signatures anew, to compare with what is kept."""
    signed = CountOf("signatories", filter=Q(signatories__state=SignatoryState.SIGNED))
    rows = Document.objects.order_by().annotate(n=signed).values_list("pk", "n")
    return {SignaturesOfDocument: {str(key): Count(n, n) for key, n in rows}}
