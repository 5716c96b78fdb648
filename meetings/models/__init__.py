"""Models of meetings: agenda, participants, log, decisions and follow-ups."""

from meetings.models.attendance import PRESENT, Attendance, Reply
from meetings.models.log import (
    MINUTES,
    REGISTERED,
    Decision,
    FollowUp,
    FollowUpQuerySet,
    FollowUpState,
    LogEntry,
    LogKind,
)
from meetings.models.meeting import (
    IS_UNPUBLISHED,
    AgendaItem,
    Meeting,
    MeetingKind,
    MeetingQuerySet,
    MeetingState,
)
from meetings.models.participant import Participant
from meetings.models.tally import (
    AttendedMeeting,
    AttendeesOfMeeting,
    DecisionsOfMeeting,
    MeetingsOfOrganisation,
)

__all__ = [
    "IS_UNPUBLISHED",
    "MINUTES",
    "PRESENT",
    "REGISTERED",
    "AgendaItem",
    "Attendance",
    "AttendedMeeting",
    "AttendeesOfMeeting",
    "Decision",
    "DecisionsOfMeeting",
    "FollowUp",
    "FollowUpQuerySet",
    "FollowUpState",
    "LogEntry",
    "LogKind",
    "Meeting",
    "MeetingKind",
    "MeetingQuerySet",
    "MeetingState",
    "MeetingsOfOrganisation",
    "Participant",
    "Reply",
]
