"""Pages of meetings and of decisions."""

from meetings.views.agenda import (
    meeting_agenda,
    meeting_agenda_item,
    meeting_agenda_move,
    meeting_agenda_remove,
)
from meetings.views.attending import (
    attendance_departure,
    attendance_export,
    attendance_mark,
    attendance_walk_in,
    meeting_attendance,
)
from meetings.views.collecting import (
    contribution_export,
    contribution_slip,
    meeting_contributions,
)
from meetings.views.contributing import contribute
from meetings.views.decisions import decision_detail, decision_list
from meetings.views.following import (
    follow_up_detail,
    follow_up_drop,
    follow_up_finish,
    follow_up_list,
    follow_up_reopen,
)
from meetings.views.inviting import meeting_invitations, meeting_replies, meeting_uninvite
from meetings.views.logging import entry_edit, entry_remove, meeting_log
from meetings.views.meetings import meeting_detail, meeting_list
from meetings.views.pasting import meeting_paste
from meetings.views.planning import meeting_create, meeting_edit
from meetings.views.progress import (
    meeting_cancel,
    meeting_close,
    meeting_publish,
    meeting_start,
)
from meetings.views.sharing import (
    contribution_author,
    contribution_link,
    contribution_links,
    contribution_mail,
    contribution_qr,
    contribution_revoke,
)

__all__ = [
    "attendance_departure",
    "attendance_export",
    "attendance_mark",
    "attendance_walk_in",
    "contribute",
    "contribution_author",
    "contribution_export",
    "contribution_link",
    "contribution_links",
    "contribution_mail",
    "contribution_qr",
    "contribution_revoke",
    "contribution_slip",
    "decision_detail",
    "decision_list",
    "entry_edit",
    "entry_remove",
    "follow_up_detail",
    "follow_up_drop",
    "follow_up_finish",
    "follow_up_list",
    "follow_up_reopen",
    "meeting_agenda",
    "meeting_agenda_item",
    "meeting_agenda_move",
    "meeting_agenda_remove",
    "meeting_attendance",
    "meeting_cancel",
    "meeting_close",
    "meeting_contributions",
    "meeting_create",
    "meeting_detail",
    "meeting_edit",
    "meeting_invitations",
    "meeting_list",
    "meeting_log",
    "meeting_paste",
    "meeting_publish",
    "meeting_replies",
    "meeting_start",
    "meeting_uninvite",
]
