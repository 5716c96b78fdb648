"""A refusal: the one exception by which a rule says no, in a sentence fit for the user."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """An action is not done, and nothing has changed.

    It is a ValidationError, so that a form shows it beside the field it names: the form and
    the action call the same guard. `field` is the name of that field, or None for the whole.
    """

    def __init__(self, sentence: object, *, field: str | None = None, code: str = "refused"):
        super().__init__(sentence, code=code)  # type: ignore[arg-type]
        self.field = field

    def __str__(self) -> str:
        return " ".join(self.messages)
