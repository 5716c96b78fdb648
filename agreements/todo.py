"""Task sources of the agreements: drafts, reviews and failed prints that wait for a user."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import (
    IS_OPEN,
    Capacity,
    Clause,
    CommentState,
    Document,
    DocumentState,
    PrintJob,
    ReviewComment,
    ReviewReading,
    ReviewRound,
    Signatory,
)
from core.actors import Actor
from core.partial_indexes import EARLIEST, build_start, inline_values
from core.subqueries import build_first_pk
from core.todo import Task, TaskSource, to_local_day
from meetings.models import LogEntry
from pledges.models import PledgeState
from stakeholders.permissions import get_grants, get_person_id, is_forum_staff, is_secretariat

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class DraftGaps(TypedDict):
    """Annotation of a draft: open comments, undecided contributions, and what is missing.

    Ids of one clause, one without text, one party and one signatory without a position, if any.
    """

    undecided_count: int
    comment_count: int
    a_clause: int | None
    an_empty_clause: int | None
    a_party: int | None
    an_incomplete_signatory: int | None


class ReviewStart(TypedDict):
    """Annotation of a draft in review: its latest round, and when that began."""

    round_number: int
    asked_at: datetime


def list_task_sources(user: Actor) -> Iterator[TaskSource]:
    """Yield the task sources of a user: drafts, reviews, and failed prints."""
    if is_forum_staff(user):
        drafts = list_unfinished_drafts(is_secretary=is_secretariat(user))
        yield TaskSource(drafts, _build_draft_task, _add_gaps)
    elif get_person_id(user):
        yield TaskSource(list_drafts_to_read(user), _build_reading_task)
    failed = PrintJob.objects.visible_to(user).failed().order_by("asked_at", "pk")
    yield TaskSource(failed.select_related("document", "meeting"), _build_failed_print_task)


def list_unfinished_drafts(*, is_secretary: bool) -> QuerySet[Document]:
    """Return the drafts with something missing; for the secretariat, every draft.

    Only the most frequent gaps are checked; the page of the draft runs the whole preflight.
    """
    is_open = inline_values(IS_OPEN) & build_start("created_at", EARLIEST)
    rows = Document.objects.filter(is_open).order_by("created_at", "pk")
    if is_secretary:
        return rows
    lacks_clauses = Q(a_clause=None) | Q(an_empty_clause__isnull=False)
    lacks_signatories = Q(a_party=None) | Q(an_incomplete_signatory__isnull=False)
    has_work = Q(comment_count__gt=0) | Q(undecided_count__gt=0)
    return _add_gaps(rows).filter(lacks_clauses | lacks_signatories | has_work)


def _add_gaps(drafts: QuerySet[Document]) -> "QuerySet[WithAnnotations[Document, DraftGaps]]":
    here = OuterRef("pk")
    clauses = Clause.objects.filter(document=here)
    signatories = Signatory.objects.filter(document=here)
    undecided = LogEntry.objects.filter(
        meeting=OuterRef("meeting"), pledge__state=PledgeState.SUBMITTED
    )
    comments = ReviewComment.objects.filter(document=here, state=CommentState.OPEN)
    return drafts.annotate(
        undecided_count=count_rows_by(undecided, "meeting"),
        comment_count=count_rows_by(comments, "document"),
        a_clause=build_first_pk(clauses),
        an_empty_clause=build_first_pk(clauses.filter(text="")),
        a_party=build_first_pk(signatories.filter(capacity=Capacity.PARTY)),
        an_incomplete_signatory=build_first_pk(signatories.filter(position="")),
    )


def count_rows_by(rows: QuerySet, by: str) -> Coalesce:
    """Return a subquery that counts these rows for each value of `by`."""
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _build_draft_task(document: "WithAnnotations[Document, DraftGaps]") -> Task:
    missing = list(_list_missing(document))
    if document.comment_count:
        title, verb = _("Answer the comments: %(title)s"), _("Read the comments")
        url = reverse("agreements:document_review", args=[document.reference])
        return build_document_task(
            document, title, url, verb, [_describe_comments(document.comment_count), *missing]
        )
    if missing:
        title, verb = _("Complete the draft: %(title)s"), _("Complete")
    else:
        title, verb = _("Number and freeze: %(title)s"), _("Open the draft")
    return build_document_task(document, title, document.get_absolute_url(), verb, missing)


def _describe_comments(number: int) -> str:
    return ngettext(
        "%(count)s comment is not answered.", "%(count)s comments are not answered.", number
    ) % {"count": number}


def build_document_task(
    document: Document, title: str, url: str, verb: str, notes: Iterable[str]
) -> Task:
    """Return a task about a document; `title` is a sentence with %(title)s in it."""
    return Task(
        title=title % {"title": document.title},
        url=url,
        verb=verb,
        note=", ".join([document.reference, *notes]),
        since=to_local_day(document.created_at),
        deadline=None if document.is_open else document.sign_until,
        is_example=document.is_illustrative("title"),
    )


def _list_missing(document: "WithAnnotations[Document, DraftGaps]") -> Iterator[str]:
    if number := document.undecided_count:
        yield ngettext(
            "%(n)s contribution is not decided", "%(n)s contributions are not decided", number
        ) % {"n": number}
    if document.a_clause is None or document.an_empty_clause is not None:
        yield _("a clause is empty or there is none")
    if document.a_party is None or document.an_incomplete_signatory is not None:
        yield _("not all signatories are complete")


def list_drafts_to_read(user: Actor) -> "QuerySet[WithAnnotations[Document, ReviewStart]]":
    """Return the drafts in review that none of the user's organisations has read yet.

    For representatives; the staff have list_unfinished_drafts.
    """
    mine = get_grants(user).organisation_ids
    rounds = ReviewRound.objects.filter(document=OuterRef("pk")).order_by("-number")
    readings = ReviewReading.objects.filter(
        round__document=OuterRef("pk"), round__number=OuterRef("round_number")
    )
    # Started from the organisation's signatures that are awaited; in a draft every one is.
    theirs = Signatory.objects.awaited().filter(organisation__in=mine)
    rows = Document.objects.order_by("created_at", "pk")
    return rows.annotate(
        round_number=Subquery(rounds.values("number")[:1]),
        asked_at=Subquery(rounds.values("started_at")[:1]),
    ).filter(
        ~Exists(readings.filter(organisation__in=mine)),
        Q(review_until__isnull=True) | Q(review_until__gte=timezone.localdate()),
        pk__in=theirs.values("document"),
        state=DocumentState.IN_REVIEW,
    )


def _build_reading_task(document: "WithAnnotations[Document, ReviewStart]") -> Task:
    return Task(
        title=_("Read the draft and comment: %(title)s") % {"title": document.title},
        url=reverse("agreements:document_comment", args=[document.reference]),
        verb=_("Read and comment"),
        note=document.reference,
        since=to_local_day(document.asked_at),
        deadline=document.review_until,
        is_example=document.is_illustrative("title"),
    )


def _build_failed_print_task(job: PrintJob) -> Task:
    return Task(
        title=_("This print failed: %(what)s") % {"what": job},
        url=job.get_absolute_url(),
        verb=_("Look at it"),
        note=job.subject.reference,
        since=to_local_day(job.asked_at),
    )
