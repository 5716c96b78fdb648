"""The exception by which a business rule refuses an action, with a message for the user."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """An action was refused, and nothing has changed.

    It is a ValidationError, so a form shows it at the field that it is about: `field` is the name
    of that field, or None for the whole form.
    """

    def __init__(self, sentence: object, *, field: str | None = None, code: str = "refused"):
        super().__init__(sentence, code=code)  # type: ignore[arg-type]
        self.field = field

    def __str__(self) -> str:
        return " ".join(self.messages)
