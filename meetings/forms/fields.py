"""Form fields shared by several pages."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

LONGEST_WAIT = 30 * 86_400  # seconds; as long as an idempotency key is known


class ClockField(forms.TimeField):
    """A time of day, from the browser's time picker or typed as 09.30."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            **options,
        )


class SecondsAgoField(forms.IntegerField):
    """How long ago something was typed, as its device counts; unknown when that cannot be.

    A phone without a connection may have begun in the wrong year, and is set right when the
    connection comes back. What was typed on it is not refused for that.
    """

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value: object) -> int | None:
        """Return the seconds, None for what cannot be; never raises, since no user typed it."""
        try:
            seconds = super().clean(value)
        except ValidationError:
            return None
        return seconds if seconds is not None and 0 <= seconds <= LONGEST_WAIT else None


class SentAfterField(forms.UUIDField):
    """The idempotency key of what a device sent before this; unknown when it is malformed."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value: object) -> UUID | None:
        """Return the key; never raises, since no user typed it."""
        try:
            return super().clean(value) or None
        except ValidationError:
            return None


class TypedEarlierForm(forms.Form):
    """A form that may have waited on a device; `typed_at` is a time of the server's clock."""

    seconds_ago = SecondsAgoField()
    sent_after = SentAfterField()

    @property
    def typed_at(self) -> datetime | None:
        """When a valid form was typed that waited on its device; None if it was sent at once."""
        seconds = self.cleaned_data["seconds_ago"]
        return None if seconds is None else timezone.now() - timedelta(seconds=seconds)
