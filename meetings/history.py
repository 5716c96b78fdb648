"""What the history of a meeting says."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "meeting_created": _("The meeting was created."),
    "meeting_registered": _("The meeting had already taken place; it was registered afterwards."),
    "meeting_edited": _("The particulars were changed."),
    "meeting_started": _("The meeting was opened."),
    "meeting_closed": _("The meeting was closed."),
    "meeting_cancelled": _("The meeting was cancelled: %(reason)s"),
    "meeting_published": _("The meeting was published."),
    "meeting_printed": _("“%(document)s” was printed (%(paper)s)."),
    "meeting_printed_copies": _("“%(document)s” was printed (%(paper)s, %(copies)s copies)."),
    "meeting_copied": _("Agenda and invitations were taken over from %(meeting)s."),
    "agenda_added": _("Agenda item “%(title)s” was added."),
    "agenda_edited": _("Agenda item “%(title)s” was changed."),
    "agenda_moved": _("Agenda item “%(title)s” was moved."),
    "agenda_removed": _("Agenda item “%(title)s” was removed."),
    "participant_invited": _("%(participant)s (%(organisation)s) was invited."),
    "participants_invited": _("%(count)s participants were invited from a list."),
    "reply_noted": _("%(participant)s (%(organisation)s) answered the invitation: %(reply)s."),
    "invitation_removed": _("The invitation of %(participant)s (%(organisation)s) was removed."),
    "walk_in_added": _("%(participant)s (%(organisation)s) came without an invitation."),
    "attendance_marked": _("%(participant)s: %(attendance)s."),
    "entry_logged": _("A log entry was written: %(kind)s."),
    "entry_logged_late": _("A log entry was recorded later: %(kind)s."),
    "entry_edited": _("A log entry was changed."),
    "decision_recorded": _("%(decision)s was recorded."),
    "follow_up_recorded": _("%(follow_up)s was recorded."),
    "follow_up_done": _("The follow-up is done."),
    "follow_up_dropped": _("The follow-up was dropped: %(reason)s"),
    "follow_up_reopened": _("The follow-up is open again."),
}
