"""What can be done with a meeting, before, while and after it takes place."""

from meetings.actions.attending import add_walk_in, invite, mark_attendance
from meetings.actions.logging import (
    edit_entry,
    log_entry,
    log_pledge,
    record_decision,
    record_follow_up,
)
from meetings.actions.planning import (
    add_agenda_item,
    cancel_meeting,
    close_meeting,
    create_meeting,
    edit_meeting,
    publish_meeting,
    record_print,
    register_past_meeting,
    start_meeting,
)
from meetings.actions.pursuing import drop_follow_up, finish_follow_up, reopen_follow_up

__all__ = [
    "add_agenda_item",
    "add_walk_in",
    "cancel_meeting",
    "close_meeting",
    "create_meeting",
    "drop_follow_up",
    "edit_entry",
    "edit_meeting",
    "finish_follow_up",
    "invite",
    "log_entry",
    "log_pledge",
    "mark_attendance",
    "publish_meeting",
    "record_decision",
    "record_follow_up",
    "record_print",
    "register_past_meeting",
    "reopen_follow_up",
    "start_meeting",
]
