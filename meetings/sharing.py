"""URLs of contribution links, and the e-mails with these links.

The texts are in the city's language, whatever language the sender reads.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.emails import Email
from meetings.models import Meeting, Participant
from pledges.models import Pledge
from stakeholders.models import LinkPurpose, PersonalLink


def build_link_url(link: PersonalLink) -> str:
    """Return the absolute URL of a link."""
    return f"{settings.PUBLIC_URL}{reverse('meetings:contribute', args=[link.token])}"


def build_minutes_url(link: PersonalLink) -> str:
    """Return the absolute URL of a link to the minutes."""
    return f"{settings.PUBLIC_URL}{reverse('meetings:respond', args=[link.token])}"


def build_minutes_email(link: PersonalLink, meeting: Meeting) -> Email:
    """Return the e-mail that asks one who attended to respond to the minutes."""
    with override(settings.LANGUAGE_CODE):
        facts = {
            "theme": meeting.theme,
            "date": date_format(meeting.date, "l, j F Y"),
            "until": date_format(link.expires_at.astimezone(), "j F Y"),
            "url": build_minutes_url(link),
            "bearer": ", ".join(str(each) for each in (link.person, link.organisation) if each),
        }
        text = _(
            "To %(bearer)s: the minutes of “%(theme)s” (%(date)s) are written. Say until %(until)s "
            "whether you agree, propose a correction or object, without an account. "
            "The link is yours alone:\n%(url)s"
        )
        return Email(_("The minutes of the meeting of %(date)s") % facts, text % facts)


def build_invitation_email(link: PersonalLink, meeting: Meeting) -> Email:
    """Return the e-mail that invites one person, or the whole room, to contribute."""
    with override(settings.LANGUAGE_CODE):
        facts = {
            "theme": meeting.theme,
            "date": date_format(meeting.date, "l, j F Y"),
            "until": date_format(link.expires_at.astimezone(), "j F Y"),
            "url": build_link_url(link),
            "bearer": ", ".join(str(each) for each in (link.person, link.organisation) if each),
        }
        if link.purpose == LinkPurpose.CONTRIBUTE_HERE:
            text = _(
                "What will your organisation contribute to “%(theme)s” (%(date)s)? Write it here, "
                "without an account, until %(until)s:\n%(url)s"
            )
        else:
            text = _(
                "To %(bearer)s: please write your role or contribution to “%(theme)s” (%(date)s) "
                "here, without an account, until %(until)s. The link is yours alone:\n%(url)s"
            )
        subject = _("Your contribution to the meeting of %(date)s")
        return Email(subject % facts, text % facts)


def build_check_in_url(link: PersonalLink) -> str:
    """Return the absolute URL of a room's link for check-in, or of a guest's own check-in."""
    return f"{settings.PUBLIC_URL}{reverse('meetings:check_in', args=[link.token])}"


def build_check_in_message(link: PersonalLink, meeting: Meeting) -> Email:
    """Return the message by which guests keep the link to their own check-in."""
    with override(settings.LANGUAGE_CODE):
        facts = {"date": date_format(meeting.date, "j F Y"), "url": build_check_in_url(link)}
        return Email(
            _("My attendance on %(date)s") % facts,
            _("My attendance on %(date)s, to read and correct it:\n%(url)s") % facts,
        )


def build_check_in_email(link: PersonalLink, meeting: Meeting, guest: Participant) -> Email:
    """Return the e-mail that tells somebody of a self check-in in their name."""
    with override(settings.LANGUAGE_CODE):
        facts = {
            "name": guest,
            "theme": meeting.theme,
            "date": date_format(meeting.date, "l, j F Y"),
            "url": build_check_in_url(link),
        }
        return Email(
            _("You were checked in to the meeting of %(date)s") % facts,
            _(
                "%(name)s was marked as present at “%(theme)s” (%(date)s), by self check-in with "
                "the QR code of the room. If that was not you, tell the facilitator. Correct it "
                "here (keep this link to yourself):\n%(url)s"
            )
            % facts,
        )


def build_receipt_email(link: PersonalLink, pledge: Pledge) -> Email:
    """Return the e-mail by which contributors send themselves the link to their contribution."""
    with override(settings.LANGUAGE_CODE):
        facts = {"reference": pledge.reference, "lead": pledge.lead, "url": build_link_url(link)}
        return Email(
            _("Contribution %(reference)s") % facts,
            _(
                "Contribution %(reference)s of %(lead)s. Read what the forum decides, "
                "or correct it here (keep this link to yourself):\n%(url)s"
            )
            % facts,
        )
