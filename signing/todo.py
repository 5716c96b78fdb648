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

from agreements.models import (
    IS_UNSIGNED,
    UNSIGNED_STATES,
    Document,
    DocumentVersion,
    Signatory,
    SignatoryState,
)
from agreements.todo import build_document_task, count_rows_by
from core.actors import Actor
from core.partial_indexes import EARLIEST, build_start, inline_values
from core.subqueries import build_first_pk
from core.todo import Task, TaskSource, to_local_day
from signing.models import Closing
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


class _Counts(TypedDict):
    waiting_count: int
    declined_count: int
    a_certificate: int | None  # the id of a signatory who is to sign with one


class _FrozenAt(TypedDict):
    frozen_at: datetime | None


def list_task_sources(user: Actor) -> Iterator[TaskSource]:
    """Yield the task sources for `user`."""
    if is_forum_staff(user):
        for documents in list_documents_to_sign(is_secretary=is_secretariat(user)):
            yield TaskSource(documents, _build_document_task, _add_counts)
    if get_person_id(user):
        for signatories in list_signatories_to_sign(user):
            yield TaskSource(signatories, partial(_build_signatory_task, user=user))
    if sees_everything(user):
        yield TaskSource(find_pending_ink_reviews(user), build_ink_review_task)


def list_documents_to_sign(*, is_secretary: bool) -> list[QuerySet[Document]]:
    """Return the documents whose signatures need the staff, in two querysets without overlap.

    For the secretariat: all documents that are not in force yet, and those whose seal failed. For
    facilitators: those still collected that have an expired deadline, or a declined signature.
    """
    rows = Document.objects.all()
    if is_secretary:
        is_unsigned = inline_values(IS_UNSIGNED) & build_start("created_at", EARLIEST)
        failed = rows.filter(inline_values(Q(closing__error__gt=""))).exclude(IS_UNSIGNED)
        return [
            rows.filter(is_unsigned).order_by("created_at", "pk"),
            failed.order_by("created_at", "pk"),
        ]
    is_closed = Exists(Closing.objects.filter(document=OuterRef("pk")))
    collected = rows.filter(~is_closed, inline_values(IS_UNSIGNED))
    is_late = Q(sign_until__lt=timezone.localdate())
    # Started from the declined signatures, which are few.
    is_refused = inline_values(Q(state=SignatoryState.DECLINED))
    refused = Signatory.objects.filter(is_refused).values("document")
    return [
        collected.filter(is_late).order_by("sign_until", "pk"),
        collected.exclude(is_late).filter(pk__in=refused).order_by("created_at", "pk"),
    ]


def _add_counts(documents: QuerySet[Document]) -> "QuerySet[WithAnnotations[Document, _Counts]]":
    signatories = Signatory.objects.filter(document=OuterRef("pk"))
    declined = signatories.filter(state=SignatoryState.DECLINED)
    return documents.select_related("closing").annotate(
        waiting_count=count_rows_by(signatories.exclude(state=SignatoryState.SIGNED), "document"),
        declined_count=count_rows_by(declined, "document"),
        a_certificate=build_first_pk(signatories.awaited().filter(allows_certificate=True)),
    )


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
    if closing is not None and document.a_certificate is None:
        title = _("Closed, and not in force yet: %(title)s")
        return build_document_task(document, title, at, _("Decide"), notes)
    title = _("Collect the signatures: %(title)s")
    return build_document_task(document, title, f"{at}kumpulkan/", _("Collect signatures"), notes)


def list_signatories_to_sign(user: Actor) -> list[QuerySet[Signatory]]:
    """Return the signatories next to sign for `user`, in querysets without overlap.

    These are the user's own, and for representatives those of their organisation; the staff sees
    others on the desk.
    """
    person = get_person_id(user)
    as_delegate, in_person = Q(delegate=person), Q(person=person, delegate_name="")
    rows = _select_next_to_sign()
    found = [rows.filter(as_delegate), rows.filter(in_person).exclude(as_delegate)]
    mine = get_grants(user).organisation_ids
    if mine and not is_forum_staff(user):
        theirs = rows.filter(organisation__in=mine)
        found.append(theirs.exclude(as_delegate).exclude(in_person))
    return found


def _select_next_to_sign() -> QuerySet[Signatory]:
    """Return the signatories next to sign of unsigned documents, the earliest drafted first."""
    frozen = DocumentVersion.objects.filter(document=OuterRef("document")).order_by("-pk")
    return (
        Signatory.objects.next_to_sign()
        .annotate(frozen_at=Subquery(frozen.values("frozen_at")[:1]))
        .filter(document__state__in=UNSIGNED_STATES)
        .filter(Q(document__closing__isnull=True) | Q(allows_certificate=True))
        .select_related("document", "person", "organisation")
        .order_by("pk")
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
