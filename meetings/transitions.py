"""State transitions of a meeting, a follow-up and a response to the minutes."""

from django.utils.translation import gettext_lazy as _

from core.transitions import Transition, TransitionTable
from meetings.models import FollowUpState, MeetingState, ResponseState

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
            "reopen_meeting",
            (MeetingState.CLOSED,),
            (MeetingState.IN_PROGRESS,),
            _("Reopen the meeting"),
            needs_reason=True,
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

RESPONSE = TransitionTable(
    "minutes_response",
    ResponseState,
    [
        Transition(
            "accept_response",
            (ResponseState.OPEN,),
            (ResponseState.ACCEPTED,),
            _("Accept"),
            needs_reason=True,
        ),
        Transition(
            "reject_response",
            (ResponseState.OPEN,),
            (ResponseState.REJECTED,),
            _("Do not accept"),
            needs_reason=True,
        ),
        Transition(
            "set_response_aside",
            (ResponseState.OPEN, ResponseState.NOTED),
            (ResponseState.SET_ASIDE,),
            _("Set aside"),
            needs_reason=True,
        ),
    ],
    initial=[ResponseState.OPEN, ResponseState.NOTED],
)
