"""The texts by which guests are invited, told of a change, and reminded: e-mail and WhatsApp.

They are in the city's language, whatever language the sender reads, and end with the guest's own
link.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.emails import Email
from meetings.models import Meeting, MeetingState, Participant
from stakeholders.models import PersonalLink


def build_own_invitation_url(link: PersonalLink) -> str:
    """Return the absolute URL of a guest's own invitation."""
    return f"{settings.PUBLIC_URL}{reverse('meetings:own_invitation', args=[link.token])}"


def describe_occasion(meeting: Meeting) -> str:
    """Return when and where a meeting is, in one line."""
    when = date_format(meeting.date, "l, j F Y")
    if meeting.starts_at:
        when = _("%(day)s at %(time)s WIB") % {"day": when, "time": f"{meeting.starts_at:%H.%M}"}
    return ", ".join(part for part in (when, meeting.venue) if part)


def build_guest_message(
    link: PersonalLink, guest: Participant, meeting: Meeting, *, is_told: bool, is_reminder: bool
) -> Email:
    """Return what a guest is told: an invitation, a change or a reminder.

    `is_told`: the guest was invited before, and time or place have changed since then.
    """
    with override(settings.LANGUAGE_CODE):
        facts = {
            "guest": f"{guest}, {guest.organisation}",
            "theme": meeting.theme,
            "date": date_format(meeting.date, "l, j F Y"),
            "occasion": describe_occasion(meeting),
            "url": build_own_invitation_url(link),
        }
        subject, text = _choose_texts(meeting, is_told=is_told, is_reminder=is_reminder)
        return Email(subject % facts, text % facts)


def _choose_texts(meeting: Meeting, *, is_told: bool, is_reminder: bool) -> tuple[str, str]:
    if meeting.state == MeetingState.CANCELLED:
        return _("Cancelled: the meeting of %(date)s"), _(
            "To %(guest)s: the meeting “%(theme)s” (%(occasion)s) is cancelled.\n%(url)s"
        )
    if is_reminder:
        return _("Please answer: the meeting of %(date)s"), _(
            "To %(guest)s: you are invited to “%(theme)s”, %(occasion)s. We do not know yet "
            "whether you will come. Please answer by your own link:\n%(url)s"
        )
    if is_told:
        return _("Changed: the meeting of %(date)s"), _(
            "To %(guest)s: time or place of the meeting “%(theme)s” have changed. It is now: "
            "%(occasion)s. Please say again whether you will come, by your own link:\n%(url)s"
        )
    return _("Invitation to the meeting of %(date)s"), _(
        "To %(guest)s: you are invited to “%(theme)s”, %(occasion)s. Please say whether you will "
        "come or send a substitute. No account is needed; the link is yours alone:\n%(url)s"
    )
