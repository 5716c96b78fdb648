"""Which documents and prints wait for somebody."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import (
    OPEN_STATES,
    Capacity,
    Clause,
    CommentState,
    Document,
    DocumentState,
    DocumentVersion,
    PrintJob,
    ReviewComment,
    ReviewReading,
    ReviewRound,
    Signatory,
    SignatoryState,
)
from agreements.second_looks import paper_task, papers_to_look_at
from core.todo import Pile, Task, day_of
from meetings.models import LogEntry
from pledges.models import PledgeState
from stakeholders.permissions import (
    is_forum_staff,
    is_secretariat,
    sees_everything,
    standing_of,
)

UNSIGNED = (DocumentState.FINAL, DocumentState.PARTLY_SIGNED)


def piles(user: Any) -> Iterator[Pile]:
    """Yield what waits for `user`: drafts, places to sign, reviews, and prints that failed."""
    if is_forum_staff(user):
        yield Pile(documents_to_bring_on(is_secretary=is_secretariat(user)), _document)
    if getattr(user, "person_id", None):
        yield Pile(places_to_sign(user), partial(_place, user=user))
        yield Pile(drafts_to_read(user), _draft_to_read)
    if sees_everything(user):
        yield Pile(papers_to_look_at(user), paper_task)
    failed = PrintJob.objects.visible_to(user).exclude(error="")
    yield Pile(failed.select_related("document", "meeting"), _failed_print)


def documents_to_bring_on(*, is_secretary: bool) -> Any:
    """Return drafts with something missing, and collections of signatures that are stuck.

    For the secretariat every draft, what is unsigned, and seals that failed. Looked for are the
    three things that mostly hold a draft up; its own page examines it wholly.
    """
    here = OuterRef("pk")
    clauses = Clause.objects.filter(document=here)
    places = Signatory.objects.filter(document=here)
    undecided = LogEntry.objects.filter(
        meeting=OuterRef("meeting"), pledge__state=PledgeState.SUBMITTED
    )
    comments = ReviewComment.objects.filter(document=here, state=CommentState.OPEN)
    declined = places.filter(state=SignatoryState.DECLINED)
    rows = Document.objects.select_related("closing").annotate(
        undecided_count=_counted(undecided, "meeting"),
        waiting_count=_counted(places.exclude(state=SignatoryState.SIGNED), "document"),
        declined_count=_counted(declined, "document"),
        awaits_certificate=Exists(places.awaited().filter(allows_certificate=True)),
        comment_count=_counted(comments, "document"),
        lacks_clauses=~Exists(clauses) | Exists(clauses.filter(text="")),
        lacks_places=~Exists(places.filter(capacity=Capacity.PARTY))
        | Exists(places.filter(position="")),
    )
    draft = Q(state__in=OPEN_STATES)
    unsigned = Q(state__in=UNSIGNED)
    if is_secretary:
        return rows.filter(draft | unsigned | (Q(closing__isnull=False) & ~Q(closing__error="")))
    gaps = Q(undecided_count__gt=0) | Q(lacks_clauses=True) | Q(lacks_places=True)
    gaps |= Q(comment_count__gt=0)
    stuck = Q(declined_count__gt=0) | Q(sign_until__lt=timezone.localdate())
    return rows.filter((draft & gaps) | (unsigned & stuck & Q(closing__isnull=True)))


def _counted(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _document(document: Any) -> Task:
    if not document.is_open:
        return _unsigned(document)
    missing = list(_missing(document))
    if document.comment_count:
        title, verb = _("Answer the comments: %(title)s"), _("Read the comments")
        url = reverse("agreements:document_review", args=[document.reference])
        return _task(document, title, url, verb, [_comments(document.comment_count), *missing])
    if missing:
        title, verb = _("Complete the draft: %(title)s"), _("Complete")
    else:
        title, verb = _("Number and freeze: %(title)s"), _("Open the draft")
    return _task(document, title, document.get_absolute_url(), verb, missing)


def _comments(number: int) -> str:
    return ngettext(
        "%(count)s comment is not answered.", "%(count)s comments are not answered.", number
    ) % {"count": number}


def _unsigned(document: Any) -> Task:
    """Tell what keeps a frozen document: its seal, the decision about it, or its signatures."""
    at = document.get_absolute_url()
    closing = getattr(document, "closing", None)
    if closing is not None and closing.error:
        title = _("The seal failed: %(title)s")
        return _task(document, title, f"{at}segel/", _("Seal it again"), [closing.error])
    waiting, declined = document.waiting_count, document.declined_count
    notes = [
        ngettext("%(n)s signature is open", "%(n)s signatures are open", waiting) % {"n": waiting}
    ]
    if declined:
        notes.append(
            ngettext("%(n)s was declined", "%(n)s were declined", declined) % {"n": declined}
        )
    if closing is not None and not document.awaits_certificate:
        title = _("Closed, and not in force yet: %(title)s")
        return _task(document, title, at, _("Decide"), notes)
    title = _("Have it signed: %(title)s")
    return _task(document, title, f"{at}kumpulkan/", _("Collect signatures"), notes)


def _task(document: Any, title: str, url: str, verb: str, notes: Iterable[str]) -> Task:
    return Task(
        title=title % {"title": document.title},
        url=url,
        verb=verb,
        note=", ".join([document.reference, *notes]),
        since=day_of(document.created_at),
        deadline=None if document.is_open else document.sign_until,
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


def places_to_sign(user: Any) -> QuerySet[Signatory]:
    """Return the places whose turn it is in documents that wait for signatures.

    One's own, and for representatives those of the organisation; the staff's desk shows theirs.
    """
    person = user.person_id
    mine = Q(delegate=person) | Q(person=person, delegate_name="")
    if not is_forum_staff(user):
        mine |= Q(organisation__in=standing_of(user).organisation_ids)
    frozen = DocumentVersion.objects.filter(document=OuterRef("document")).order_by("-pk")
    return (
        Signatory.objects.in_turn()
        .annotate(frozen_at=Subquery(frozen.values("frozen_at")[:1]))
        .filter(mine, document__state__in=UNSIGNED)
        .filter(Q(document__closing__isnull=True) | Q(allows_certificate=True))
        .select_related("document", "person", "organisation")
    )


def _place(place: Any, *, user: Any) -> Task:
    document = place.document
    signer = place.delegate_id if place.delegate_name else place.person_id
    by_screen = place.allows_screen or place.allows_certificate
    if by_screen and signer == user.person_id:
        title, verb = _("Sign: %(title)s"), _("Read and sign")
        url, note = reverse("agreements:signing_place", args=[place.pk]), ""
    elif by_screen:
        title, verb = _("Awaited from your organisation: %(title)s"), _("Read the document")
        url, note = document.get_absolute_url(), ""
    else:
        title, verb = _("Sign on paper: %(title)s"), _("Read the document")
        url, note = document.get_absolute_url(), _("The secretariat has the paper.")
    return Task(
        title=title % {"title": document.title},
        url=url,
        verb=verb,
        note=f"{document.reference}, {place.signing_name or place}. {note}".strip(),
        since=day_of(place.frozen_at) if place.frozen_at else document.date,
        deadline=document.sign_until,
        is_example=document.is_illustrative("title"),
    )


def drafts_to_read(user: Any) -> QuerySet[Document]:
    """Return the drafts in review that nobody of the user's organisations has read yet.

    The staff's desk shows theirs.
    """
    mine = [] if is_forum_staff(user) else standing_of(user).organisation_ids
    rounds = ReviewRound.objects.filter(document=OuterRef("pk")).order_by("-number")
    readings = ReviewReading.objects.filter(
        round__document=OuterRef("pk"), round__number=OuterRef("round_number")
    )
    theirs = Signatory.objects.filter(document=OuterRef("pk"), organisation__in=mine)
    return Document.objects.annotate(
        round_number=Subquery(rounds.values("number")[:1]),
        asked_at=Subquery(rounds.values("started_at")[:1]),
    ).filter(
        Exists(theirs),
        ~Exists(readings.filter(organisation__in=mine)),
        Q(review_until__isnull=True) | Q(review_until__gte=timezone.localdate()),
        state=DocumentState.IN_REVIEW,
    )


def _draft_to_read(document: Any) -> Task:
    return Task(
        title=_("Read the draft and comment: %(title)s") % {"title": document.title},
        url=reverse("agreements:document_comment", args=[document.reference]),
        verb=_("Read and comment"),
        note=document.reference,
        since=day_of(document.asked_at),
        deadline=document.review_until,
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
