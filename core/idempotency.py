"""A form sent twice makes one row, also when sent twice at the same instant."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from core.models import Submission


def perform_once(key: UUID, perform: Callable[[], str]) -> str:
    """Run `perform` the first time `key` is seen and return its answer every time.

    The answer is what the caller needs to respond again: a reference or an address, at most
    200 characters. The key's UNIQUE constraint decides, inside the same transaction as the
    work: a second sender waits for the first and then gets its answer. When `perform` raises,
    the key is free again.
    """
    try:
        with transaction.atomic():
            submission = Submission.objects.create(key=key)
            submission.answer = perform()
            submission.save(update_fields=["answer"])
            return submission.answer
    except IntegrityError:
        earlier = Submission.objects.filter(key=key).first()
        if earlier is None:  # the constraint that failed was one of the work's own
            raise
        return earlier.answer
