"""Outbox handlers of prints with signatures; idempotent."""

from collections.abc import Mapping

from agreements.tasks.batches import print_item_by
from agreements.tasks.printing import make_print_by
from core.outbox import Handler
from signing.actions.printing import PRINT, PRINT_ITEM
from signing.prints import render_signed_item, render_signed_job


def make_signed_print(job_id: int) -> None:
    """Make a requested copy with signatures."""
    make_print_by(job_id, render_signed_job)


def print_signed_item(item_id: int) -> None:
    """Print one document of a batch with its signatures."""
    print_item_by(item_id, render_signed_item)


HANDLERS: Mapping[str, Handler] = {PRINT: make_signed_print, PRINT_ITEM: print_signed_item}
