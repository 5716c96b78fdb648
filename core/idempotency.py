"""A form sent twice makes one row, also when sent twice at the same instant."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model

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


def earlier_answer(key: UUID) -> str | None:
    """Return the answer that a form with this key got, if its work was done before."""
    return Submission.objects.filter(key=key).values_list("answer", flat=True).first()


def made_once[M: Model](model: type[M], key: UUID, make: Callable[[], M]) -> M:
    """Return the row that `make` makes, or made when `key` was first seen.

    For a model that keeps the key itself, in a unique field `key`, and whose rows are many: nothing
    else is written. `make` works in one transaction, and may find out late that it was in vain.
    """
    try:
        return make()
    except IntegrityError:
        earlier = model._default_manager.filter(key=key).first()
        if earlier is None:  # the constraint that failed was one of the work's own
            raise
        return earlier
