"""A form sent twice makes one row, also when sent twice at the same instant."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core.models import Submission
from core.refusals import Refused


class SentBefore(Refused):
    """The form's work was done already, with other words: somebody went back and changed it.

    These words are not what was done, so the old answer would lose them.
    """

    def __init__(self) -> None:
        super().__init__(
            _(
                "This form was sent before, and what it said then is done. What it says now is not"
                " saved yet: send it again if you want that too."
            ),
            code="sent_before",
        )


def perform_once(key: UUID, perform: Callable[[], str], *, sent: str = "") -> str:
    """Run `perform` the first time `key` is seen and return its answer every time.

    `sent` is a hash of what the form says; raises SentBefore when it said something else then.

    The answer is what the caller needs to respond again: a reference or an address, at most
    200 characters. The key's UNIQUE constraint decides, inside the same transaction as the
    work: a second sender waits for the first and then gets its answer. When `perform` raises,
    the key is free again.
    """
    try:
        with transaction.atomic():
            submission = Submission.objects.create(key=key, sent=sent)
            submission.answer = perform()
            submission.save(update_fields=["answer"])
            return submission.answer
    except IntegrityError:
        earlier = Submission.objects.filter(key=key).first()
        if earlier is None:  # the constraint that failed was one of the work's own
            raise
        if earlier.sent != sent:
            raise SentBefore from None
        return earlier.answer


def earlier_answer(key: UUID, *, sent: str = "") -> str | None:
    """Return the answer that a form with this key got, if it said the same and was done before."""
    rows = Submission.objects.filter(key=key, sent=sent)
    return rows.values_list("answer", flat=True).first()


def made_once[M: Model](
    model: type[M],
    key: UUID,
    make: Callable[[], M],
    *,
    is_same: Callable[[M], bool] = lambda row: True,
) -> M:
    """Return the row that `make` makes, or made when `key` was first seen.

    For a model that keeps the key itself, in a unique field `key`, and whose rows are many: nothing
    else is written. `make` works in one transaction, and may find out late that it was in vain.
    Raises SentBefore when there is a row with this key which is not what would be made now.
    """
    try:
        return make()
    except IntegrityError:
        earlier = model._default_manager.filter(key=key).first()
        if earlier is None:  # the constraint that failed was one of the work's own
            raise
        if not is_same(earlier):
            raise SentBefore from None
        return earlier
