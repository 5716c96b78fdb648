"""Models of meetings: agenda, participants, log, decisions and follow-ups."""

from meetings.models.attachment import (
    LONGEST_CAPTION,
    MOST_ATTACHMENTS,
    Attachment,
    AttachmentKind,
    AttachmentQuerySet,
)
from meetings.models.attendance import NOTED, PRESENT, STAYS_AWAY, Attendance, MarkSource, Reply
from meetings.models.invitation import Invitation, InvitationChannel
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
    describe_kind,
    read_kind,
)
from meetings.models.participant import Participant
from meetings.models.response import MinutesResponse, ResponseKind, ResponseState
from meetings.models.tally import (
    AttendedMeeting,
    AttendeesBySector,
    AttendeesOfMeeting,
    DecisionsOfMeeting,
    MeetingsOfOrganisation,
    RoomVersion,
)

__all__ = [
    "IS_UNPUBLISHED",
    "LONGEST_CAPTION",
    "MINUTES",
    "MOST_ATTACHMENTS",
    "NOTED",
    "PRESENT",
    "REGISTERED",
    "STAYS_AWAY",
    "AgendaItem",
    "Attachment",
    "AttachmentKind",
    "AttachmentQuerySet",
    "Attendance",
    "AttendedMeeting",
    "AttendeesBySector",
    "AttendeesOfMeeting",
    "Decision",
    "DecisionsOfMeeting",
    "FollowUp",
    "FollowUpQuerySet",
    "FollowUpState",
    "Invitation",
    "InvitationChannel",
    "LogEntry",
    "LogKind",
    "MarkSource",
    "Meeting",
    "MeetingKind",
    "MeetingQuerySet",
    "MeetingState",
    "MeetingsOfOrganisation",
    "MinutesResponse",
    "Participant",
    "Reply",
    "ResponseKind",
    "ResponseState",
    "RoomVersion",
    "describe_kind",
    "read_kind",
]
