"""Form fields shared by several pages."""

from typing import Any

from django import forms


class ClockField(forms.TimeField):
    """A time of day, from the browser's time picker or typed as 09.30."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            **options,
        )
