"""Background tasks of print batches: render each document, bind the file, delete it later."""

import logging
from collections.abc import Callable, Mapping
from tempfile import TemporaryFile

from django.db import DatabaseError

from agreements.actions.batches import (
    fail_batch,
    fail_batch_item,
    forget_batch,
    keep_batch,
    keep_batch_item,
)
from agreements.models import PrintBatch, PrintBatchItem
from agreements.prints import render_batch_item, write_batch
from core.outbox import Handler
from core.refusals import Refused
from files.refusals import StoreUnavailable

logger = logging.getLogger(__name__)


def print_item(item_id: int) -> None:
    """Render one document of a print batch (idempotent)."""
    print_item_by(item_id, render_batch_item)


def print_item_by(item_id: int, print_one: Callable[[PrintBatchItem], tuple[bytes, str]]) -> None:
    """Render one document of a print batch with a function that returns PDF and layout.

    An error is recorded with the document and the others continue, since somebody waits for them.
    Only an outage of the database or the file store is raised, so that the outbox retries.
    """
    items = PrintBatchItem.objects.select_related(
        "batch", "document__letterhead", "document__meeting"
    )
    item = items.get(pk=item_id)
    if item.settled_at is not None or item.batch.is_over:
        return
    try:
        pdf, layout = print_one(item)
    except Refused as refusal:
        fail_batch_item(item=item, error=str(refusal))
    except (DatabaseError, StoreUnavailable):
        raise
    except Exception as error:
        logger.exception("%s cannot be printed in batch %s", item.document, item.batch_id)
        # The message of an error may name files of the server; its type is enough to report.
        fail_batch_item(item=item, error=type(error).__name__)
    else:
        keep_batch_item(item=item, pdf=pdf, layout=layout)


def bind_batch(batch_id: int) -> None:
    """Bind the prints of a batch into one file (idempotent)."""
    batch = PrintBatch.objects.get(pk=batch_id)
    if batch.is_over:
        return
    try:
        with TemporaryFile() as file:
            write_batch(batch, file)
            keep_batch(batch=batch, file=file)
    except Exception as error:
        fail_batch(batch=batch, error=type(error).__name__)
        raise


def forget_old_batch(batch_id: int) -> None:
    """Delete the files of an expired batch (idempotent)."""
    forget_batch(batch=PrintBatch.objects.get(pk=batch_id))


HANDLERS: Mapping[str, Handler] = {
    "agreements.bind_batch": bind_batch,
    "agreements.forget_batch": forget_old_batch,
    "agreements.print_item": print_item,
}
