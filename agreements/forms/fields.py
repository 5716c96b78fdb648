"""Form fields that several forms of the agreements share."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

# Documents of the forum; a year outside is a typing error.
EARLIEST, LATEST = date(1945, 8, 17), date(2199, 12, 31)


class BoundedDateField(forms.DateField):
    """A date within plausible bounds, with the browser's date picker."""

    def __init__(self, **kwargs: Any):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)
        self.validators += [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
