"""How a contribution link travels: its address, the words that go with it, WhatsApp and mail.

The words are in the city's language, whatever language the sender reads.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.models import Meeting
from pledges.models import Pledge
from stakeholders.models import LinkPurpose, PersonalLink

# A mobile number after the country's 62: an 8, then 8 to 11 digits.
MOBILE = re.compile(r"8\d{8,11}")


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent with a link; the last line of the text is its address."""

    subject: str
    text: str

    @property
    def mailto(self) -> str:
        """An address that opens the sender's own mail program."""
        return f"mailto:?subject={quote(self.subject)}&body={quote(self.text)}"

    def whatsapp(self, phone: str = "") -> str:
        """Return the address that opens WhatsApp with the text, to a number where one is known."""
        return f"https://wa.me/{whatsapp_number(phone)}?text={quote(self.text)}"


def link_url(link: PersonalLink) -> str:
    """Return the whole address of a link, as it is sent and printed."""
    return f"{settings.PUBLIC_URL}{reverse('meetings:contribute', args=[link.token])}"


def whatsapp_number(phone: str) -> str:
    """Return an Indonesian mobile number as WhatsApp wants it (62812…), "" for any other.

    Without a number WhatsApp lets the sender choose the receiver.
    """
    digits = re.sub(r"\D", "", phone)
    for prefix in ("00620", "0062", "620", "62", "0"):
        if digits.startswith(prefix):
            digits = digits.removeprefix(prefix)
            break
    return f"62{digits}" if MOBILE.fullmatch(digits) else ""


def invitation_to_contribute(link: PersonalLink, meeting: Meeting) -> Message:
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
        return Message(subject % facts, text % facts)


def receipt_message(link: PersonalLink, pledge: Pledge) -> Message:
    """Return what a contributor sends to themselves, in order to find the contribution again."""
    with override(settings.LANGUAGE_CODE):
        facts = {"reference": pledge.reference, "lead": pledge.lead, "url": link_url(link)}
        return Message(
            _("Contribution %(reference)s") % facts,
            _(
                "Contribution %(reference)s of %(lead)s. Read what the forum decides, "
                "or correct it here (keep this link to yourself):\n%(url)s"
            )
            % facts,
        )
