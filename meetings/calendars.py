"""The iCal (RFC 5545) event of a meeting, which guests add to their calendars.

It is published, not requested (METHOD:PUBLISH, RFC 5546): guests answer by their own link, so that
no calendar sends replies to a mailbox that nobody reads. UID and a growing SEQUENCE let a calendar
replace the event it has.
"""

from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event, vCalAddress, vText

from core.emails import TextAttachment
from meetings.models import Meeting, MeetingState

PRODUCT = "-//Rembug//Rembug//ID"
MEDIA_TYPE = "text/calendar"


def build_calendar(meeting: Meeting, *, at: datetime) -> bytes:
    """Return the calendar file of a meeting as of `at`; of a cancelled one it takes it back.

    The description has no personal link, since calendars are shared.
    """
    is_cancelled = meeting.state == MeetingState.CANCELLED
    with override(settings.LANGUAGE_CODE):
        description = _(
            "%(kind)s. Answer the invitation by the link in the message that you received."
        ) % {"kind": meeting.kind_label}
    event = Event()
    event.add("uid", f"{meeting.reference}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("dtstamp", at)
    event.add("sequence", meeting.calendar_sequence)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("organizer", _build_organizer())
    event.add("summary", meeting.theme)
    if meeting.venue:
        event.add("location", meeting.venue)
    event.add("description", description)
    event.add("url", f"{settings.PUBLIC_URL}{meeting.get_absolute_url()}")
    _add_time(event, meeting)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    raw: bytes = calendar.to_ical()
    return raw


def _build_organizer() -> vCalAddress:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    if name:
        organizer.params["CN"] = vText(name)
    return organizer


def _add_time(event: Event, meeting: Meeting) -> None:
    """Add when it is: hours in the city's time, the whole day when no hour is known."""
    if meeting.starts_at is None:
        event.add("dtstart", meeting.date)
        return
    zone = timezone.get_default_timezone()
    event.add("dtstart", datetime.combine(meeting.date, meeting.starts_at, zone))
    if meeting.ends_at is not None:
        event.add("dtend", datetime.combine(meeting.date, meeting.ends_at, zone))


def build_attachment(meeting: Meeting, *, at: datetime) -> TextAttachment:
    """Return the calendar file for an e-mail."""
    text = build_calendar(meeting, at=at).decode()
    return TextAttachment(f"{meeting.reference}.ics", MEDIA_TYPE, text)
