"""Who may do what with a meeting; which state allows it stands in transitions.py."""

from core.actors import Actor
from meetings.models import FollowUp, Meeting
from stakeholders.permissions import is_forum_staff, represents


def can_create_meeting(user: Actor) -> bool:
    """Meetings are planned by the forum's staff."""
    return is_forum_staff(user)


def can_edit_meeting(user: Actor, meeting: Meeting) -> bool:
    """Its particulars, agenda and invitations are the forum staff's."""
    return is_forum_staff(user)


def can_mark_attendance(user: Actor, meeting: Meeting) -> bool:
    """Attendance is marked by the forum's staff; self check-in comes by personal link."""
    return is_forum_staff(user)


def can_export_participants(user: Actor, meeting: Meeting) -> bool:
    """The list with contact data leaves the portal by the forum's staff only."""
    return is_forum_staff(user)


def can_log_meeting(user: Actor, meeting: Meeting) -> bool:
    """The log is written by the forum's staff."""
    return is_forum_staff(user)


def can_contribute(user: Actor, meeting: Meeting, organisation_id: int) -> bool:
    """The forum's staff for anybody; others for their own organisation, by account or link."""
    return is_forum_staff(user) or represents(user, organisation_id)


def can_collect_contributions(user: Actor, meeting: Meeting) -> bool:
    """Links, slips and the list of all contributions are the forum staff's."""
    return is_forum_staff(user)


def can_publish_meeting(user: Actor, meeting: Meeting) -> bool:
    """Publishing is an act of the forum's staff, with who and when."""
    return is_forum_staff(user)


def can_see_history(user: Actor, meeting: Meeting) -> bool:
    """History is for the forum's staff (product rule, part 8)."""
    return is_forum_staff(user)


def can_pursue_follow_up(user: Actor, follow_up: FollowUp) -> bool:
    """What became of a follow-up is told by its owner's people and the forum's staff."""
    return is_forum_staff(user) or represents(user, follow_up.owner_id)
