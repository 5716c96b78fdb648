"""How a contribution link travels: its address, the words that go with it, WhatsApp and mail.

The words are in the city's language, whatever language the sender reads.
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


def link_url(link: PersonalLink) -> str:
    """Return the whole address of a link, as it is sent and printed."""
    return f"{settings.PUBLIC_URL}{reverse('meetings:contribute', args=[link.token])}"


def invitation_to_contribute(link: PersonalLink, meeting: Meeting) -> Email:
    """Return what invites somebody, or everybody in the room, to write a contribution."""
    with override(settings.LANGUAGE_CODE):
        facts = {
            "theme": meeting.theme,
            "date": date_format(meeting.date, "l, j F Y"),
            "until": date_format(link.expires_at.astimezone(), "j F Y"),
            "url": link_url(link),
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


def receipt_message(link: PersonalLink, pledge: Pledge) -> Email:
    """Return what a contributor sends to themselves, in order to find the contribution again."""
    with override(settings.LANGUAGE_CODE):
        facts = {"reference": pledge.reference, "lead": pledge.lead, "url": link_url(link)}
        return Email(
            _("Contribution %(reference)s") % facts,
            _(
                "Contribution %(reference)s of %(lead)s. Read what the forum decides, "
                "or correct it here (keep this link to yourself):\n%(url)s"
            )
            % facts,
        )
