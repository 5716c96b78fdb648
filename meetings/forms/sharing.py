"""The form for a personal link's expiry date."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import IdempotentForm
from meetings.models import Meeting
from pledges.forms import CalendarDateField

AFTER_MEETING = timedelta(days=14)
LONGEST = timedelta(days=366)


class LastDayField(CalendarDateField):
    """A last day, from today to a year ahead; its value is the end of that day."""

    def clean(self, value: object) -> datetime:
        """Return the end of the day; raises ValidationError for a past or too distant day."""
        day: date = super().clean(value)
        today = timezone.localdate()
        if day < today:
            raise ValidationError(_("This day has passed. Choose today or a later day."))
        if day > today + LONGEST:
            raise ValidationError(_("Choose a day within a year."))
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class ExpiryForm(IdempotentForm):
    """Asks for the last day on which a link works."""

    expires_at = LastDayField(label=gettext_lazy("Works until the end of"))


def get_default_last_day(meeting: Meeting) -> date:
    """Return the default last day of a link: two weeks after the meeting, or after today.

    It is at most the last day that can be chosen.
    """
    today = timezone.localdate()
    return min(max(meeting.date, today) + AFTER_MEETING, today + LONGEST)
