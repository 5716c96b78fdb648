"""Print jobs: requested in the browser, rendered by the worker, deleted after a week."""

import hashlib
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.content.meeting import choose_letterhead
from agreements.models import Document, Letterhead, PrintJob, PrintKind, SignatureLayout
from agreements.permissions import can_fetch_print, can_print_document, can_print_meeting
from core.access import require, require_account
from core.actors import Actor
from core.history import record
from core.models import IssuedNumber
from core.numbering import claim_number
from core.outbox import enqueue, enqueue_again
from core.refusals import Refused
from meetings.actions.planning import record_print as record_meeting_print
from meetings.models import Meeting

# Long enough to fetch the file after a weekend; later it can be requested again.
KEPT_FOR = timedelta(days=7)
# Rate limit per user; reaching it also shows that the worker has stopped.
MOST_WAITING = 10
WAITING_SINCE = timedelta(hours=1)
USUAL_LAYOUT = gettext_lazy("usual layout")


@transaction.atomic
def request_document_print(
    *,
    document: Document,
    paper: str,
    by: Actor,
    layout: str = "",
    copies: int = 1,
) -> PrintJob:
    """Request a print of a document's text, marked KONSEP while it is a draft.

    Raises Refused for a document from outside, a draft without a letterhead, and when too many
    prints of the same person are waiting.
    """
    require(can_print_document(by, document))
    if document.is_outside:
        raise Refused(
            _("%(document)s was made outside this portal; it cannot be printed here.")
            % {"document": document}
        )
    if document.letterhead is None and not document.is_frozen:
        raise Refused(_("Choose a letterhead first; then the text can be printed."))
    return ask_for_print(
        PrintJob(
            kind=PrintKind.DOCUMENT,
            document=document,
            paper=paper,
            layout=layout,
            copies=copies,
            asked_by_id=require_account(by),
        )
    )


@transaction.atomic
def request_meeting_print(
    *,
    meeting: Meeting,
    kind: str,
    paper: str,
    by: Actor,
    letterhead: Letterhead | None = None,
    number: str = "",
    invitation_date: date | None = None,
    copies: int = 1,
) -> PrintJob:
    """Request a print of a meeting's paper; the letterhead is the given one, else the host's.

    `number` and `invitation_date` apply to an invitation only. The number is claimed in the
    agency's register, once for each meeting. Raises Refused if there is no letterhead, for a number
    that is taken, and when too many prints of the same user are waiting.
    """
    require(can_print_meeting(by, meeting))
    letterhead = letterhead or choose_letterhead(meeting)
    is_invitation = kind == PrintKind.INVITATION
    number = number.strip() if is_invitation else ""
    if number:
        _claim(letterhead, number, meeting)
    return ask_for_print(
        PrintJob(
            kind=kind,
            meeting=meeting,
            paper=paper,
            letterhead=letterhead,
            number=number,
            invitation_date=invitation_date if is_invitation else None,
            copies=copies,
            asked_by_id=require_account(by),
        )
    )


def _claim(letterhead: Letterhead, number: str, meeting: Meeting) -> None:
    register = f"organisation:{letterhead.issuer_id}"
    mine = IssuedNumber.objects.filter(
        register=register, number=number, purpose=meeting.reference, is_used=True
    )
    if not mine.exists():
        claim_number(register, number, purpose=meeting.reference)


def ask_for_print(job: PrintJob) -> PrintJob:
    """Save a print job and enqueue it for the task that `made_by` names.

    Raises Refused when too many prints of the same person are waiting.
    """
    recent = PrintJob.objects.visible_to(job.asked_by).filter(
        asked_at__gt=timezone.now() - WAITING_SINCE
    )
    if recent.waiting().count() >= MOST_WAITING:
        raise Refused(
            _(
                "%(count)s of your prints are still being made. Wait until the first are"
                " ready; if none is, tell the administrator that the background worker has"
                " stopped."
            )
            % {"count": MOST_WAITING},
            code="too_many",
        )
    job.full_clean()
    job.save()
    enqueue(job.made_by, job.pk)
    return job


@transaction.atomic
def retry_print(*, job: PrintJob, by: Actor) -> PrintJob:
    """Enqueue a failed or late print job again; a finished one does not change."""
    require(can_fetch_print(by, job))
    job = _lock_job(job)
    if job.made_at is None:
        job.error = ""
        job.save(update_fields=["error"])
        enqueue_again(job.made_by, job.pk)
    return job


@transaction.atomic
def keep_print(*, job: PrintJob, pdf: bytes) -> PrintJob:
    """Store the PDF of a print job, and record the print in the history (idempotent).

    After a week its file is deleted.
    """
    job = _lock_job(job)
    if job.made_at is not None:
        return job
    job.sha256 = hashlib.sha256(pdf).hexdigest()
    # Each job has a file of its own, so that deleting it never takes another job's.
    job.pdf.save(f"{job.pk}-{job.sha256}.pdf", ContentFile(pdf), save=False)
    job.made_at = timezone.now()
    job.error = ""
    job.save(update_fields=["sha256", "pdf", "made_at", "error"])
    if job.document is not None:
        record_print(
            document=job.document,
            paper=job.paper,
            layout=job.layout,
            with_signatures=job.with_signatures,
            copies=job.copies,
            by=job.asked_by,
        )
    if job.meeting is not None:
        record_meeting_print(
            meeting=job.meeting,
            document=PrintKind(job.kind).label,
            paper=job.paper,
            copies=job.copies,
            by=job.asked_by,
        )
    enqueue("agreements.forget_print", job.pk, due_at=job.made_at + KEPT_FOR)
    return job


@transaction.atomic
def fail_print(*, job: PrintJob, error: str) -> PrintJob:
    """Record why a print failed, for whoever requested it; a finished one does not change."""
    job = _lock_job(job)
    if job.made_at is None:
        job.error = error
        job.save(update_fields=["error"])
    return job


@transaction.atomic
def forget_print(*, job: PrintJob) -> PrintJob:
    """Delete the file of a print job and keep its row; renditions are not touched."""
    job = _lock_job(job)
    if job.pdf:
        # The file first: after a crash the row still names it, and it is deleted again.
        job.pdf.delete(save=False)
        job.save(update_fields=["pdf"])
    return job


def _lock_job(job: PrintJob) -> PrintJob:
    jobs = PrintJob.objects.select_related("document", "meeting", "asked_by")
    return jobs.select_for_update(of=("self",)).get(pk=job.pk)


def record_print(
    *,
    document: Document,
    paper: str,
    layout: str = "",
    with_signatures: bool = False,
    copies: int = 1,
    by: Actor | None = None,
) -> None:
    """Record in the history that a document was printed; an empty layout means the letterhead's."""
    layout_label = SignatureLayout(layout).label if layout else USUAL_LAYOUT
    if with_signatures:
        record(
            document,
            "document_printed_signed",
            by=by,
            paper=paper,
            layout=layout_label,
            copies=copies,
        )
    elif layout:
        record(
            document,
            "document_printed_unsigned",
            by=by,
            paper=paper,
            layout=layout_label,
            copies=copies,
        )
    elif copies == 1:
        record(document, "document_printed", by=by, paper=paper)
    else:
        record(document, "document_printed_copies", by=by, paper=paper, copies=copies)
