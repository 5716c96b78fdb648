"""Progress of collecting signatures: who is next to sign, by which routes and links."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agreements.models import (
    Document,
    Route,
    Signatory,
    SignatoryState,
    get_print_group,
    sort_as_printed,
)
from core.emails import Email
from core.templatetags.ui import STATE_TONES
from files.qr import build_qr_svg
from signing.actions.collecting import list_route_names
from signing.actions.links import can_use_link, is_link_active, map_links_by_signatory
from signing.actions.locking import COLLECTING_STATES
from signing.actions.notifying import find_signer, get_signer_email
from signing.actions.reminding import list_next_signatories, was_emailed_today
from signing.emails.signing import build_signing_email, build_signing_url
from signing.models import Closing
from stakeholders.models import PersonalLink


@dataclass(frozen=True, slots=True)
class SignatoryProgress:
    """A signatory on the desk where signatures are collected, with the link and contact data."""

    signatory: Signatory
    link: PersonalLink | None
    is_next_to_sign: bool
    is_collected: bool  # signatures are still accepted

    @property
    def is_awaited(self) -> bool:
        """Whether the signatory can still sign, now or later."""
        return self.is_collected and self.signatory.is_awaited

    @property
    def takes_link(self) -> bool:
        """Whether the signatory could sign by a link."""
        return self.is_awaited and can_use_link(self.signatory)

    @property
    def has_active_link(self) -> bool:
        """Whether there is a link that can be opened now."""
        return self.takes_link and is_link_active(self.link)

    @property
    def link_state(self) -> str:
        """The state of the link: none, active, revoked or expired."""
        if self.link is None:
            return "none"
        if self.link.revoked_at is not None:
            return "revoked"
        return "expired" if self.link.is_expired() else "active"

    @property
    def needs_link(self) -> bool:
        """Whether the button that creates links would create one here."""
        return self.takes_link and self.link_state in ("none", "expired")

    @property
    def state_label(self) -> str | Promise:
        """The state in words; for an awaited signatory whether they are next to sign."""
        if not self.is_awaited or self.signatory.state == SignatoryState.TO_FOLLOW:
            return self.signatory.get_state_display()
        return _("awaited now") if self.is_next_to_sign else _("awaited later")

    @property
    def tone(self) -> str:
        """The colour of the state."""
        if self.is_awaited:
            return "waiting" if self.is_next_to_sign else "neutral"
        return STATE_TONES.get(self.signatory.state, "neutral")

    @property
    def routes(self) -> str:
        """The names of the allowed routes."""
        return ", ".join(list_route_names(self.signatory))

    @property
    def signed_by(self) -> str | Promise:
        """The name of the route by which it was signed."""
        return Route(self.signatory.route).label if self.signatory.route else ""

    @property
    def address(self) -> str:
        """The e-mail address of the signer, "" when none is known."""
        return get_signer_email(self.signatory)

    @property
    def phone(self) -> str:
        """The telephone number of the signer, "" when none is known."""
        person = find_signer(self.signatory)
        return person.phone if person else ""

    @property
    def was_emailed_today(self) -> bool:
        """Whether an e-mail was sent today."""
        return was_emailed_today(self.signatory)

    @property
    def can_be_emailed(self) -> bool:
        """Whether an e-mail can be sent now."""
        is_open = not self.takes_link or self.link_state != "revoked"
        return (
            self.is_next_to_sign and is_open and bool(self.address) and not self.was_emailed_today
        )

    @property
    def has_buttons(self) -> bool:
        """Whether the row has buttons on the desk."""
        is_declined = self.signatory.state == SignatoryState.DECLINED and self.is_collected
        return is_declined or self.can_be_emailed or (self.is_next_to_sign and self.has_active_link)

    @property
    def message(self) -> Email | None:
        """The e-mail text that goes with the link."""
        return build_signing_email(self.signatory, self.link) if self.has_active_link else None

    @property
    def whatsapp(self) -> str:
        """The URL that opens WhatsApp with the text; "" without an active link."""
        message = self.message
        return message.build_whatsapp_url(self.phone) if message else ""

    @property
    def url(self) -> str:
        """The absolute URL of the link."""
        return build_signing_url(self.link) if self.link else ""

    @property
    def qr(self) -> str:
        """The QR code of the link, as SVG."""
        return build_qr_svg(self.url)


@dataclass(frozen=True, slots=True)
class SignatoryGroup:
    """Signatories of one capacity and rank, who sign in any order."""

    rows: list[SignatoryProgress]

    @property
    def capacity(self) -> str | Promise:
        """The capacity in words."""
        return self.rows[0].signatory.get_capacity_display()

    @property
    def rank(self) -> int:
        """The rank within the capacity."""
        return self.rows[0].signatory.rank

    @property
    def signed(self) -> list[SignatoryProgress]:
        """The signatories of the group who have signed."""
        return [row for row in self.rows if row.signatory.state == SignatoryState.SIGNED]

    @property
    def unsigned(self) -> list[SignatoryProgress]:
        """The signatories of the group who have not signed."""
        return [row for row in self.rows if row.signatory.state != SignatoryState.SIGNED]

    @property
    def is_next_to_sign(self) -> bool:
        """Whether somebody of the group can sign now."""
        return any(row.is_next_to_sign for row in self.rows)

    @property
    def is_waiting(self) -> bool:
        """Whether signatories of the group wait for earlier ones."""
        return not self.is_next_to_sign and any(row.is_awaited for row in self.rows)


@dataclass(frozen=True, slots=True)
class SigningProgress:
    """All signatories of a document, and what is left to do."""

    groups: list[SignatoryGroup]
    closing: Closing | None
    is_collected: bool

    @property
    def rows(self) -> list[SignatoryProgress]:
        """All signatories in printed order."""
        return [row for group in self.groups for row in group.rows]

    @property
    def total(self) -> int:
        """The number of signatories."""
        return len(self.rows)

    @property
    def signed(self) -> int:
        """The number of those who have signed."""
        return sum(len(group.signed) for group in self.groups)

    @property
    def next_to_sign(self) -> list[SignatoryProgress]:
        """The signatories who can sign now."""
        return [row for row in self.rows if row.is_next_to_sign]

    @property
    def missing_link_count(self) -> int:
        """For how many signatories the button would create a link."""
        return sum(row.needs_link for row in self.rows)

    @property
    def email_count(self) -> int:
        """How many e-mails the button would send."""
        return sum(row.can_be_emailed for row in self.rows)

    @property
    def without_email_count(self) -> int:
        """How many of those next to sign have no known e-mail address."""
        return sum(not row.address for row in self.next_to_sign)


def read_progress(document: Document) -> SigningProgress:
    """Return the progress of signing of a frozen document; three queries."""
    signatories = sort_as_printed(
        document.signatories.select_related("organisation", "person__user", "delegate__user")
    )
    for signatory in signatories:
        signatory.document = document
    closing = Closing.objects.filter(document=document).first()
    is_collected = document.state in COLLECTING_STATES and (
        closing is None or any(each.is_awaited and each.allows_certificate for each in signatories)
    )
    links = map_links_by_signatory(signatories)
    next_to_sign = set()
    if is_collected:
        next_to_sign = {
            each.pk for each in list_next_signatories(signatories, closed=closing is not None)
        }
    rows = [
        SignatoryProgress(
            signatory=each,
            link=links.get(each.pk),
            is_next_to_sign=each.pk in next_to_sign,
            is_collected=is_collected and (closing is None or each.allows_certificate),
        )
        for each in signatories
    ]
    return SigningProgress(
        groups=list(_group_rows(rows)), closing=closing, is_collected=is_collected
    )


def _group_rows(rows: list[SignatoryProgress]) -> Iterator[SignatoryGroup]:
    for _key, members in groupby(rows, key=lambda row: get_print_group(row.signatory)):
        yield SignatoryGroup(list(members))
