"""Which documents and prints wait for somebody."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import (
    OPEN_STATES,
    Capacity,
    Clause,
    Document,
    DocumentState,
    PrintJob,
    Signatory,
    SignatoryState,
)
from core.todo import Pile, Task, day_of
from meetings.models import LogEntry
from pledges.models import PledgeState
from stakeholders.permissions import is_forum_staff, is_secretariat, standing_of

UNSIGNED = (DocumentState.FINAL, DocumentState.PARTLY_SIGNED)


def piles(user: Any) -> Iterator[Pile]:
    """Yield what waits for `user`: drafts, papers to be signed, and prints that failed."""
    if is_forum_staff(user):
        yield Pile(documents_to_bring_on(is_secretary=is_secretariat(user)), _document)
    elif mine := standing_of(user).organisation_ids:
        yield Pile(places_to_sign(mine), _place)
    failed = PrintJob.objects.visible_to(user).exclude(error="")
    yield Pile(failed.select_related("document", "meeting"), _failed_print)


def documents_to_bring_on(*, is_secretary: bool) -> Any:
    """Return drafts with something missing; for the secretariat every draft, and what is unsigned.

    Looked for are the three things that mostly hold a draft up; its own page examines it wholly.
    """
    here = OuterRef("pk")
    clauses = Clause.objects.filter(document=here)
    places = Signatory.objects.filter(document=here)
    undecided = LogEntry.objects.filter(
        meeting=OuterRef("meeting"), pledge__state=PledgeState.SUBMITTED
    )
    rows = Document.objects.annotate(
        undecided_count=_counted(undecided, "meeting"),
        waiting_count=_counted(places.exclude(state=SignatoryState.SIGNED), "document"),
        lacks_clauses=~Exists(clauses) | Exists(clauses.filter(text="")),
        lacks_places=~Exists(places.filter(capacity=Capacity.PARTY))
        | Exists(places.filter(position="")),
    )
    draft = Q(state__in=OPEN_STATES)
    if is_secretary:
        return rows.filter(draft | Q(state__in=UNSIGNED))
    return rows.filter(
        draft & (Q(undecided_count__gt=0) | Q(lacks_clauses=True) | Q(lacks_places=True))
    )


def _counted(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _document(document: Any) -> Task:
    missing = list(_missing(document)) if document.is_open else []
    if document.state in UNSIGNED:
        title, verb = _("Have it signed: %(title)s"), _("Record signatures")
        waiting = document.waiting_count
        notes = [
            ngettext("%(n)s signature is open", "%(n)s signatures are open", waiting)
            % {"n": waiting}
        ]
    elif missing:
        title, verb, notes = _("Complete the draft: %(title)s"), _("Complete"), missing
    else:
        title, verb, notes = _("Number and freeze: %(title)s"), _("Open the draft"), []
    at = document.get_absolute_url()
    return Task(
        title=title % {"title": document.title},
        url=f"{at}tanda-tangan/" if document.state in UNSIGNED else at,
        verb=verb,
        note=", ".join([document.reference, *notes]),
        since=day_of(document.created_at),
        is_example=document.is_illustrative("title"),
    )


def _missing(document: Any) -> Iterator[str]:
    if number := document.undecided_count:
        yield ngettext(
            "%(n)s contribution is not decided", "%(n)s contributions are not decided", number
        ) % {"n": number}
    if document.lacks_clauses:
        yield _("a clause is empty or there is none")
    if document.lacks_places:
        yield _("not all places to sign are complete")


def places_to_sign(organisation_ids: frozenset[int]) -> QuerySet[Signatory]:
    """Return the open places of these organisations in documents that wait for signatures."""
    return Signatory.objects.filter(
        organisation__in=organisation_ids,
        state__in=(SignatoryState.PENDING, SignatoryState.TO_FOLLOW),
        document__state__in=UNSIGNED,
    ).select_related("document", "person", "organisation")


def _place(place: Signatory) -> Task:
    document = place.document
    return Task(
        title=_("Sign on paper: %(title)s") % {"title": document.title},
        url=document.get_absolute_url(),
        verb=_("Read the document"),
        note=f"{document.reference}, {place}. {_('The secretariat has the paper.')}",
        since=document.date,
        is_example=document.is_illustrative("title"),
    )


def _failed_print(job: PrintJob) -> Task:
    return Task(
        title=_("This print failed: %(what)s") % {"what": job},
        url=job.get_absolute_url(),
        verb=_("Look at it"),
        note=job.subject.reference,
        since=day_of(job.asked_at),
    )
