"""What the desk of sending invitations shows: each guest with link and message, and counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.emails import Email, has_mail_server
from meetings.invitation_texts import build_guest_message, build_own_invitation_url
from meetings.models import Invitation, Meeting, MeetingState, Participant, Reply
from stakeholders.emails import get_email_address
from stakeholders.models import LinkPurpose, PersonalLink

REMINDED_EVERY = timedelta(days=1)


def select_invited(meeting: Meeting) -> QuerySet[Participant]:
    """Return those who are invited, without walk-ins, with all that a message needs."""
    return meeting.participants.filter(is_walk_in=False).select_related(
        "person__user", "organisation", "invitation"
    )


def select_untold(meeting: Meeting) -> QuerySet[Participant]:
    """Return those who were not told when and where the meeting is now.

    Of a cancelled meeting these are the invited ones who do not know that it is.
    """
    was_told_before = Q(invitation__told_sequence__lt=meeting.calendar_sequence)
    if meeting.state == MeetingState.CANCELLED:
        return select_invited(meeting).filter(was_told_before)
    return select_invited(meeting).filter(was_told_before | Q(invitation__sent_at=None))


def select_silent(meeting: Meeting) -> QuerySet[Participant]:
    """Return those who were invited and have not answered."""
    return select_invited(meeting).filter(reply=Reply.INVITED, invitation__sent_at__isnull=False)


def select_to_remind(meeting: Meeting, *, at: datetime) -> QuerySet[Participant]:
    """Return those who have not answered, and were not reminded in the last day."""
    rested = Q(invitation__reminded_at=None) | Q(invitation__reminded_at__lte=at - REMINDED_EVERY)
    return select_silent(meeting).filter(rested)


def select_invitation_links(guests: Iterable[Participant]) -> QuerySet[PersonalLink]:
    """Return the links of these guests to their invitations, valid or not, oldest first."""
    return PersonalLink.objects.filter(
        purpose=LinkPurpose.CONFIRM,
        content_type=ContentType.objects.get_for_model(Participant),
        object_id__in=[guest.pk for guest in guests],
    ).order_by("pk")


@dataclass(frozen=True, slots=True)
class InvitationCounts:
    """How many are invited, were told, and answered what; who waits for what."""

    invited: int
    answered: int
    confirmed: int
    declined: int
    substituted: int
    untold: int
    silent: int
    to_remind: int
    # For whom the portal has something to do: a mail to send, or a link to make.
    to_invite: int
    to_update: int


def _annotate_links(guests: QuerySet[Participant]) -> QuerySet[Participant]:
    links = PersonalLink.objects.filter(
        purpose=LinkPurpose.CONFIRM,
        content_type__app_label="meetings",
        content_type__model="participant",
        object_id=OuterRef("pk"),
    )
    return guests.annotate(has_link=Exists(links))


def _build_waiting() -> Q:
    """Return the condition of those for whom the portal can do something, if they do not know."""
    without_link = Q(has_link=False)
    if not has_mail_server():
        return without_link
    has_address = Q(person__email__gt="") | Q(person__user__is_active=True)
    return without_link | has_address


def count_invitations(meeting: Meeting) -> InvitationCounts:
    """Return the counts of a meeting's invitations: two queries."""
    sent = Q(invitation__sent_at__isnull=False)
    waits = _build_waiting()
    counts: dict[str, int] = _annotate_links(select_invited(meeting)).aggregate(
        invited=Count("pk"),
        answered=Count("pk", filter=~Q(reply=Reply.INVITED)),
        confirmed=Count("pk", filter=Q(reply=Reply.CONFIRMED)),
        declined=Count("pk", filter=Q(reply=Reply.DECLINED)),
        substituted=Count("pk", filter=Q(reply=Reply.SUBSTITUTED)),
        untold=Count("pk", filter=~sent),
        to_invite=Count("pk", filter=~sent & waits),
        to_update=Count(
            "pk", filter=Q(invitation__told_sequence__lt=meeting.calendar_sequence) & waits
        ),
        silent=Count("pk", filter=Q(reply=Reply.INVITED) & sent),
    )
    if meeting.state == MeetingState.CANCELLED:
        counts["untold"] = counts["to_invite"] = 0
    to_remind = select_to_remind(meeting, at=timezone.now()).count()
    return InvitationCounts(**counts, to_remind=to_remind)


@dataclass(frozen=True, slots=True)
class GuestRow:
    """A guest on the desk: what the guest was told and answered, and how to hand the link on."""

    guest: Participant
    invitation: Invitation | None
    link: PersonalLink | None
    message: Email | None
    url: str
    address: str
    sequence: int

    @property
    def is_sent(self) -> bool:
        """Whether the guest was invited."""
        return self.invitation is not None and self.invitation.sent_at is not None

    @property
    def is_changed(self) -> bool:
        """Whether time or place changed since the guest was told."""
        told = self.invitation.told_sequence if self.invitation else None
        return told is not None and told < self.sequence

    @property
    def is_to_be_told(self) -> bool:
        """Whether somebody may still write to the guest: no answer yet, or a change."""
        return self.guest.reply == Reply.INVITED or self.is_changed

    @property
    def is_open(self) -> bool:
        """Whether the guest has a link that works."""
        return bool(self.url)

    @property
    def is_by_mail(self) -> bool:
        """Whether the portal itself writes to the guest."""
        return bool(self.address) and has_mail_server()

    @property
    def whatsapp(self) -> str:
        """The URL that opens WhatsApp with the message, "" without a link."""
        phone = self.guest.person.phone if self.guest.person else ""
        return self.message.build_whatsapp_url(phone) if self.message else ""

    @property
    def label(self) -> str:
        """The state of the invitation in words."""
        if self.guest.reply != Reply.INVITED:
            return str(ANSWER_LABELS[self.guest.reply])
        return _("invited") if self.is_sent else _("not invited yet")

    @property
    def tone(self) -> str:
        """The tone of the badge."""
        if self.guest.reply != Reply.INVITED:
            return TONES[self.guest.reply]
        return "waiting" if self.is_sent else "neutral"

    @property
    def substitute(self) -> Participant | None:
        """Who comes in place of the guest."""
        return self.invitation.substitute if self.invitation else None

    @property
    def represented(self) -> list[Participant]:
        """In whose place the guest comes."""
        return [each.participant for each in self.guest.substitute_for.all()]

    @property
    def reason(self) -> str:
        """Why the guest does not come."""
        return self.invitation.reason if self.invitation else ""


ANSWER_LABELS = {
    Reply.CONFIRMED.value: gettext_lazy("will come"),
    Reply.DECLINED.value: gettext_lazy("will not come"),
    Reply.SUBSTITUTED.value: gettext_lazy("sends a substitute"),
}
TONES = {
    Reply.CONFIRMED.value: "done",
    Reply.DECLINED.value: "stopped",
    Reply.SUBSTITUTED.value: "done",
}


def select_desk_guests(meeting: Meeting) -> QuerySet[Participant]:
    """Return the invited guests, those who have not answered first."""
    is_silent = Case(When(reply=Reply.INVITED, then=0), default=1)
    return (
        select_invited(meeting)
        .select_related("invitation__substitute__person", "invitation__substitute__organisation")
        .prefetch_related("substitute_for__participant__person")
        .order_by(is_silent, "order", "pk")
    )


def build_guest_rows(meeting: Meeting, guests: Iterable[Participant]) -> list[GuestRow]:
    """Return the rows of these guests, with one query for their links."""
    guests = list(guests)
    links = {link.object_id: link for link in select_invitation_links(guests)}
    return [_build_row(meeting, guest, links.get(guest.pk)) for guest in guests]


def _build_row(meeting: Meeting, guest: Participant, link: PersonalLink | None) -> GuestRow:
    invitation = getattr(guest, "invitation", None)
    is_open = link is not None and link.revoked_at is None and not link.is_expired()
    row = GuestRow(
        guest=guest,
        invitation=invitation,
        link=link,
        message=None,
        url=build_own_invitation_url(link) if link is not None and is_open else "",
        address=get_email_address(guest.person),
        sequence=meeting.calendar_sequence,
    )
    if link is None or not is_open:
        return row
    message = build_guest_message(
        link,
        guest,
        meeting,
        is_told=row.is_changed,
        is_reminder=row.is_sent and not row.is_changed and guest.reply == Reply.INVITED,
    )
    return GuestRow(
        guest, invitation, link, message, row.url, row.address, meeting.calendar_sequence
    )
