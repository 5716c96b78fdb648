"""Answering an invitation by the guest's own link: coming, not coming, sending a substitute."""

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import require
from core.history import record
from core.optimistic_lock import save_unless_changed
from core.refusals import Refused
from meetings.actions.attending import add_participant, find_person_of
from meetings.actions.planning import lock_meeting
from meetings.models import (
    Invitation,
    InvitationChannel,
    Meeting,
    MeetingState,
    Participant,
    Reply,
)
from meetings.permissions import can_answer_invitation
from stakeholders.actions.links import require_under_rate_limit, use_link
from stakeholders.actions.registers import introduce_person
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose, PersonalLink
from stakeholders.naming import normalise, split_name, tidy

MOST_USES = 20  # answers by one link in ten minutes


def find_invited(link: PersonalLink) -> Participant:
    """Return the participant whom an invitation belongs to; raises Refused for one taken back."""
    found = Participant.objects.select_related(
        "meeting__host", "person", "organisation", "invitation__substitute__person"
    ).filter(pk=link.object_id)
    guest = found.first() if isinstance(link.target, Participant) else None
    if guest is None:
        raise Refused(
            _("You are no longer on the list of this meeting. Please ask the facilitator."),
            code="revoked",
        )
    return guest


def explain_closed_answers(meeting: Meeting) -> str:
    """Return the sentence why an invitation cannot be answered now, "" while it can be."""
    if meeting.state == MeetingState.CANCELLED:
        return _("This meeting was cancelled. You need not come.")
    if meeting.state == MeetingState.CLOSED:
        return _("This meeting has taken place.")
    begins = timezone.make_aware(datetime.combine(meeting.date, meeting.starts_at or time.max))
    if meeting.state == MeetingState.IN_PROGRESS or begins <= timezone.now():
        return _("The meeting has begun. To change your answer, tell the facilitator.")
    return ""


@transaction.atomic
def answer_invitation(
    *, token: str, reply: str, reason: str = "", name: str = "", position: str = "", phone: str = ""
) -> Participant:
    """Answer an invitation; the same answer again changes nothing, another one replaces it.

    A substitute (`name`) joins the list for the same organisation, as a known person of that
    organisation when there is one of this name; another answer takes the substitute off again.
    Raises Refused for a link that does not work, over the rate limit, once the meeting has begun,
    was held or cancelled, and for a substitute without a name.
    """
    link = use_link(token=token, purpose=LinkPurpose.CONFIRM)
    require_under_rate_limit(
        link,
        most=MOST_USES,
        sentence=_("Too many answers came by this link just now. Try again in ten minutes."),
    )
    meeting = lock_meeting(find_invited(link).meeting)
    guest = find_invited(link)
    closed = explain_closed_answers(meeting)
    if closed:
        raise Refused(closed, code="wrong_state")
    bearer = Bearer(link, guest.organisation, str(guest))
    require(can_answer_invitation(bearer, guest))
    invitation, _is_new = Invitation.objects.select_related("substitute__person").get_or_create(
        participant=guest
    )
    guest.meeting = meeting
    if reply == Reply.SUBSTITUTED:
        _send_substitute(guest, invitation, bearer, tidy(name), tidy(position), phone)
    else:
        _answer(guest, invitation, bearer, reply, tidy(reason))
    # Whoever answers has the link, whether somebody noted so or not, and has read the page.
    now = timezone.now()
    if invitation.sent_at is None:
        invitation.channel, invitation.sent_at = InvitationChannel.WHATSAPP, now
    invitation.told_sequence = invitation.answered_sequence = meeting.calendar_sequence
    invitation.answered_at = now
    invitation.save()
    return guest


def _answer(
    guest: Participant, invitation: Invitation, bearer: Bearer, reply: str, reason: str
) -> None:
    invitation.reason = reason if reply == Reply.DECLINED else ""
    if guest.reply == reply:
        return
    _withdraw_substitute(invitation)
    _save_reply(guest, bearer, reply)
    record(
        guest.meeting,
        "invitation_answered",
        by=bearer,
        participant=guest,
        organisation=guest.organisation,
        reply=Reply(reply).label,
    )


def _send_substitute(
    guest: Participant,
    invitation: Invitation,
    bearer: Bearer,
    name: str,
    position: str,
    phone: str,
) -> None:
    full_name = split_name(name)
    if not full_name.name:
        raise Refused(_("Write the name of your substitute."), field="name")
    key = normalise(full_name.name)
    if guest.person is not None and normalise(guest.person.name) == key:
        raise Refused(
            _("This is your own name. If you come yourself, choose “I will come”."), field="name"
        )
    former = invitation.substitute
    is_same = (
        former is not None and former.person is not None and normalise(former.person.name) == key
    )
    if is_same and former is not None and former.position == position:
        _save_reply(guest, bearer, Reply.SUBSTITUTED)
        return
    _withdraw_substitute(invitation)
    person = find_person_of(guest.organisation, full_name.name)
    if person is None and is_same and former is not None:
        person = former.person
    listed = guest.meeting.participants.filter(person=person).first() if person else None
    if listed is None:
        if person is None:
            person = introduce_person(link=bearer.link, name=full_name, phone=phone)
        fields: dict[str, Any] = {
            "person": person,
            "position": position,
            "sex": person.sex,
            "reply": Reply.CONFIRMED,
        }
        listed = add_participant(guest.meeting, guest.organisation, fields)
        invitation.has_added_substitute = True
    invitation.substitute, invitation.reason = listed, ""
    _save_reply(guest, bearer, Reply.SUBSTITUTED)
    record(
        guest.meeting,
        "substitute_named",
        by=bearer,
        participant=guest,
        organisation=guest.organisation,
        substitute=listed,
    )


def _withdraw_substitute(invitation: Invitation) -> None:
    """Take the substitute of a former answer off the list, unless something else needs the row."""
    former = invitation.substitute
    invitation.substitute = None
    was_added, invitation.has_added_substitute = invitation.has_added_substitute, False
    if former is None or not was_added:
        return
    others = former.substitute_for.exclude(pk=invitation.pk)
    if former.is_unmarked and not former.log.exists() and not others.exists():
        Invitation.objects.filter(pk=invitation.pk).update(substitute=None)
        former.delete()


def _save_reply(guest: Participant, bearer: Bearer, reply: str) -> None:
    # Under the lock of the meeting, so that the revision read last is the present one.
    if guest.reply != reply:
        save_unless_changed(guest, seen_revision=guest.revision, by=bearer, reply=reply)
