"""Task sources of signing: documents to sign, signatories next to sign, pending ink reviews."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Document, DocumentState, DocumentVersion, Signatory, SignatoryState
from agreements.todo import build_document_task, count_rows_by
from core.actors import Actor
from core.todo import Task, TaskSource, to_local_day
from signing.pending_ink_reviews import build_ink_review_task, find_pending_ink_reviews
from stakeholders.permissions import (
    get_grants,
    get_person_id,
    is_forum_staff,
    is_secretariat,
    sees_everything,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

UNSIGNED = (DocumentState.FINAL, DocumentState.PARTLY_SIGNED)


class _Counts(TypedDict):
    waiting_count: int
    declined_count: int
    awaits_certificate: bool


class _FrozenAt(TypedDict):
    frozen_at: datetime | None


def list_task_sources(user: Actor) -> Iterator[TaskSource]:
    """Yield the task sources for `user`."""
    if is_forum_staff(user):
        yield TaskSource(
            find_documents_to_sign(is_secretary=is_secretariat(user)), _build_document_task
        )
    if get_person_id(user):
        yield TaskSource(find_signatories_to_sign(user), partial(_build_signatory_task, user=user))
    if sees_everything(user):
        yield TaskSource(find_pending_ink_reviews(user), build_ink_review_task)


def find_documents_to_sign(*, is_secretary: bool) -> QuerySet[Document]:
    """Return the documents whose signatures need the staff.

    For the secretariat: all documents that are not in force yet, and those whose seal failed. For
    facilitators: those still collected that have a declined signature or an expired deadline.
    """
    signatories = Signatory.objects.filter(document=OuterRef("pk"))
    declined = signatories.filter(state=SignatoryState.DECLINED)
    rows = Document.objects.select_related("closing").annotate(
        waiting_count=count_rows_by(signatories.exclude(state=SignatoryState.SIGNED), "document"),
        declined_count=count_rows_by(declined, "document"),
        awaits_certificate=Exists(signatories.awaited().filter(allows_certificate=True)),
    )
    unsigned = Q(state__in=UNSIGNED)
    if is_secretary:
        return rows.filter(unsigned | (Q(closing__isnull=False) & ~Q(closing__error="")))
    stuck = Q(declined_count__gt=0) | Q(sign_until__lt=timezone.localdate())
    return rows.filter(unsigned & stuck & Q(closing__isnull=True))


def _build_document_task(document: "WithAnnotations[Document, _Counts]") -> Task:
    """Build the task of a frozen document: retry its seal, decide on it, or collect signatures."""
    at = document.get_absolute_url()
    closing = getattr(document, "closing", None)
    if closing is not None and closing.error:
        title = _("The seal failed: %(title)s")
        return build_document_task(
            document, title, f"{at}segel/", _("Seal it again"), [closing.error]
        )
    waiting, declined = document.waiting_count, document.declined_count
    notes = [
        ngettext("%(n)s signature is missing", "%(n)s signatures are missing", waiting)
        % {"n": waiting}
    ]
    if declined:
        notes.append(
            ngettext("%(n)s was declined", "%(n)s were declined", declined) % {"n": declined}
        )
    if closing is not None and not document.awaits_certificate:
        title = _("Closed, and not in force yet: %(title)s")
        return build_document_task(document, title, at, _("Decide"), notes)
    title = _("Collect the signatures: %(title)s")
    return build_document_task(document, title, f"{at}kumpulkan/", _("Collect signatures"), notes)


def find_signatories_to_sign(user: Actor) -> QuerySet[Signatory]:
    """Return the signatories next to sign for `user`.

    These are the user's own, and for representatives those of their organisation; the staff sees
    others on the desk.
    """
    person = get_person_id(user)
    mine = Q(delegate=person) | Q(person=person, delegate_name="")
    if not is_forum_staff(user):
        mine |= Q(organisation__in=get_grants(user).organisation_ids)
    frozen = DocumentVersion.objects.filter(document=OuterRef("document")).order_by("-pk")
    return (
        Signatory.objects.next_to_sign()
        .annotate(frozen_at=Subquery(frozen.values("frozen_at")[:1]))
        .filter(mine, document__state__in=UNSIGNED)
        .filter(Q(document__closing__isnull=True) | Q(allows_certificate=True))
        .select_related("document", "person", "organisation")
    )


def _build_signatory_task(
    signatory: "WithAnnotations[Signatory, _FrozenAt]", *, user: Actor
) -> Task:
    document = signatory.document
    signer = signatory.delegate_id if signatory.delegate_name else signatory.person_id
    by_screen = signatory.allows_screen or signatory.allows_certificate
    if by_screen and signer == get_person_id(user):
        title, verb = _("Sign: %(title)s"), _("Read and sign")
        url, note = reverse("signing:signing_page", args=[signatory.pk]), ""
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
        note=f"{document.reference}, {signatory.signing_name or signatory}. {note}".strip(),
        since=to_local_day(signatory.frozen_at) if signatory.frozen_at else document.date,
        deadline=document.sign_until,
        is_example=document.is_illustrative("title"),
    )
