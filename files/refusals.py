"""The exception with which this package refuses a file, with a sentence for the user."""

from django.core.exceptions import ValidationError


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
