"""State transitions of a meeting and of a follow-up."""

from django.utils.translation import gettext_lazy as _

from core.transitions import Transition, TransitionTable
from meetings.models import FollowUpState, MeetingState

MEETING = TransitionTable(
    "meeting",
    MeetingState,
    [
        Transition(
            "start_meeting",
            (MeetingState.PREPARING,),
            (MeetingState.IN_PROGRESS,),
            _("Open the meeting"),
        ),
        Transition(
            "close_meeting",
            (MeetingState.IN_PROGRESS,),
            (MeetingState.CLOSED,),
            _("Close the meeting"),
        ),
        Transition(
            "cancel_meeting",
            (MeetingState.PREPARING,),
            (MeetingState.CANCELLED,),
            _("Cancel the meeting"),
            needs_reason=True,
        ),
    ],
    # A meeting held without the portal is registered as closed.
    initial=[MeetingState.PREPARING, MeetingState.CLOSED],
)

FOLLOW_UP = TransitionTable(
    "follow_up",
    FollowUpState,
    [
        Transition(
            "finish_follow_up", (FollowUpState.OPEN,), (FollowUpState.DONE,), _("Mark as done")
        ),
        Transition(
            "drop_follow_up",
            (FollowUpState.OPEN,),
            (FollowUpState.DROPPED,),
            _("Drop"),
            needs_reason=True,
        ),
        Transition(
            "reopen_follow_up",
            (FollowUpState.DONE, FollowUpState.DROPPED),
            (FollowUpState.OPEN,),
            _("Reopen"),
        ),
    ],
    initial=[FollowUpState.OPEN],
)
