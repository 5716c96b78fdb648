"""Background work of many prints at once: a message a document, one for the file, one to forget."""

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

logger = logging.getLogger(__name__)


def print_item(item_id: int) -> None:
    """Print one document of a batch; safe to run again."""
    print_item_by(item_id, render_batch_item)


def print_item_by(item_id: int, print_one: Callable[[PrintBatchItem], tuple[bytes, str]]) -> None:
    """Print one document of a batch by the function that returns its PDF and layout.

    Whatever keeps it from being printed is told beside its name, and the others go on: somebody
    waits for them. Only what the database refuses is raised, so that the outbox tries again.
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
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("%s cannot be printed in batch %s", item.document, item.batch_id)
        # The sentence of an error may name files of the server; its kind is enough to report.
        fail_batch_item(item=item, error=type(error).__name__)
    else:
        keep_batch_item(item=item, pdf=pdf, layout=layout)


def bind_batch(batch_id: int) -> None:
    """Put the prints of a batch together as one file; safe to run again."""
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
    """Delete the files of a batch whose time is over; safe to run again."""
    forget_batch(batch=PrintBatch.objects.get(pk=batch_id))


HANDLERS: Mapping[str, Handler] = {
    "agreements.bind_batch": bind_batch,
    "agreements.forget_batch": forget_old_batch,
    "agreements.print_item": print_item,
}
