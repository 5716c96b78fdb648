"""The exceptions with which this package refuses a file, with a sentence for the user."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class FileRefused(ValidationError):
    """A file is not accepted, made or signed.

    It is a ValidationError, so that a form shows it beside the field it names. `field` is the name
    of that field, or None for the whole form; `code` is a key that callers may compare.
    """

    def __init__(self, sentence: object, *, field: str | None = None, code: str = "refused"):
        super().__init__(sentence, code=code)  # type: ignore[arg-type]
        self.field = field

    def __str__(self) -> str:
        return " ".join(self.messages)


class StoreUnavailable(FileRefused):
    """The storage of files cannot be read or written now; nothing was stored, and retrying helps.

    A form shows the sentence like any refusal, other pages answer 503 with it, and the outbox
    retries. A file that is not there is a FileNotFoundError instead.
    """

    def __init__(self) -> None:
        super().__init__(
            _(
                "The portal's file store does not answer. Nothing was lost or changed; please try"
                " again in a few minutes."
            ),
            code="store_unavailable",
        )
