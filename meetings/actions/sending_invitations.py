"""Telling guests: invitations with personal links, changes of time and place, reminders."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.actors import Actor
from core.emails import enqueue_email, has_mail_server
from core.history import record
from core.refusals import Refused
from meetings.actions.checking_in import get_opening
from meetings.actions.planning import lock_meeting
from meetings.calendars import build_attachment
from meetings.invitation_texts import build_guest_message
from meetings.models import (
    Invitation,
    InvitationChannel,
    Meeting,
    MeetingState,
    Participant,
)
from meetings.permissions import can_edit_meeting
from meetings.reports.invitations import (
    select_invitation_links,
    select_to_remind,
    select_untold,
)
from stakeholders.actions.links import (
    issue_links_to_targets,
    prolong_links,
    renew_link,
    revoke_link,
)
from stakeholders.emails import get_email_address
from stakeholders.models import LinkPurpose, PersonalLink

# How long after the meeting an invitation's link still opens, to say what became of it.
LINKS_LAST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Told:
    """How many were told by e-mail, and how many have a link that somebody must hand on."""

    mailed: int
    to_hand_on: int


def _lock_tellable_meeting(meeting: Meeting, by: Actor) -> Meeting:
    require(can_edit_meeting(by, meeting))
    meeting = lock_meeting(meeting)
    if meeting.state not in (MeetingState.PREPARING, MeetingState.CANCELLED):
        raise Refused(
            _("The meeting has begun; nobody is invited by message now."), code="wrong_state"
        )
    return meeting


def _ensure_links(
    meeting: Meeting, guests: list[Participant], by: Actor
) -> dict[int, PersonalLink]:
    """Return the valid link of each guest by id; missing ones are issued, short ones prolonged.

    A revoked link stays revoked, and its guest without a link, until somebody renews it.
    """
    now = timezone.now()
    until = max(now, get_opening(meeting)) + LINKS_LAST
    links = {link.object_id: link for link in select_invitation_links(guests)}
    missing = [guest for guest in guests if guest.pk not in links]
    if missing:
        made = issue_links_to_targets(
            purpose=LinkPurpose.CONFIRM,
            targets=[(guest, guest.person, guest.organisation) for guest in missing],
            expires_at=until,
            by=by,
        )
        links |= {link.object_id: link for link in made}
    short = [link for link in links.values() if link.expires_at.date() < until.date()]
    if short:
        prolong_links(links=short, expires_at=until, by=by)
    return {pk: link for pk, link in links.items() if link.revoked_at is None}


@transaction.atomic
def tell_guests(*, meeting: Meeting, by: Actor) -> Told:
    """Invite all who were not told yet, and tell the others of a new time or place or its end.

    Who has an address gets an e-mail with the calendar file; for the others a link is made, which
    the staff hand on (`note_handed_on`). Without a mail server only links are made. Telling again
    sends nothing twice. Raises Refused once the meeting has begun.
    """
    meeting = _lock_tellable_meeting(meeting, by)
    untold = list(select_untold(meeting))
    links = _ensure_links(meeting, untold, by)
    mailed = _send_emails(meeting, untold, links)
    _note_told(mailed, InvitationChannel.EMAIL, meeting)
    told = Told(len(mailed), len(untold) - len(mailed))
    if untold:
        record(meeting, "invitations_sent", by=by, count=told.mailed, links=told.to_hand_on)
    return told


def _send_emails(
    meeting: Meeting,
    guests: list[Participant],
    links: dict[int, PersonalLink],
    *,
    is_reminder: bool = False,
) -> list[Participant]:
    """Enqueue an e-mail with the calendar file for each guest with an address; return those.

    Nobody gets one without a mail server, or while the link is revoked.
    """
    if not has_mail_server():
        return []
    attachment = build_attachment(meeting, at=timezone.now())
    mailed = []
    for guest in guests:
        address = get_email_address(guest.person)
        if not address or guest.pk not in links:
            continue
        invitation = getattr(guest, "invitation", None)
        told = invitation.told_sequence if invitation is not None else None
        is_changed = told is not None and told < meeting.calendar_sequence
        message = build_guest_message(
            links[guest.pk],
            guest,
            meeting,
            is_told=is_changed,
            is_reminder=is_reminder and not is_changed,
        )
        enqueue_email(to=address, subject=message.subject, text=message.text, attachment=attachment)
        mailed.append(guest)
    return mailed


def _note_told(guests: list[Participant], channel: str, meeting: Meeting) -> None:
    Invitation.objects.bulk_create(
        [
            Invitation(
                participant=guest,
                channel=channel,
                sent_at=timezone.now(),
                told_sequence=meeting.calendar_sequence,
            )
            for guest in guests
        ],
        update_conflicts=True,
        unique_fields=["participant"],
        update_fields=["channel", "sent_at", "told_sequence"],
    )


@transaction.atomic
def note_handed_on(*, participant: Participant, by: Actor) -> Participant:
    """Record that somebody handed a guest's link on; doing so again changes nothing.

    Raises Refused for a guest without a link, and once the meeting has begun.
    """
    meeting = _lock_tellable_meeting(participant.meeting, by)
    if not select_invitation_links([participant]).filter(revoked_at=None).exists():
        raise Refused(_("There is no link to hand on yet."))
    if select_untold(meeting).filter(pk=participant.pk).exists():
        _note_told([participant], InvitationChannel.WHATSAPP, meeting)
        record(meeting, "invitation_handed_on", by=by, participant=participant)
    return participant


@transaction.atomic
def remind_guests(*, meeting: Meeting, by: Actor) -> Told:
    """Remind those who have not answered, each at most once a day; returns who was told how.

    Raises Refused once the meeting has begun or was cancelled.
    """
    meeting = _lock_tellable_meeting(meeting, by)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("The meeting was cancelled."), code="wrong_state")
    now = timezone.now()
    silent = list(select_to_remind(meeting, at=now))
    links = _ensure_links(meeting, silent, by)
    mailed = _send_emails(meeting, silent, links, is_reminder=True)
    Invitation.objects.filter(participant__in=mailed).update(
        reminded_at=now, told_sequence=meeting.calendar_sequence
    )
    if mailed:
        record(meeting, "guests_reminded", by=by, count=len(mailed))
    return Told(len(mailed), len(silent) - len(mailed))


@transaction.atomic
def renew_invitation_link(*, participant: Participant, by: Actor) -> PersonalLink:
    """Give a guest a new link, and make the former one invalid; it has to be sent again.

    Raises Refused for a guest without a link, and once the meeting has begun.
    """
    meeting = _lock_tellable_meeting(participant.meeting, by)
    link = select_invitation_links([participant]).last()
    if link is None:
        raise Refused(_("There is no link to hand on yet."))
    until = max(timezone.now(), get_opening(meeting)) + LINKS_LAST
    Invitation.objects.filter(participant=participant).update(
        channel="", sent_at=None, told_sequence=None
    )
    return renew_link(link=link, expires_at=until, by=by)


@transaction.atomic
def revoke_invitation_link(*, participant: Participant, by: Actor) -> None:
    """Revoke a guest's link; revoking it again changes nothing."""
    require(can_edit_meeting(by, participant.meeting))
    for link in select_invitation_links([participant]).filter(revoked_at=None):
        revoke_link(link=link, by=by)
