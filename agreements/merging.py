"""What names an organisation or a person in documents; only what is still a draft follows a merge.

A frozen document keeps whom it named: its signatories, comments and giver are part of what was
signed or will be.
"""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import (
    OPEN_STATES,
    UNSIGNED_STATES,
    Document,
    Handover,
    Letterhead,
    ReviewComment,
    ReviewReading,
    Signatory,
)
from stakeholders.models import Organisation, Person
from stakeholders.references import Merged, Reference

_DRAFTS = Q(document__state__in=OPEN_STATES)

REFERENCES = [
    Reference(model=Signatory, field="organisation", moves=_DRAFTS),
    Reference(model=Signatory, field="person", moves=_DRAFTS),
    Reference(
        model=Signatory,
        field="delegate",
        label=gettext_lazy("signatures as a delegate"),
        moves=_DRAFTS,
    ),
    Reference(
        model=ReviewReading,
        field="organisation",
        moves=Q(round__document__state__in=OPEN_STATES),
        unique=("round_id",),
    ),
    Reference(model=ReviewComment, field="organisation", moves=_DRAFTS),
    Reference(model=ReviewComment, field="person", moves=_DRAFTS),
    Reference(
        model=Handover, field="giver", label=gettext_lazy("handovers as giver"), moves=_DRAFTS
    ),
    Reference(
        model=Handover, field="receiver", label=gettext_lazy("handovers as receiver"), moves=_DRAFTS
    ),
    Reference(model=Letterhead, field="issuer"),
]


def find_obstacles(merged: Merged, kept: Merged) -> Iterator[str]:
    """Yield a sentence for each document that stands in the way of a merge."""
    drafts = Document.objects.filter(state__in=OPEN_STATES)
    for draft in _find_with_both(drafts, merged, kept):
        yield _(
            "The draft %(document)s has both as signatories. Take one of them out there first."
        ) % {"document": draft}
    if isinstance(merged, Organisation):
        between = drafts.filter(handover__giver__in=[merged, kept])
        for draft in between.filter(handover__receiver__in=[merged, kept]).order_by("pk"):
            yield _("In the draft %(document)s one hands over to the other. Change that first.") % {
                "document": draft
            }
    else:
        awaited = Q(person=merged, delegate_name="") | Q(delegate=merged)
        waiting = Signatory.objects.awaited().filter(awaited, document__state__in=UNSIGNED_STATES)
        for signatory in waiting.select_related("document").order_by("document", "pk"):
            yield _(
                "%(document)s awaits the signature of %(person)s, and a frozen document keeps whom"
                " it named. Merge them after the signature."
            ) % {"document": signatory.document, "person": merged}


def _find_with_both(drafts: QuerySet[Document], merged: Merged, kept: Merged) -> QuerySet[Document]:
    field = "person" if isinstance(merged, Person) else "organisation"
    for each in (merged, kept):
        named = Signatory.objects.filter(**{field: each}).order_by()
        drafts = drafts.filter(pk__in=named.values("document"))
    return drafts.order_by("pk")
