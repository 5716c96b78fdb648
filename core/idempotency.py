"""Idempotency keys: a form submitted twice does its work once, even at the same instant.

Every form that changes something carries a random key (`core.forms.IdempotentForm`). The key's
UNIQUE constraint decides in the transaction of the work itself.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core.models import Submission
from core.refusals import Refused


class AlreadySubmitted(Refused):
    """The idempotency key was used before, with other data.

    This happens after the browser's back button: the form still has its old key, but its text was
    changed. To answer as before would lose the new text.
    """

    def __init__(self) -> None:
        super().__init__(
            _(
                "This form was already sent and saved. Your changes since then are not saved yet:"
                " send it again to save them as well."
            ),
            code="already_submitted",
        )


def perform_once(
    idempotency_key: UUID, perform: Callable[[], str], *, data_sha256: str = ""
) -> str:
    """Run `perform` for the first use of an idempotency key; return its answer for every use.

    The answer is what the caller needs to respond again: a reference or an address, at most
    200 characters. A second request with the same key waits for the first and then gets its
    answer. When `perform` raises, the key is free again.
    `data_sha256` is a hash of the submitted data; raises AlreadySubmitted when the key was used
    with other data.
    """
    try:
        with transaction.atomic():
            submission = Submission.objects.create(
                idempotency_key=idempotency_key, data_sha256=data_sha256
            )
            submission.answer = perform()
            submission.save(update_fields=["answer"])
            return submission.answer
    except IntegrityError:
        earlier = Submission.objects.filter(idempotency_key=idempotency_key).first()
        if earlier is None:  # the constraint that failed was one of the work's own
            raise
        if earlier.data_sha256 != data_sha256:
            raise AlreadySubmitted from None
        return earlier.answer


def find_earlier_answer(idempotency_key: UUID, *, data_sha256: str = "") -> str | None:
    """Return the answer that the same form, with the same data, got before; None if it did not."""
    rows = Submission.objects.filter(idempotency_key=idempotency_key, data_sha256=data_sha256)
    return rows.values_list("answer", flat=True).first()


def is_submitted(idempotency_key: str) -> bool:
    """Tell whether a form with this key has done its work; False for a malformed key."""
    try:
        return Submission.objects.filter(idempotency_key=UUID(idempotency_key)).exists()
    except ValueError:
        return False


def create_once[M: Model](
    model: type[M],
    idempotency_key: UUID,
    create: Callable[[], M],
    *,
    is_same: Callable[[M], bool] = lambda row: True,
) -> M:
    """Return the row that `create` saves, or the row that was saved before with the same key.

    For a model with many rows and its own unique field `idempotency_key`: no Submission is
    written. `create` works in one transaction; the constraint may stop it at the end.
    Raises AlreadySubmitted when the earlier row differs (`is_same`) from what would be saved now.
    """
    try:
        return create()
    except IntegrityError:
        earlier = model._default_manager.filter(idempotency_key=idempotency_key).first()
        if earlier is None:  # the constraint that failed was one of the work's own
            raise
        if not is_same(earlier):
            raise AlreadySubmitted from None
        return earlier
