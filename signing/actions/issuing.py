"""Final files: sealed, signed with certificates, sealed again, timestamped; every one is kept."""

import hashlib
from datetime import datetime, timedelta
from typing import Required, TypedDict, Unpack

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.actions.locking import lock_document
from agreements.models import Document, Signatory
from core.access import require
from core.actors import Actor
from core.audit_trail.recording import append_audit_entry
from core.history import record
from core.outbox import count_enqueued, enqueue, enqueue_again
from core.refusals import Refused
from files.storage import delete_unnamed_files
from signing.actions.signatories import is_awaiting_certificates
from signing.models import Closing, FileStage, IssuedFile
from signing.permissions import can_close_signing

# Backoff of timestamps: each pause is as long as the file has waited so far, within these limits.
SOONEST, LATEST = timedelta(minutes=10), timedelta(days=1)
MAX_RETRY_PERIOD = timedelta(days=30)
HISTORY_KEYS = {
    FileStage.SEALED: "file_sealed",
    FileStage.CERTIFICATE: "file_certificate",
    FileStage.CLOSING_SEAL: "file_closing_seal",
    FileStage.TIMESTAMP: "file_timestamp",
}
ONCE_PER_DOCUMENT = (FileStage.SEALED, FileStage.CLOSING_SEAL)


class IssuedFileDetails(TypedDict, total=False):
    """The data of a final file; `level` is the PAdES level (B-B, B-T).

    `signatory` and the certificate's `subject` are given for a certificate signature only.
    """

    stage: Required[FileStage]
    pdf: Required[bytes]
    level: str
    signatory: Signatory | None
    subject: str


@transaction.atomic
def store_issued_file(
    *, document: Document, after: IssuedFile | None, **details: Unpack[IssuedFileDetails]
) -> IssuedFile:
    """Store the next final file of a document, made from the one in `after`.

    The file is stored completely before its row is written; files that a killed worker left behind
    are deleted. Audit trail and history gain an entry. A document has one seal and one closing
    seal: a second worker gets the file that the first has stored. Raises Refused with code
    "overtaken" when another file was stored in between, since this one does not contain it.
    """
    stage, pdf, level = details["stage"], details["pdf"], details.get("level", "")
    signatory, subject = details.get("signatory"), details.get("subject", "")
    document = lock_document(document)
    if stage in ONCE_PER_DOCUMENT:
        existing = document.issued_files.filter(stage=stage).first()
        if existing is not None:
            return existing
    newest = find_newest_file(document)
    if newest != after:
        raise Refused(_("Another signature was stored in the meantime."), code="overtaken")
    sha256 = hashlib.sha256(pdf).hexdigest()
    issued = IssuedFile(
        document=document,
        number=newest.number + 1 if newest else 1,
        stage=stage,
        level=level,
        signatory=signatory,
        subject=subject,
        sha256=sha256,
        size=len(pdf),
        made_at=timezone.now(),
    )
    folder = f"{issued.file.field.upload_to}/{document.reference}"
    # Writers of this folder hold the document's lock, so a file without a row is a leftover.
    delete_unnamed_files(issued.file.storage, folder, named=set(_list_file_names(document)))
    issued.file.name = issued.file.storage.save(f"{folder}/{sha256}.pdf", ContentFile(pdf))
    issued.save(force_insert=True)
    append_audit_entry(
        document,
        "issued",
        file=issued.number,
        stage=str(stage),
        level=level,
        sha256=sha256,
        size=issued.size,
        signatory=signatory.order if signatory else None,
        subject=issued.subject,
    )
    record(
        document,
        HISTORY_KEYS[stage],
        level=level,
        fingerprint=sha256[:16],
        subject=subject,
    )
    return issued


def find_newest_file(document: Document) -> IssuedFile | None:
    """Return the newest final file, which contains all earlier ones; None before the seal."""
    return document.issued_files.order_by("-number").first()


def _list_file_names(document: Document) -> list[str]:
    return list(document.issued_files.values_list("file", flat=True))


@transaction.atomic
def store_seal(*, closing: Closing, pdf: bytes, level: str) -> IssuedFile:
    """Store the sealed final file; a missing timestamp is added later when TSA_URL is set."""
    issued = store_issued_file(
        document=closing.document, stage=FileStage.SEALED, pdf=pdf, level=level, after=None
    )
    _clear_error(closing)
    schedule_timestamp(issued)
    # The last certificate may have been declined meanwhile.
    enqueue_closing_seal_when_done(issued.document)
    return issued


@transaction.atomic
def store_closing_seal(
    *, closing: Closing, pdf: bytes, level: str, after: IssuedFile | None
) -> IssuedFile:
    """Store the file sealed again after its certificate signatures.

    Raises Refused when a certificate signature was added in between, or is awaited again.
    """
    if is_awaiting_certificates(lock_document(closing.document)):
        raise Refused(_("Another signature was stored in the meantime."), code="overtaken")
    issued = store_issued_file(
        document=closing.document, stage=FileStage.CLOSING_SEAL, pdf=pdf, level=level, after=after
    )
    _clear_error(closing)
    schedule_timestamp(issued)
    return issued


def _clear_error(closing: Closing) -> None:
    Closing.objects.filter(pk=closing.pk).exclude(error="").update(error="")


@transaction.atomic
def record_seal_failure(*, closing: Closing, error: str) -> None:
    """Record why sealing failed, for the staff to read; the outbox retries by itself."""
    Closing.objects.filter(pk=closing.pk).update(error=error)


@transaction.atomic
def postpone_seal(kind: str, *, closing: Closing, error: str) -> None:
    """Record why sealing failed and schedule a retry: after 10, 20, 40 … minutes, then daily.

    There is no last attempt: a key may be missing over a weekend, and a document must not stay
    unsealed for ever.
    """
    record_seal_failure(closing=closing, error=error)
    attempts = count_enqueued(kind, closing.pk)
    wait = min(SOONEST * 2 ** min(attempts - 1, 10), LATEST)
    enqueue(kind, closing.pk, due_at=timezone.now() + wait)


@transaction.atomic
def retry_failed_seals() -> int:
    """Retry every failed seal now, after the key was repaired; return how many."""
    failed = Closing.objects.exclude(error="").select_related("document")
    kinds = [(kind, closing.pk) for closing in failed if (kind := find_pending_seal_kind(closing))]
    for kind, pk in kinds:
        enqueue_again(kind, pk)
    return len(kinds)


@transaction.atomic
def retry_seal(*, closing: Closing, by: Actor) -> None:
    """Retry a seal now, after the cause of its failure was repaired.

    Raises Refused when nothing is left to be sealed.
    """
    document = lock_document(closing.document)
    require(can_close_signing(by, document))
    kind = find_pending_seal_kind(closing)
    if kind is None:
        raise Refused(_("%(document)s is sealed.") % {"document": document}, code="sealed")
    enqueue_again(kind, closing.pk)


def find_pending_seal_kind(closing: Closing) -> str | None:
    """Return the outbox kind of the seal still to be made (first or closing), or None."""
    stages = set(closing.document.issued_files.values_list("stage", flat=True))
    if FileStage.SEALED not in stages:
        return "signing.seal"
    if FileStage.CLOSING_SEAL in stages or not closing.left_to_certificates:
        return None
    return None if is_awaiting_certificates(closing.document) else "signing.close_seal"


def enqueue_closing_seal_when_done(document: Document) -> None:
    """Enqueue the closing seal once no certificate is awaited; for a locked document."""
    if is_awaiting_certificates(document):
        return
    closing = Closing.objects.filter(document=document).first()
    if closing is not None and closing.left_to_certificates:
        enqueue("signing.close_seal", closing.pk)


def schedule_timestamp(issued: IssuedFile) -> None:
    """Schedule the timestamp of a file that has none; attempts end after a month."""
    if issued.level != "B-B" or not settings.TSA_URL:
        return
    due_at = calculate_next_attempt(issued.made_at)
    if due_at is not None:
        enqueue("signing.upgrade_seal", issued.pk, due_at=due_at)


def calculate_next_attempt(since: datetime) -> datetime | None:
    """Return when a failed timestamp is retried; None after MAX_RETRY_PERIOD."""
    now = timezone.now()
    if now - since > MAX_RETRY_PERIOD:
        return None
    return now + min(max(now - since, SOONEST), LATEST)
