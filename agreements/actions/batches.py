"""Print batches: many documents rendered one by one by the workers, then bound into one file."""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import IO

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.actions.printing import record_print
from agreements.models import Document, PrintBatch, PrintBatchItem
from agreements.permissions import can_fetch_batch, can_print_document
from core.access import require, require_account
from core.actors import Actor
from core.outbox import enqueue, enqueue_again
from core.refusals import Refused

MOST_DOCUMENTS = 200
# Rate limit per user: while two batches are being printed, a third is refused.
MOST_BATCHES = 2
# How many documents of a batch are in the outbox at a time. Each finished one enqueues the next,
# so that an e-mail or a seal never waits behind two hundred prints, and several workers share a
# batch.
IN_HAND = 8
CHUNK = 1 << 20


@transaction.atomic
def request_print_batch(
    *,
    documents: Sequence[Document],
    bundle: str,
    paper: str,
    by: Actor,
    layout: str = "",
    is_two_sided: bool = False,
    copies: int = 1,
) -> PrintBatch:
    """Request a print batch: the texts of many documents as one file, in the given order.

    A document that cannot be printed is reported in the batch and does not stop the others. Raises
    Refused in the cases listed at `ask_for_batch`.
    """
    require(all(can_print_document(by, document) for document in documents))
    return ask_for_batch(
        PrintBatch(
            bundle=bundle,
            paper=paper,
            layout=layout,
            is_two_sided=is_two_sided,
            copies=copies,
            asked_by_id=require_account(by),
        ),
        documents,
    )


def ask_for_batch(batch: PrintBatch, documents: Sequence[Document]) -> PrintBatch:
    """Save a print batch and enqueue its first documents for the task that `made_by` names.

    Raises Refused without any document, for more than MOST_DOCUMENTS, and while MOST_BATCHES of the
    same person are waiting.
    """
    by = batch.asked_by
    require(all(can_print_document(by, document) for document in documents))
    if not documents:
        raise Refused(_("Choose at least one document."), field="documents")
    if len(documents) > MOST_DOCUMENTS:
        raise Refused(
            _("At most %(most)s documents are printed at once; these are %(count)s.")
            % {"most": MOST_DOCUMENTS, "count": len(documents)},
            field="documents",
        )
    if PrintBatch.objects.visible_to(by).waiting().count() >= MOST_BATCHES:
        raise Refused(
            _("%(count)s of your batches are still being printed. Wait for one, or stop it.")
            % {"count": MOST_BATCHES},
            code="too_many",
        )
    batch.full_clean()
    batch.save()
    PrintBatchItem.objects.bulk_create(
        PrintBatchItem(batch=batch, order=order, document=document)
        for order, document in enumerate(documents, start=1)
    )
    _send_next_items(batch, IN_HAND)
    # Its files expire whether or not the batch is ever finished.
    enqueue("agreements.forget_batch", batch.pk, due_at=batch.kept_until)
    return batch


def _send_next_items(batch: PrintBatch, count: int) -> None:
    """Enqueue the next documents of the locked batch."""
    waiting = list(batch.items.filter(settled_at=None, is_sent=False)[:count])
    batch.items.filter(pk__in=[item.pk for item in waiting]).update(is_sent=True)
    for item in waiting[:-1]:
        # With a due date a message does not start the worker after the commit
        # (OUTBOX_IMMEDIATE); the last message does so for all of them.
        enqueue(batch.made_by, item.pk, due_at=timezone.now())
    for item in waiting[-1:]:
        enqueue(batch.made_by, item.pk)


@transaction.atomic
def keep_batch_item(*, item: PrintBatchItem, pdf: bytes, layout: str) -> None:
    """Store the print of one document; after the last document the batch is bound into one file."""
    batch = _lock_batch(item.batch)
    if batch.is_over or _is_settled(item):
        return
    item.pdf.save(f"batch-{batch.pk}-{item.pk}.pdf", ContentFile(pdf), save=False)
    item.layout = layout
    item.settled_at = timezone.now()
    item.error = ""
    item.save(update_fields=["pdf", "layout", "settled_at", "error"])
    _send_next_or_bind(batch)


@transaction.atomic
def fail_batch_item(*, item: PrintBatchItem, error: str) -> None:
    """Record why one document could not be printed; the others continue."""
    batch = _lock_batch(item.batch)
    if batch.is_over or _is_settled(item):
        return
    item.settled_at = timezone.now()
    item.error = error
    item.save(update_fields=["settled_at", "error"])
    _send_next_or_bind(batch)


def _is_settled(item: PrintBatchItem) -> bool:
    return PrintBatchItem.objects.filter(pk=item.pk, settled_at__isnull=False).exists()


def _send_next_or_bind(batch: PrintBatch) -> None:
    """Enqueue the next document of the locked batch or, after the last one, the binding.

    The row lock decides which document was the last when two workers finish at once.
    """
    batch.moved_at = timezone.now()
    batch.save(update_fields=["moved_at"])
    if batch.items.filter(settled_at=None).exists():
        _send_next_items(batch, 1)
    elif batch.items.filter(error="").exists():
        enqueue("agreements.bind_batch", batch.pk)


@transaction.atomic
def keep_batch(*, batch: PrintBatch, file: IO[bytes]) -> PrintBatch:
    """Store the bound file, and record the print in the history of each document.

    Idempotent: a file that is stored already stays, since a second worker may have bound it too.
    """
    batch = _lock_batch(batch)
    if batch.is_over:
        return batch
    batch.sha256 = _hash_file(file)
    batch.size = file.tell()
    file.seek(0)
    batch.file.save(f"batch-{batch.pk}-{batch.sha256}.{batch.bundle}", File(file), save=False)
    batch.made_at = timezone.now()
    batch.error = ""
    batch.save(update_fields=["sha256", "size", "file", "made_at", "error"])
    printed = batch.items.filter(error="", is_recorded=False)
    for item in printed.select_related("document"):
        record_print(
            document=item.document,
            paper=batch.paper,
            layout=item.layout,
            with_signatures=batch.with_signatures,
            copies=batch.copies,
            by=batch.asked_by,
        )
    printed.update(is_recorded=True)
    enqueue("agreements.forget_batch", batch.pk, due_at=batch.kept_until)
    return batch


def _hash_file(file: IO[bytes]) -> str:
    """Return the hash of a file, read in chunks to its end."""
    file.seek(0)
    found = hashlib.sha256()
    while chunk := file.read(CHUNK):
        found.update(chunk)
    return found.hexdigest()


@transaction.atomic
def fail_batch(*, batch: PrintBatch, error: str) -> PrintBatch:
    """Record why the prints could not be bound, for whoever requested them."""
    batch = _lock_batch(batch)
    if not batch.is_over:
        batch.error = error
        batch.save(update_fields=["error"])
    return batch


@transaction.atomic
def stop_print_batch(*, batch: PrintBatch, by: Actor) -> PrintBatch:
    """Cancel a print batch and delete its files; a finished or cancelled one does not change."""
    require(can_fetch_batch(by, batch))
    batch = _lock_batch(batch)
    if not batch.is_over:
        batch.stopped_at = timezone.now()
        batch.save(update_fields=["stopped_at"])
        _delete_files(batch)
    return batch


@transaction.atomic
def retry_print_batch(*, batch: PrintBatch, by: Actor) -> PrintBatch:
    """Retry the failed and the late documents of a batch, and bind its file again.

    A batch that has no failures, was cancelled or has expired does not change.
    """
    require(can_fetch_batch(by, batch))
    batch = _lock_batch(batch)
    if batch.stopped_at is not None or batch.kept_until <= timezone.now():
        return batch
    failed = batch.items.exclude(error="").update(error="", settled_at=None, is_sent=False)
    if batch.made_at is not None and not failed:
        return batch
    if batch.file:
        delete = partial(batch.file.storage.delete, str(batch.file.name))
        transaction.on_commit(delete, robust=True)  # during an outage the file stays behind
    batch.file = None
    batch.made_at = None
    batch.error = ""
    batch.moved_at = timezone.now()
    batch.save(update_fields=["file", "made_at", "error", "moved_at"])
    sent = list(batch.items.filter(settled_at=None, is_sent=True))
    for item in sent:
        enqueue_again("agreements.print_item", item.pk)
    if batch.items.filter(settled_at=None).exists():
        _send_next_items(batch, max(IN_HAND - len(sent), 0))
    else:
        enqueue_again("agreements.bind_batch", batch.pk)
    return batch


@transaction.atomic
def forget_batch(*, batch: PrintBatch) -> PrintBatch:
    """Delete the files of an expired batch; one that was never finished is cancelled."""
    batch = _lock_batch(batch)
    if timezone.now() < batch.kept_until:  # retried meanwhile, so it expires later
        return batch
    if batch.made_at is None and batch.stopped_at is None:
        batch.stopped_at = timezone.now()
        batch.save(update_fields=["stopped_at"])
    _delete_files(batch)
    return batch


def _delete_files(batch: PrintBatch) -> None:
    # The file first: after a crash the row still names it, and it is deleted again.
    for item in batch.items.exclude(pdf=""):
        item.pdf.delete(save=False)
    batch.items.update(pdf="")
    if batch.file:
        batch.file.delete(save=False)
        batch.save(update_fields=["file"])


def _lock_batch(batch: PrintBatch) -> PrintBatch:
    batches = PrintBatch.objects.select_related("asked_by")
    return batches.select_for_update(of=("self",)).get(pk=batch.pk)
