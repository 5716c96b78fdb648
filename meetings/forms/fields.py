"""Form fields shared by several pages: a time of day, and organisations by name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stakeholders.models import Organisation

# The id of the <datalist> with suggestions in the template of a page with an OrganisationField.
SUGGESTIONS = "organisasi"


class ClockField(forms.TimeField):
    """A time of day, from the browser's time picker or typed as 09.30."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            **options,
        )


class OrganisationField(forms.CharField):
    """An organisation, typed as any of its names; the page suggests the registered ones."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=200,
            widget=forms.TextInput(attrs={"list": SUGGESTIONS, "autocomplete": "off"}),
            **options,
        )

    def clean(self, value: object) -> Organisation | None:
        """Return the organisation, None for ""; raises ValidationError for an unknown name."""
        name = super().clean(value)
        return find_organisation(name) if name else None


class OrganisationsField(forms.CharField):
    """Several organisations, one name a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=4000, widget=forms.Textarea(attrs={"rows": 2}), **options)

    def clean(self, value: object) -> list[Organisation]:
        """Return the organisations; raises ValidationError for the first that is not known."""
        names = [line.strip() for line in super().clean(value).splitlines()]
        return list(
            {(found := find_organisation(name)).pk: found for name in names if name}.values()
        )


def find_organisation(name: str) -> Organisation:
    """Return the organisation of this name; raises ValidationError for none, or more than one."""
    known = list(Organisation.objects.known_as(name)[:2])
    if not known:
        raise ValidationError(
            _("“%(name)s” is not registered. Choose one of the suggestions."),
            params={"name": name},
        )
    if len(known) > 1:
        raise ValidationError(
            _("Several organisations are called “%(name)s”: write the full name."),
            params={"name": name},
        )
    return known[0]
