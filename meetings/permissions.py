"""Permissions on meetings; which actions a state allows is in transitions.py."""

from core.actors import Actor
from meetings.models import FollowUp, Meeting, Participant
from stakeholders.bearers import Bearer
from stakeholders.models import LinkPurpose
from stakeholders.permissions import is_forum_staff, represents


def can_create_meeting(user: Actor) -> bool:
    """The forum's staff may plan meetings."""
    return is_forum_staff(user)


def can_edit_meeting(user: Actor, meeting: Meeting) -> bool:
    """The forum's staff may edit a meeting, its agenda and its invitations."""
    return is_forum_staff(user)


def can_mark_attendance(user: Actor, meeting: Meeting) -> bool:
    """The forum's staff may mark attendance."""
    return is_forum_staff(user)


def can_check_in(user: Actor, meeting: Meeting) -> bool:
    """Whoever holds the link of a room may check in there, and correct their own check-in."""
    return (
        isinstance(user, Bearer)
        and user.link.purpose in (LinkPurpose.CHECK_IN, LinkPurpose.CORRECT)
        and user.link.target == meeting
    )


def can_answer_invitation(user: Actor, participant: Participant) -> bool:
    """Whoever holds the participant's own invitation may answer it, and no other."""
    return (
        isinstance(user, Bearer)
        and user.link.purpose == LinkPurpose.CONFIRM
        and user.link.target == participant
    )


def can_export_participants(user: Actor, meeting: Meeting) -> bool:
    """Only the forum's staff may export the participants with their contact data."""
    return is_forum_staff(user)


def can_log_meeting(user: Actor, meeting: Meeting) -> bool:
    """The forum's staff may write the log."""
    return is_forum_staff(user)


def can_attach_files(user: Actor, meeting: Meeting) -> bool:
    """The forum's staff may add photos and slides, change their captions and remove them."""
    return is_forum_staff(user)


def can_contribute(user: Actor, meeting: Meeting, organisation_id: int) -> bool:
    """The staff may contribute for any organisation; account or link holders for their own."""
    return is_forum_staff(user) or represents(user, organisation_id)


def can_collect_contributions(user: Actor, meeting: Meeting) -> bool:
    """The forum's staff may issue contribution links, enter slips and list all contributions."""
    return is_forum_staff(user)


def can_respond_to_minutes(user: Actor, participant: Participant) -> bool:
    """The holder of the participant's own link to the minutes; the staff on their behalf."""
    if is_forum_staff(user):
        return True
    if not isinstance(user, Bearer) or user.link.purpose != LinkPurpose.CORRECT:
        return False
    link = user.link
    return (link.object_id, link.person_id, link.organisation_id) == (
        participant.meeting_id,
        participant.person_id,
        participant.organisation_id,
    )


def can_settle_responses(user: Actor, meeting: Meeting) -> bool:
    """The forum's staff may hand out links to the minutes, and settle the responses."""
    return is_forum_staff(user)


def can_publish_meeting(user: Actor, meeting: Meeting) -> bool:
    """The forum's staff may publish a meeting."""
    return is_forum_staff(user)


def can_see_history(user: Actor, meeting: Meeting) -> bool:
    """The forum's staff may see the history (product rule, part 8)."""
    return is_forum_staff(user)


def can_pursue_follow_up(user: Actor, follow_up: FollowUp) -> bool:
    """The responsible organisation's people and the staff may finish, drop or reopen it."""
    return is_forum_staff(user) or represents(user, follow_up.owner_id)
