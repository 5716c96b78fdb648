"""History sentences of a meeting by key."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "meeting_created": _("The meeting was created."),
    "meeting_registered": _("The meeting had already taken place; it was registered afterwards."),
    "meeting_edited": _("The particulars were changed."),
    "meeting_started": _("The meeting was opened."),
    "meeting_closed": _("The meeting was closed."),
    "meeting_reopened": _("The meeting was reopened: %(reason)s"),
    "meeting_cancelled": _("The meeting was cancelled: %(reason)s"),
    "meeting_published": _("The meeting was published."),
    "meeting_printed": _("“%(document)s” was printed (%(paper)s)."),
    "meeting_printed_copies": _("“%(document)s” was printed (%(paper)s, %(copies)s copies)."),
    "meeting_copied": _("Agenda and invitations were copied from %(meeting)s."),
    "agenda_added": _("Agenda item “%(title)s” was added."),
    "agenda_edited": _("Agenda item “%(title)s” was changed."),
    "agenda_moved": _("Agenda item “%(title)s” was moved."),
    "agenda_removed": _("Agenda item “%(title)s” was removed."),
    "agenda_begun": _("The meeting came to agenda item “%(title)s”."),
    "agenda_ended": _("Agenda item “%(title)s” was finished."),
    "participant_invited": _("%(participant)s (%(organisation)s) was invited."),
    "participants_invited": _("Invited: %(participants)s."),
    "reply_noted": _("%(participant)s (%(organisation)s) answered the invitation: %(reply)s."),
    "invitations_sent": _(
        "%(count)s invitations were sent by e-mail; %(links)s links were made to be handed on."
    ),
    "guests_reminded": _("%(count)s who have not answered were reminded by e-mail."),
    "invitation_handed_on": _("The invitation of %(participant)s was handed on by WhatsApp."),
    "invitation_answered": _(
        "%(participant)s (%(organisation)s) answered by the own link: %(reply)s."
    ),
    "substitute_named": _("%(participant)s (%(organisation)s) sends a substitute: %(substitute)s."),
    "absentees_excused": _("Excused as they had answered: %(participants)s."),
    "invitation_removed": _("The invitation of %(participant)s (%(organisation)s) was removed."),
    "walk_in_added": _("%(participant)s (%(organisation)s) came without an invitation."),
    "attendance_marked": _("%(participant)s: %(attendance)s."),
    "excuse_letter_added": _("The letter of excuse of %(participant)s was added."),
    "excuse_letter_replaced": _("The letter of excuse of %(participant)s was replaced."),
    "excuse_letter_deleted": _("The letter of excuse of %(participant)s was deleted."),
    "rest_marked": _("The rest was marked at once as present: %(count)s participants."),
    "rest_unmarked": _("“The rest is present” was undone: %(count)s participants."),
    "checked_in": _("%(participant)s checked in by the QR code of the room."),
    "checked_in_walk_in": _(
        "%(participant)s (%(organisation)s) came without an invitation and checked in by the QR "
        "code of the room."
    ),
    "check_in_corrected": _("%(participant)s corrected the self check-in."),
    "check_in_taken_back": _("%(participant)s took the self check-in back."),
    "check_ins_set_aside": _("Self check-ins set aside: %(participants)s. Reason: %(reason)s"),
    "place_noted_online": _("%(participant)s takes part online."),
    "place_noted_on_site": _("%(participant)s takes part in the room."),
    "departure_noted": _("%(participant)s left at %(time)s."),
    "departure_taken_back": _("%(participant)s stayed: the departure was undone."),
    "participants_exported": _("The list of participants was exported as %(kind)s."),
    "entry_logged": _("A log entry was written: %(kind)s."),
    "entry_logged_late": _("A log entry was recorded later: %(kind)s."),
    "entry_edited": _("A log entry was changed."),
    "entry_removed": _("A log entry was removed: “%(text)s”"),
    "minutes_links_issued": _(
        "%(count)s links to the minutes were made, %(mailed)s sent by e-mail."
    ),
    "response_sent": _("%(participant)s responded to the minutes: %(kind)s."),
    "response_entered": _("The staff entered the response of %(participant)s: %(kind)s."),
    "response_settled": _(
        "The response of %(participant)s (%(kind)s) is settled: %(state)s. %(settlement)s"
    ),
    "entry_withdrawn": _("A log entry was withdrawn: “%(text)s”. Reason: %(reason)s"),
    "entry_restored": _("The withdrawal of a log entry was undone: “%(text)s”"),
    "attachments_added": _("Photos and slides were added (%(count)s): “%(caption)s”"),
    "attachment_edited": _("The caption of a photo or of slides was changed: “%(caption)s”"),
    "attachment_removed": _("“%(caption)s” (%(kind)s) was removed. Reason: %(reason)s"),
    "decision_edited": _("The decision was changed."),
    "decision_owner_named": _("Responsible: %(owner)s."),
    "decision_owner_named_late": _("Responsible, recorded later: %(owner)s."),
    "follow_up_edited": _("The follow-up was changed."),
    "contribution_by_link": _("It was written through a personal link."),
    "contribution_by_room": _("It was written through the QR code of the meeting."),
    "contribution_on_slip": _(
        "The staff entered it on behalf of the organisation, from a slip of paper."
    ),
    "contribution_link_mailed": _("The link was sent by e-mail."),
    "contributions_exported": _("The contributions were exported as %(kind)s."),
    "decision_recorded": _("%(decision)s was recorded."),
    "follow_up_recorded": _("%(follow_up)s was recorded."),
    "follow_up_done": _("The follow-up is done."),
    "follow_up_dropped": _("The follow-up was dropped: %(reason)s"),
    "follow_up_reopened": _("The follow-up is open again."),
}
