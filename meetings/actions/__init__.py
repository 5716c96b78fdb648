"""What can be done with a meeting, before, while and after it takes place."""

from meetings.actions.agenda import (
    add_agenda_item,
    edit_agenda_item,
    move_agenda_item,
    remove_agenda_item,
)
from meetings.actions.attending import (
    add_walk_in,
    admit_walk_in,
    export_participants,
    invite,
    mark_attendance,
    note_departure,
)
from meetings.actions.contributing import (
    contribute_by_link,
    edit_by_link,
    export_contributions,
    mail_link,
    take_slip,
)
from meetings.actions.copying import copy_meeting
from meetings.actions.inviting import invite_guests, note_reply, remove_invitation
from meetings.actions.logging import (
    edit_entry,
    hand_in_pledge,
    log_entry,
    log_pledge,
    remove_entry,
)
from meetings.actions.planning import (
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
from meetings.actions.settling import (
    edit_decision,
    edit_follow_up,
    record_decision,
    record_follow_up,
)

__all__ = [
    "add_agenda_item",
    "add_walk_in",
    "admit_walk_in",
    "cancel_meeting",
    "close_meeting",
    "contribute_by_link",
    "copy_meeting",
    "create_meeting",
    "drop_follow_up",
    "edit_agenda_item",
    "edit_by_link",
    "edit_decision",
    "edit_entry",
    "edit_follow_up",
    "edit_meeting",
    "export_contributions",
    "export_participants",
    "finish_follow_up",
    "hand_in_pledge",
    "invite",
    "invite_guests",
    "log_entry",
    "log_pledge",
    "mail_link",
    "mark_attendance",
    "move_agenda_item",
    "note_departure",
    "note_reply",
    "publish_meeting",
    "record_decision",
    "record_follow_up",
    "record_print",
    "register_past_meeting",
    "remove_agenda_item",
    "remove_entry",
    "remove_invitation",
    "reopen_follow_up",
    "start_meeting",
    "take_slip",
]
