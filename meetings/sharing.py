"""URLs of contribution links, and the e-mails with these links.

The texts are in the city's language, whatever language the sender reads.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.emails import Email
from meetings.models import Meeting
from pledges.models import Pledge
from stakeholders.models import LinkPurpose, PersonalLink


def build_link_url(link: PersonalLink) -> str:
    """Return the absolute URL of a link."""
    return f"{settings.PUBLIC_URL}{reverse('meetings:contribute', args=[link.token])}"


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
